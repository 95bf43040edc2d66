package buybox

import (
	"fmt"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
)

// Reason is why an offer has its place, as facts; Why turns them into a sentence.
type Reason struct {
	Code    string       `bson:"code"` // only, cheapest, faster, better, stock, tie, behind, failed
	Landed  money.Amount `bson:"landed"`
	Days    int          `bson:"days"`
	Score   int64        `bson:"score"`
	Versus  money.Amount `bson:"versus"` // landed price of the offer it is compared with
	VDays   int          `bson:"versus_days"`
	VScore  int64        `bson:"versus_score"`
	Quality int64        `bson:"quality"` // basis points
	VQual   int64        `bson:"versus_quality"`
	Gates   []Gate       `bson:"gates,omitempty"`
}

// explain gives each ranked offer its reason: the winner is compared with the runner-up,
// the others with the winner.
func explain(ranked []Ranked) {
	for i := range ranked {
		r := &ranked[i]
		r.Reason = Reason{Landed: money.New(r.Landed(), r.Price.Currency), Days: r.Days, Score: r.Score, Quality: r.QualityBP, Gates: r.Failed}
		if !r.Eligible {
			r.Reason.Code = "failed"
			continue
		}
		other := 0
		if i == 0 {
			other = 1
		}
		if other >= len(ranked) || !ranked[other].Eligible {
			r.Reason.Code = "only"
			continue
		}
		o := ranked[other]
		r.Reason.Versus, r.Reason.VDays, r.Reason.VScore, r.Reason.VQual = money.New(o.Landed(), o.Price.Currency), o.Days, o.Score, o.QualityBP
		r.Reason.Code = "behind"
		if i == 0 {
			r.Reason.Code = advantage(*r, o)
		}
	}
}

// advantage names the part in which a leads b by most.
func advantage(a, b Ranked) string {
	if a.Score == b.Score {
		return "tie"
	}
	best, code := int64(0), "better"
	for _, p := range []struct {
		lead int64
		code string
	}{
		{a.Parts.Price - b.Parts.Price, "cheapest"},
		{a.Parts.Delivery - b.Parts.Delivery, "faster"},
		{a.Parts.Quality - b.Parts.Quality, "better"},
		{a.Parts.Stock - b.Parts.Stock, "stock"},
	} {
		if p.lead > best {
			best, code = p.lead, p.code
		}
	}
	return code
}

// Why returns the sentence that explains the place of an offer, with its numbers.
func (r Ranked) Why(l markthalle.Locale) string { return r.Reason.Sentence(l) }

// sentences by language and reason. %L landed, %D days, %V the other's landed, %W its
// days, %S and %T the scores, %Q and %R the qualities, %G the gates.
var sentences = map[markthalle.Locale]map[string]string{
	markthalle.English: {
		"only":     "The only offer that can be delivered: %L including shipping, with you in %D.",
		"cheapest": "Lowest price with shipping: %L against %V for the next offer (%S to %T points).",
		"faster":   "Arrives sooner: %D against %W for the next offer, at %L including shipping (%S to %T points).",
		"better":   "The seller serves better: %Q against %R, at %L including shipping (%S to %T points).",
		"stock":    "More in stock, at %L including shipping (%S to %T points).",
		"tie":      "As good as the next offer with %S points; the lower price or the older offer decides: %L including shipping.",
		"behind":   "%S points; the first offer has %T, at %V including shipping and %W against your %L and %D.",
		"failed":   "Not considered: %G.",
	},
	markthalle.German: {
		"only":     "Das einzige lieferbare Angebot: %L mit Versand, bei Ihnen in %D.",
		"cheapest": "Niedrigster Preis mit Versand: %L gegenüber %V beim nächsten Angebot (%S zu %T Punkte).",
		"faster":   "Kommt früher an: in %D statt %W beim nächsten Angebot, für %L mit Versand (%S zu %T Punkte).",
		"better":   "Der Verkäufer arbeitet besser: %Q gegenüber %R, für %L mit Versand (%S zu %T Punkte).",
		"stock":    "Mehr auf Lager, für %L mit Versand (%S zu %T Punkte).",
		"tie":      "Gleichauf mit dem nächsten Angebot bei %S Punkten; der niedrigere Preis oder das ältere Angebot entscheidet: %L mit Versand.",
		"behind":   "%S Punkte; das erste Angebot hat %T, mit %V samt Versand und %W gegenüber %L und %D.",
		"failed":   "Nicht berücksichtigt: %G.",
	},
	markthalle.Polish: {
		"only":     "Jedyna oferta z dostawą: %L z wysyłką, u Ciebie w %D.",
		"cheapest": "Najniższa cena z wysyłką: %L wobec %V w następnej ofercie (%S do %T punktów).",
		"faster":   "Dotrze szybciej: w %D zamiast %W w następnej ofercie, za %L z wysyłką (%S do %T punktów).",
		"better":   "Sprzedawca pracuje lepiej: %Q wobec %R, za %L z wysyłką (%S do %T punktów).",
		"stock":    "Więcej na stanie, za %L z wysyłką (%S do %T punktów).",
		"tie":      "Tak samo dobra jak następna oferta, %S punktów; decyduje niższa cena lub starsza oferta: %L z wysyłką.",
		"behind":   "%S punktów; pierwsza oferta ma %T, za %V z wysyłką i %W wobec %L i %D.",
		"failed":   "Nie brana pod uwagę: %G.",
	},
}

var gateNames = map[markthalle.Locale]map[Gate]string{
	markthalle.English: {GateStock: "out of stock", GateShipping: "does not ship to this country", GateBlocked: "not on sale", GateLevel: "the seller's figures are too low", GateCurrency: "priced in another currency"},
	markthalle.German:  {GateStock: "nicht auf Lager", GateShipping: "kein Versand in dieses Land", GateBlocked: "nicht im Verkauf", GateLevel: "Kennzahlen des Verkäufers zu schwach", GateCurrency: "Preis in anderer Währung"},
	markthalle.Polish:  {GateStock: "brak na stanie", GateShipping: "brak wysyłki do tego kraju", GateBlocked: "poza sprzedażą", GateLevel: "zbyt słabe wyniki sprzedawcy", GateCurrency: "cena w innej walucie"},
}

// Sentence returns the reason as a sentence in l, English when there is none in l.
func (r Reason) Sentence(l markthalle.Locale) string {
	if _, ok := sentences[l]; !ok {
		l = markthalle.English
	}
	names := make([]string, len(r.Gates))
	for i, g := range r.Gates {
		names[i] = gateNames[l][g]
	}
	return strings.NewReplacer(
		"%L", r.Landed.Format(l), "%D", days(r.Days, l), "%V", r.Versus.Format(l), "%W", days(r.VDays, l),
		"%S", fmt.Sprint(r.Score), "%T", fmt.Sprint(r.VScore), "%Q", percent(r.Quality), "%R", percent(r.VQual),
		"%G", strings.Join(names, ", "),
	).Replace(sentences[l][r.Code])
}

// percent writes basis points as whole per cent.
func percent(bp int64) string { return fmt.Sprintf("%d %%", (bp+50)/100) }

func days(n int, l markthalle.Locale) string {
	switch {
	case l == markthalle.German && n == 1:
		return "1 Tag"
	case l == markthalle.German:
		return fmt.Sprintf("%d Tagen", n)
	case l == markthalle.Polish && n == 1:
		return "1 dzień"
	case l == markthalle.Polish:
		return fmt.Sprintf("%d dni", n)
	case n == 1:
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}
