package commission

import (
	"strings"

	"github.com/markthalle/markthalle"
)

// phrases are the words of the explanations in one language.
type phrases struct {
	point                                      string // the decimal separator
	rule, percentOf, plus, makes, rounded      string
	atLeast, atMost, capped                    string
	addOn, together, outcome                   string
	plusVAT, reverseCharge, outside, noVAT     string
	returnAll, keepFixed, keepPercent, keepAll string
	per                                        map[FixedPer]string
	marginal, whole                            map[Measure]string // rate, then measure or step
	why                                        map[Why]string
}

// phrasesIn returns the words for a locale or its base language, else English.
func phrasesIn(locale markthalle.Locale) phrases {
	base, _, _ := strings.Cut(string(locale), "-")
	switch markthalle.Locale(base) {
	case markthalle.German:
		return german()
	case markthalle.Polish:
		return polish()
	default:
		return english()
	}
}

func english() phrases {
	return phrases{
		point: ".", rule: "Rule “%s”: ", percentOf: "%s of %s", plus: " plus %s %s", makes: " makes %s", rounded: ", rounded to %s",
		atLeast: ", but at least %s,", atMost: ", but at most %s,", capped: ", but never more than the amount it is taken of,",
		addOn: "; on top, “%s”: ", together: "; together %s", outcome: "You would get %s of %s.",
		plusVAT: "; %s VAT adds %s, in total %s", reverseCharge: "; no VAT is added, because you owe it in your country (reverse charge)",
		outside: "; no VAT is added, because you are established outside the EU", noVAT: "; no VAT is added",
		returnAll:   "When the buyer is refunded, the fee is returned in proportion.",
		keepFixed:   "When the buyer is refunded, the fee is returned in proportion, except for the fixed %s.",
		keepPercent: "When the buyer is refunded, the fee is returned in proportion, less %s of it.",
		keepAll:     "When the buyer is refunded, the fee is kept.",
		per:         map[FixedPer]string{PerLine: "for the line", PerUnit: "for its units", PerVendorOrder: "as its part of the amount per order"},
		marginal: map[Measure]string{
			OnLine: "tiered rates up to %s on %s, taken", OnUnit: "the average of tiered rates up to %s at a unit price of %s, taken",
			OnTurnover: "the average of tiered rates up to %s for last month's turnover of %s, taken",
		},
		whole: map[Measure]string{
			OnLine: "%s (tier from %s)", OnUnit: "%s (tier for unit prices from %s)", OnTurnover: "%s (tier for last month's turnover from %s)",
		},
		why: map[Why]string{
			WhyNotYet: "it is not valid yet", WhyNoLonger: "it is no longer valid", WhyProduct: "it is for other products",
			WhyVendor: "it is for other sellers", WhyCategory: "it is for other categories", WhyPlan: "it is for other plans",
			WhyBrand: "it is for other brands", WhyCondition: "it is for another condition", WhyChannel: "it is for other sales channels",
			WhySellerKind: "it is for another kind of seller", WhyPrice: "it is for other prices",
			WhyOutranked: "it would apply, but an earlier rule in the list does",
		},
	}
}

