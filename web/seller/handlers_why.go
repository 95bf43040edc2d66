package seller

import (
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/search/visibility"
	"github.com/markthalle/markthalle/web/edge"
)

// showWhy answers why one of the vendor's offers is not found (SEA-12).
func showWhy(c *edge.Ctx, a markthalle.Actor) error {
	if err := a.Require(markthalle.OffersRead); err != nil {
		return err
	}
	o, err := c.Catalog.VendorOffer(c.Context, a, markthalle.OfferID(c.Param("id")))
	if err != nil {
		return err
	}
	p, err := c.Catalog.Product(c.Context, o.Product)
	if err != nil {
		return err
	}
	view := Why{ID: o.ID, Title: p.Title.In(c.Locale), SKU: o.SKU, Query: c.Query("q"), Country: strings.ToUpper(c.Query("country"))}
	if len(view.Country) != 2 {
		view.Country = ""
	}
	if _, asked := c.Fiber.Queries()["q"]; asked {
		s := visibility.Service{Catalog: c.Catalog, Vendors: c.Vendors, Search: c.Search}
		why, err := s.Why(c.Context, a, o.OfferID(), search.Query{Text: view.Query, Locale: c.Locale, Country: view.Country})
		if err != nil {
			return err
		}
		view.answer(wordsOf(c), why)
		switch why.Reason {
		case visibility.OfferNotActive:
			view.Link = Link{Label: c.Text("seller.offers"), URL: "/sell/offers"}
		case visibility.ProductNotPublished, search.ReasonText:
			view.Link = Link{Label: view.Title, URL: "/sell/products/" + p.ID}
		case search.ReasonScope:
			view.Link = Link{Label: c.Text("seller.shop"), URL: "/sell/shop"}
		}
	}
	return c.Render(PageWhy, view)
}

// answer puts a reason into plain words.
func (v *Why) answer(w words, why visibility.Why) {
	v.Asked, v.Missing = true, why.Missing
	tone := "warn"
	switch why.Reason {
	case search.ReasonFound:
		tone = "good"
	case visibility.VendorBlocked, visibility.CategoryHidden, search.ReasonHidden, search.ReasonBanned:
		tone = "bad"
	}
	if v.Answer.Tone = tone; why.Reason == search.ReasonFound {
		v.Answer.Text = w.t("why.place", "Place", why.Position, "N", why.Total)
	} else {
		v.Answer.Text = w.tk("why_reason", why.Reason)
	}
	v.Advice = w.tk("why_advice", why.Reason)
	switch why.Reason {
	case visibility.OfferNotActive:
		v.Detail = w.tk("offer_tab", why.Detail)
	case visibility.VendorBlocked:
		v.Detail = w.tk("why_block", why.Detail)
	case visibility.CategoryHidden:
		v.Detail = why.Detail
	}
	if why.Item == nil || why.Item.Explanation == nil {
		return
	}
	for _, m := range why.Item.Explanation.Words {
		if m.Found != "" {
			v.Matches = append(v.Matches, WhyMatch{Word: m.Word, Found: m.Found, Fields: m.Fields})
		}
	}
}
