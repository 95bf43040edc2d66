package relevance

import (
	"math"
	"slices"
)

// The grades of a judgement. What is not judged has none.
const (
	Related    = 1
	Substitute = 2
	Exact      = 3
)

// Depth is how many products are asked for.
const Depth = 100

// Score is the quality of one answer, or the mean of many; each figure is between 0 and 1.
type Score struct {
	NDCG   float64 `json:"ndcg10"`
	MRR    float64 `json:"mrr"`
	Recall float64 `json:"recall100"`
}

// Rate scores an answer: products, best first, by their grades.
func Rate(answer []string, grades map[string]int) Score {
	return Score{NDCG: ndcg(answer, grades, 10), MRR: reciprocal(answer, grades), Recall: recall(answer, grades)}
}

func ndcg(answer []string, grades map[string]int, k int) float64 {
	best := make([]int, 0, len(grades))
	for _, g := range grades {
		best = append(best, g)
	}
	slices.SortFunc(best, func(a, b int) int { return b - a })
	ideal := 0.0
	for i, g := range best[:min(k, len(best))] {
		ideal += gain(g, i)
	}
	if ideal == 0 {
		return 0
	}
	sum := 0.0
	for i, id := range answer[:min(k, len(answer))] {
		sum += gain(grades[id], i)
	}
	return sum / ideal
}

func gain(grade, i int) float64 { return (math.Exp2(float64(grade)) - 1) / math.Log2(float64(i+2)) }

func reciprocal(answer []string, grades map[string]int) float64 {
	for i, id := range answer {
		if grades[id] >= Substitute {
			return 1 / float64(i+1)
		}
	}
	return 0
}

func recall(answer []string, grades map[string]int) float64 {
	all, found := 0, 0
	for _, g := range grades {
		if g >= Substitute {
			all++
		}
	}
	for _, id := range answer {
		if grades[id] >= Substitute {
			found++
		}
	}
	if all == 0 {
		return 0
	}
	return float64(found) / float64(min(all, Depth))
}

// mean returns the average of scores.
func mean(list []Score) Score {
	var s Score
	for _, x := range list {
		s.NDCG, s.MRR, s.Recall = s.NDCG+x.NDCG, s.MRR+x.MRR, s.Recall+x.Recall
	}
	n := float64(max(1, len(list)))
	return Score{s.NDCG / n, s.MRR / n, s.Recall / n}
}