func german() phrases {
	return phrases{
		point: ",", rule: "Regel „%s“: ", percentOf: "%s von %s", plus: " zuzüglich %s %s", makes: " ergibt %s", rounded: ", gerundet %s",
		atLeast: ", jedoch mindestens %s,", atMost: ", jedoch höchstens %s,", capped: ", jedoch nie mehr als der Betrag, von dem sie erhoben wird,",
		addOn: "; dazu „%s“: ", together: "; zusammen %s", outcome: "Sie würden %s von %s erhalten.",
		plusVAT: "; dazu %s USt. von %s, insgesamt %s", reverseCharge: "; ohne USt., weil Sie diese in Ihrem Land schulden (Reverse Charge)",
		outside: "; ohne USt., weil Ihr Sitz außerhalb der EU liegt", noVAT: "; ohne USt.",
		returnAll:   "Bei einer Erstattung an den Käufer wird die Gebühr anteilig zurückgegeben.",
		keepFixed:   "Bei einer Erstattung an den Käufer wird die Gebühr anteilig zurückgegeben, bis auf den festen Betrag von %s.",
		keepPercent: "Bei einer Erstattung an den Käufer wird die Gebühr anteilig zurückgegeben, abzüglich %s davon.",
		keepAll:     "Bei einer Erstattung an den Käufer wird die Gebühr einbehalten.",
		per:         map[FixedPer]string{PerLine: "für die Position", PerUnit: "für die Stücke", PerVendorOrder: "als Anteil am Betrag je Bestellung"},
		marginal: map[Measure]string{
			OnLine: "gestaffelte Sätze bis %s auf %s, erhoben", OnUnit: "der Durchschnitt gestaffelter Sätze bis %s bei einem Stückpreis von %s, erhoben",
			OnTurnover: "der Durchschnitt gestaffelter Sätze bis %s für den Vormonatsumsatz von %s, erhoben",
		},
		whole: map[Measure]string{
			OnLine: "%s (Stufe ab %s)", OnUnit: "%s (Stufe für Stückpreise ab %s)", OnTurnover: "%s (Stufe für Vormonatsumsätze ab %s)",
		},
		why: map[Why]string{
			WhyNotYet: "sie gilt noch nicht", WhyNoLonger: "sie gilt nicht mehr", WhyProduct: "sie gilt für andere Produkte",
			WhyVendor: "sie gilt für andere Verkäufer", WhyCategory: "sie gilt für andere Kategorien", WhyPlan: "sie gilt für andere Tarife",
			WhyBrand: "sie gilt für andere Marken", WhyCondition: "sie gilt für einen anderen Zustand", WhyChannel: "sie gilt für andere Verkaufskanäle",
			WhySellerKind: "sie gilt für eine andere Art von Verkäufern", WhyPrice: "sie gilt für andere Preise",
			WhyOutranked: "sie würde gelten, aber eine frühere Regel der Liste gilt bereits",
		},
	}
}

func polish() phrases {
	return phrases{
		point: ",", rule: "Reguła „%s”: ", percentOf: "%s z %s", plus: " plus %s %s", makes: " daje %s", rounded: ", po zaokrągleniu %s",
		atLeast: ", lecz co najmniej %s,", atMost: ", lecz najwyżej %s,", capped: ", lecz nigdy więcej niż kwota, od której jest pobierana,",
		addOn: "; dodatkowo „%s”: ", together: "; razem %s", outcome: "Otrzymasz %s z %s.",
		plusVAT: "; do tego VAT %s w kwocie %s, łącznie %s", reverseCharge: "; bez VAT, ponieważ rozliczasz go w swoim kraju (odwrotne obciążenie)",
		outside: "; bez VAT, ponieważ Twoja siedziba znajduje się poza UE", noVAT: "; bez VAT",
		returnAll:   "Przy zwrocie pieniędzy kupującemu opłata jest zwracana proporcjonalnie.",
		keepFixed:   "Przy zwrocie pieniędzy kupującemu opłata jest zwracana proporcjonalnie, z wyjątkiem stałej kwoty %s.",
		keepPercent: "Przy zwrocie pieniędzy kupującemu opłata jest zwracana proporcjonalnie, pomniejszona o %s.",
		keepAll:     "Przy zwrocie pieniędzy kupującemu opłata nie jest zwracana.",
		per:         map[FixedPer]string{PerLine: "za pozycję", PerUnit: "za sztuki", PerVendorOrder: "jako część kwoty za zamówienie"},
		marginal: map[Measure]string{
			OnLine: "stawki progresywne do %s od %s, pobierane", OnUnit: "średnia stawek progresywnych do %s przy cenie jednostkowej %s, pobierana",
			OnTurnover: "średnia stawek progresywnych do %s dla obrotu z poprzedniego miesiąca %s, pobierana",
		},
		whole: map[Measure]string{
			OnLine: "%s (próg od %s)", OnUnit: "%s (próg dla cen jednostkowych od %s)", OnTurnover: "%s (próg dla obrotu z poprzedniego miesiąca od %s)",
		},
		why: map[Why]string{
			WhyNotYet: "jeszcze nie obowiązuje", WhyNoLonger: "już nie obowiązuje", WhyProduct: "dotyczy innych produktów",
			WhyVendor: "dotyczy innych sprzedawców", WhyCategory: "dotyczy innych kategorii", WhyPlan: "dotyczy innych planów",
			WhyBrand: "dotyczy innych marek", WhyCondition: "dotyczy innego stanu", WhyChannel: "dotyczy innych kanałów sprzedaży",
			WhySellerKind: "dotyczy innego rodzaju sprzedawców", WhyPrice: "dotyczy innych cen",
			WhyOutranked: "pasuje, ale wcześniejsza reguła na liście ma pierwszeństwo",
		},
	}
}
