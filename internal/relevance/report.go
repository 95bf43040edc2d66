package relevance

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
)

// Write prints outcomes side by side: the figures of every set, what each kind of mistake
// costs, and the queries that lost most.
func Write(w io.Writer, outcomes []Outcome, losers int) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(t, "set\tqueries\tsubject\tnDCG@10\tMRR\trecall@100")
	for _, o := range outcomes {
		_, _ = fmt.Fprintf(t, "%s\t%d\t%s\t%.4f\t%.4f\t%.4f\n", o.Set, len(o.Queries), o.Subject, o.Score.NDCG, o.Score.MRR, o.Score.Recall)
	}
	_, _ = fmt.Fprintln(t, "\nset\tmistake\tqueries\tsubject\tnDCG@10 without\twith\tlost")
	for _, o := range outcomes {
		for _, x := range o.Typos {
			_, _ = fmt.Fprintf(t, "%s\t%s\t%d\t%s\t%.4f\t%.4f\t%.1f %%\n", o.Set, x.Name, x.Queries, o.Subject, x.Before.NDCG, x.After.NDCG, 100*x.Loss())
		}
	}
	if err := t.Flush(); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	for _, o := range outcomes {
		for _, group := range append([]Typo{{Name: "as they stand", Losers: o.Queries}}, o.Typos...) {
			if err := group.write(w, o, losers); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t Typo) write(w io.Writer, o Outcome, losers int) error {
	worst := slices.Clone(t.Losers)
	slices.SortStableFunc(worst, func(a, b Asked) int { return cmp.Compare(a.Score.NDCG, b.Score.NDCG) })
	worst = worst[:min(losers, len(worst))]
	if len(worst) == 0 {
		return nil
	}
	if _, err := fmt.Fprintf(w, "\n%s, %s, %s: the worst\n", o.Set, o.Subject, t.Name); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	for _, a := range worst {
		if _, err := fmt.Fprintf(w, "  %+.3f  %s (%s)\n", a.Score.NDCG, a.Text, a.Locale); err != nil {
			return fmt.Errorf("write report: %w", err)
		}
	}
	return nil
}
