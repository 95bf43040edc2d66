package typesense

import (
	"context"
	"strings"

	"github.com/typesense/typesense-go/v3/typesense/api"
)

// page is what is shown: for each product the document that stands for it, and how many the
// server found.
type page struct {
	docs  []map[string]any
	found int
}

// shown finds the page of the query.
func (a *asked) shown(ctx context.Context) (page, error) {
	switch {
	case a.text.inTurn && a.byText():
		return a.inTurn(ctx)
	case a.ranked():
		return a.grouped(ctx, true)
	}
	return a.plain(ctx)
}

// plain is the page in an order that the text does not decide.
func (a *asked) plain(ctx context.Context) (page, error) {
	if a.text.filtered() && !a.q.Explain {
		if p, ok, err := a.listed(ctx); ok || err != nil {
			return p, err
		}
	}
	return a.grouped(ctx, false)
}

// grouped lets the server put the offers of a product together.
func (a *asked) grouped(ctx context.Context, text bool) (page, error) {
	p := a.group(max(a.q.Page, 1), a.q.Size, text)
	a.text.apply(&p, filterOf(a.scope, a.q.Filters, "", a.fields), text)
	results, err := a.e.multi(ctx, []api.MultiSearchCollectionParameters{p})
	if err != nil {
		return page{}, err
	}
	return page{documents(results[0]), found(results[0])}, nil
}

// group is a search for products without their text and filters.
func (a *asked) group(page, size int, text bool) api.MultiSearchCollectionParameters {
	return params(a.e.alias(), map[string]string{
		"group": "product", "include": "product,source," + strings.Join(zoneFields, ","), "sort": sortBy(a.q.Sort, text),
	}, page, size)
}

// maxListed bounds the searches for a page that are made without grouping.
const maxListed = 24

// listed reads offers in their order until enough products are seen, unless that takes too
// many. The server groups all that it finds, whatever the page, which over 100,000 offers
// takes ten times as long as to sort them; and all pages share what was read of the order.
func (a *asked) listed(ctx context.Context) (page, bool, error) {
	want := a.q.Offset() + a.q.Size
	var p page
	seen := map[string]bool{}
	for done := 0; len(p.docs) < want; {
		more := max(1, (want-len(p.docs))/maxHits)
		if done+more > maxListed {
			return page{}, false, nil
		}
		searches := make([]api.MultiSearchCollectionParameters, more)
		for i := range searches {
			searches[i] = params(a.e.alias(), map[string]string{"include": "product", "sort": sortBy(a.q.Sort, false)}, done+i+1, maxHits)
			a.text.apply(&searches[i], filterOf(a.scope, a.q.Filters, "", a.fields), false)
		}
		results, err := a.e.count(ctx, searches)
		if err != nil {
			return page{}, false, err
		}
		for _, r := range results {
			p.found = found(r)
			for _, doc := range documents(r) {
				if id := text(doc, "product"); !seen[id] {
					seen[id] = true
					p.docs = append(p.docs, doc)
				}
			}
		}
		if done += more; done*maxHits >= p.found {
			break
		}
	}
	p.docs = p.docs[min(a.q.Offset(), len(p.docs)):min(want, len(p.docs))]
	return p, true, nil
}
