package quality

import (
	"unicode/utf8"
)

// Score is the grade of a listing: 0 to 100 (marketplace rules §7.2).
type Score struct {
	Total int
	Band  Band
	Parts []Part
}

// Band is how a score is called.
type Band string

// The bands: 0–59, 60–79, 80–100.
const (
	Poor      Band = "poor"
	Good      Band = "good"
	Excellent Band = "excellent"
)

// Part is one item of a score. Max − Points is what is missing.
type Part struct {
	Item        string // "content.required", "media.zoom", "price", …
	Points, Max int
}

// ScoreOf grades l: content 40, media 20, price 15, delivery 15, rating 10. A fact
// that is not known yields no points, so a product without an offer reaches 60.
func ScoreOf(l Listing) Score {
	var s Score
	add := func(item string, points, most int) {
		points = min(max(points, 0), most)
		s.Parts = append(s.Parts, Part{Item: item, Points: points, Max: most})
		s.Total += points
	}
	scoreContent(l, add)
	scoreMedia(l, add)
	scoreOffer(l, add)
	switch {
	case s.Total >= 80:
		s.Band = Excellent
	case s.Total >= 60:
		s.Band = Good
	default:
		s.Band = Poor
	}
	return s
}

func scoreContent(l Listing, add func(string, int, int)) {
	p := l.Product
	if p == nil {
		p = &Product{}
	}
	required, requiredSet, wished, wishedSet := 0, 0, 0, 0
	for _, a := range p.Category.Schema {
		v, ok := value(p, a.Key)
		has := ok && !v.empty() || a.Variant && len(p.Variants) > 0 && allSet(p.Variants, a.Key)
		switch {
		case a.Required:
			required++
			if has {
				requiredSet++
			}
		default:
			wished++
			if has {
				wishedSet++
			}
		}
	}
	add("content.required", share(requiredSet, required, 12), 12)
	add("content.recommended", share(wishedSet, wished, 8), 8)
	title := utf8.RuneCountInString(p.Title.In(l.Locale))
	switch {
	case title >= 25 && title <= 150:
		add("content.title", 6, 6)
	case title >= 10 && title <= 200:
		add("content.title", 4, 6)
	default:
		add("content.title", 0, 6)
	}
	text := utf8.RuneCountInString(Plain(p.Description.In(l.Locale)))
	add("content.description", share(min(text, 400), 400, 10), 10)
	identified := 0
	numbers(p, func(_, _, _ string) { identified = 4 })
	add("content.identifier", identified, 4)
}

// share returns have/all of most points; nothing asked for is all of them.
func share(have, all, most int) int {
	if all == 0 {
		return most
	}
	return most * have / all
}

func scoreMedia(l Listing, add func(string, int, int)) {
	var images []Image
	if l.Product != nil {
		images = l.Product.Images
	}
	first, zoom := 0, 0
	if len(images) > 0 {
		first = 8
		if images[0].Format == "svg" || max(images[0].Width, images[0].Height) >= 1000 {
			zoom = 4
		}
	}
	add("media.first", first, 8)
	add("media.zoom", zoom, 4)
	add("media.more", 4*min(max(len(images)-1, 0), 2), 8)
}

func scoreOffer(l Listing, add func(string, int, int)) {
	o := l.Offer
	if o == nil {
		o = &Offer{}
	}
	price := 0
	if o.Landed > 0 && o.MedianLanded > 0 {
		// Full points at the median or below, none at half above it.
		price = 15
		if over := o.Landed - o.MedianLanded; over > 0 {
			price = int(15 - min(15, 30*over/o.MedianLanded))
		}
	}
	add("price", price, 15)
	delivery := 0
	if o.DeliveryDays > 0 {
		delivery = 15 - 3*max(0, (o.DeliveryDays-2)/2)
	}
	add("delivery", delivery, 15)
	add("rating", (o.RatingHundredths-100)*10/400, 10)
}
