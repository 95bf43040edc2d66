package buybox

import (
	"slices"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// Result is the stored answer for one variant and one country of delivery.
type Result struct {
	store.Meta `bson:",inline"` // bb_<variant>_<country>

	Variant  markthalle.VariantID `bson:"variant"`
	Product  markthalle.ProductID `bson:"product"`
	Country  string               `bson:"country"`
	Weights  int                  `bson:"weights"` // version of the weights it was made with
	Best     *Best                `bson:"best,omitempty"`
	Offers   int                  `bson:"offers"`   // on sale
	Eligible int                  `bson:"eligible"` // of them, those that were compared
	Lowest   money.Amount         `bson:"lowest"`   // cheapest price of an eligible offer, without shipping
	History  []Reign              `bson:"history,omitempty"`
}

// Best is the offer that is shown first.
type Best struct {
	Offer     markthalle.OfferID  `bson:"offer"`
	Vendor    markthalle.VendorID `bson:"vendor"`
	Condition catalog.Condition   `bson:"condition"`
	Price     money.Amount        `bson:"price"`
	Shipping  money.Amount        `bson:"shipping"`
	Days      int                 `bson:"days"`
	Score     int64               `bson:"score"`
	Parts     Parts               `bson:"parts"`
	Reason    Reason              `bson:"reason"`
}

// Why returns the sentence that explains why the offer is shown first.
func (b Best) Why(l markthalle.Locale) string { return b.Reason.Sentence(l) }

// Reign is one entry of the history of winners (MKT-52): from At on the offer was shown
// first; an empty offer means that none was.
type Reign struct {
	Offer  markthalle.OfferID  `bson:"offer,omitempty"`
	Vendor markthalle.VendorID `bson:"vendor,omitempty"`
	At     time.Time           `bson:"at"`
	Code   string              `bson:"code,omitempty"` // of the Reason
	Score  int64               `bson:"score,omitempty"`
	Landed int64               `bson:"landed,omitempty"`
}

const (
	keepHistory = 90 * 24 * time.Hour
	maxHistory  = 300
)

// ResultID returns the id of the result for a variant and a country.
func ResultID(v markthalle.VariantID, country string) string {
	return "bb_" + markthalle.Body(v) + "_" + country
}

var resultSpec = store.Spec{
	Name: "buybox", Schema: 1,
	Indexes: []store.Index{{Name: "variant", Eq: []store.Field{store.S("variant")}}},
}

// take writes what the ranking says into the result and keeps the history.
func (r *Result) take(ranked []Ranked, w Weights, now time.Time) {
	r.Weights, r.Offers, r.Eligible, r.Lowest = w.Version, len(ranked), 0, money.Amount{}
	for _, x := range ranked {
		if !x.Eligible {
			continue
		}
		r.Eligible++
		if !r.Lowest.IsSet() || x.Price.Minor < r.Lowest.Minor {
			r.Lowest = x.Price
		}
	}
	before := r.Best
	r.Best = nil
	if x, ok := Winner(ranked); ok {
		r.Best = &Best{
			Offer: x.Offer, Vendor: x.Vendor, Condition: x.Condition, Price: x.Price, Shipping: x.Shipping,
			Days: x.Days, Score: x.Score, Parts: x.Parts, Reason: x.Reason,
		}
	}
	r.remember(before, now)
}

func (r *Result) remember(before *Best, now time.Time) {
	switch {
	case r.Best == nil && before == nil:
		return
	case r.Best == nil:
		r.History = append(r.History, Reign{At: now})
	case before != nil && before.Offer == r.Best.Offer && len(r.History) > 0:
		return
	default:
		b := r.Best
		r.History = append(r.History, Reign{Offer: b.Offer, Vendor: b.Vendor, At: now, Code: b.Reason.Code, Score: b.Score, Landed: b.Price.Minor + b.Shipping.Minor})
	}
	// The newest entry of before the window still tells who reigned when it began.
	oldest := now.Add(-keepHistory)
	for len(r.History) > 1 && r.History[1].At.Before(oldest) || len(r.History) > maxHistory {
		r.History = slices.Delete(r.History, 0, 1)
	}
}
