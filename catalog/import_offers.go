package catalog

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/quality"
)

// fieldsOf returns the faults that an Invalid or Conflict error carries.
func fieldsOf(err error) []markthalle.Field {
	var e *markthalle.Error
	if errors.As(err, &e) && (e.Kind == markthalle.Invalid || e.Kind == markthalle.Conflict) {
		return e.Fields
	}
	return nil
}

func cutIndex(s string) (int, string, bool) {
	head, rest, _ := strings.Cut(s, "/")
	n, err := strconv.Atoi(head)
	return n, rest, err == nil && n >= 0
}

// skus returns the SKU of each row, and notes rows without one and repeated ones.
func (p *page) skus() []string {
	out := make([]string, len(p.rows))
	seen := map[string]int64{}
	for i, r := range p.rows {
		if r.fault != nil {
			continue
		}
		sku := tidy(r.get("sku"))
		switch first, twice := seen[sku]; {
		case sku == "":
			p.fail(i, RowFault{Column: "sku", Code: "required", Message: "A row needs an SKU.", Wanted: "your own key of the offer"})
			continue
		case twice:
			p.fail(i, RowFault{Column: "sku", Code: "duplicate", Message: fmt.Sprintf("Row %d has this SKU too.", first), Found: sku})
			continue
		}
		seen[sku] = r.n
		out[i] = sku
	}
	return out
}

// present returns the vendor's offers with the given SKUs, and their stock.
func (p *page) present(ctx context.Context, skus []string) (map[string]Offer, map[markthalle.OfferID]Stock, error) {
	var ids []markthalle.OfferID
	for _, sku := range skus {
		if sku != "" {
			ids = append(ids, OfferIDFor(p.imp.Vendor, sku))
		}
	}
	list, err := p.s.Offers(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	out := make(map[string]Offer, len(list))
	for _, o := range list {
		if o.State != OfferDeleted {
			out[o.SKU] = o
		}
	}
	stock, err := p.s.Stocks(ctx, ids)
	return out, stock, err
}

// stock works off rows of SKU and on_hand.
func (p *page) stock(ctx context.Context) error {
	skus := p.skus()
	offers, stocks, err := p.present(ctx, skus)
	if err != nil {
		return err
	}
	for i, r := range p.rows {
		if len(p.out[i].faults) > 0 {
			continue
		}
		o, ok := offers[skus[i]]
		if !ok {
			p.fail(i, RowFault{Column: "sku", Code: "unknown", Message: "You have no offer with this SKU.", Found: skus[i]})
			continue
		}
		n, ok := p.whole(i, "on_hand", r.get("on_hand"))
		if !ok {
			continue
		}
		p.out[i].effect = unchanged
		if stocks[o.OfferID()].OnHand == n {
			continue
		}
		p.out[i].effect = updated
		if p.write {
			if _, err := p.s.SetStock(ctx, p.actor, o.OfferID(), n, nil); err != nil {
				if err := p.failAll(i, err); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (p *page) whole(i int, column, s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || n > maxOnHand {
		p.fail(i, RowFault{Column: column, Code: "range", Message: "This is not a possible number.", Found: s, Wanted: "a whole number, 0 or more"})
		return 0, false
	}
	return n, true
}

// offers works off rows of offers: existing SKUs are changed, the others created.
func (p *page) offers(ctx context.Context) error {
	skus := p.skus()
	offers, stocks, err := p.present(ctx, skus)
	if err != nil {
		return err
	}
	var in []OfferInput
	var at []int
	for i := range p.rows {
		if len(p.out[i].faults) > 0 {
			continue
		}
		o, exists := offers[skus[i]]
		input, err := p.offer(ctx, i, skus[i], exists)
		if err != nil {
			return err
		}
		if len(p.out[i].faults) > 0 {
			continue
		}
		if !exists {
			in, at = append(in, input), append(at, i)
			continue
		}
		if err := p.changeOffer(ctx, i, o, stocks[o.OfferID()], input); err != nil {
			return err
		}
	}
	return p.createOffers(ctx, in, at)
}

func (p *page) createOffers(ctx context.Context, in []OfferInput, at []int) error {
	if len(in) == 0 {
		return nil
	}
	if err := may(p.actor, markthalle.OffersWrite, p.imp.Vendor); err != nil {
		return err
	}
	b := &offerBatch{s: p.s, actor: p.actor, now: p.s.now(), in: in, out: make([]CreatedOffer, len(in)), bulk: true}
	if err := b.read(ctx, p.imp.Vendor); err != nil {
		return err
	}
	if err := b.compare(ctx); err != nil {
		return err
	}
	for i := range in {
		b.make(i)
	}
	if p.write {
		if err := b.insert(ctx); err != nil {
			return err
		}
	}
	for n, c := range b.out {
		i := at[n]
		if c.Err != nil {
			if err := p.failAll(i, c.Err); err != nil {
				return err
			}
			continue
		}
		p.out[i].effect = created
	}
	return nil
}

// offer reads a row as an offer. Of an offer that exists, columns may be missing.
func (p *page) offer(ctx context.Context, i int, sku string, exists bool) (OfferInput, error) {
	r := p.rows[i]
	in := OfferInput{
		SKU: sku, Condition: Condition(r.get("condition")), StockMode: StockMode(r.get("stock_mode")), Profile: markthalle.ProfileID(r.get("shipping_profile")),
	}
	currency := money.Currency(strings.ToUpper(r.get("currency")))
	if r.get("price") != "" || !exists {
		in.Price = p.price(i, "price", currency)
	}
	if r.get("list_price") != "" {
		in.ListPrice = p.price(i, "list_price", currency)
	}
	if v := r.get("on_hand"); v != "" {
		in.OnHand, _ = p.whole(i, "on_hand", v)
	}
	if v := r.get("handling_days"); v != "" {
		n, _ := p.whole(i, "handling_days", v)
		in.HandlingDays = int(n)
	}
	if exists {
		return in, nil
	}
	return in, p.find(ctx, i, &in)
}

// price reads an amount written as a decimal number.
func (p *page) price(i int, column string, c money.Currency) money.Amount {
	r := p.rows[i]
	if !c.Valid() {
		p.fail(i, RowFault{Column: "currency", Code: "money.currency", Message: "This is not a currency.", Found: string(c), Wanted: "an ISO 4217 code such as EUR"})
		return money.Amount{}
	}
	a, err := money.Parse(strings.ReplaceAll(r.get(column), ",", "."), c)
	if err != nil {
		p.fail(i, RowFault{Column: column, Code: "money.parse", Message: "This is not a price.", Found: r.get(column), Wanted: "a number such as 19.90"})
	}
	return a
}

// find looks up the product of a row: by id, by number, by the vendor's own key.
func (p *page) find(ctx context.Context, i int, in *OfferInput) error {
	r := p.rows[i]
	gtin, hasNumber := quality.ParseGTIN(r.get("gtin"))
	var product Product
	var err error
	switch {
	case r.get("variant_id") != "":
		in.Variant = markthalle.VariantID(r.get("variant_id"))
		in.Product = ProductOf(in.Variant)
		return nil
	case strings.HasPrefix(r.get("product"), "prd_"):
		product, err = p.s.Product(ctx, markthalle.ProductID(r.get("product")))
	case hasNumber:
		product, err = p.s.ProductByGTIN(ctx, gtin)
	case r.get("gtin") != "":
		p.fail(i, RowFault{Column: "gtin", Code: "product.gtin_check_digit", Message: "The number's length or check digit is wrong.", Found: r.get("gtin"), Wanted: quality.WantedGTIN(r.get("gtin"))})
		return nil
	default:
		product, err = p.s.Product(ctx, ProductIDFor(p.imp.Vendor, r.productKey()))
	}
	if errors.Is(err, markthalle.ErrNotFound) {
		p.fail(i, RowFault{Column: "product", Code: "unknown", Message: "There is no such product.", Found: strings.Trim(r.get("product")+" "+r.get("gtin"), " "), Wanted: "a product id, a GTIN or your key of a product"})
		return nil
	}
	if err != nil {
		return err
	}
	in.Product = product.ProductID()
	for _, v := range product.Variants {
		g, ok := quality.ParseGTIN(v.GTIN)
		if ok && hasNumber && g == gtin || v.SKU != "" && v.SKU == in.SKU || v.SKU != "" && v.SKU == r.get("variant_sku") {
			in.Variant = v.ID
		}
	}
	return nil
}

// changeOffer brings an existing offer in line with its row.
func (p *page) changeOffer(ctx context.Context, i int, old Offer, stock Stock, in OfferInput) error {
	r := p.rows[i]
	var patch OfferPatch
	if in.Price.IsSet() {
		patch.Price = &in.Price
	}
	if r.has("list_price") {
		patch.ListPrice = &in.ListPrice
	}
	if in.Condition != "" {
		patch.Condition = &in.Condition
	}
	if in.StockMode != "" && in.StockMode != old.StockMode {
		patch.StockMode = &in.StockMode
	}
	if r.get("handling_days") != "" {
		patch.HandlingDays = &in.HandlingDays
	}
	if in.Profile != "" {
		patch.Profile = &in.Profile
	}
	facts, err := p.s.offerContext(ctx, &old, patch)
	if err != nil {
		return err
	}
	trial := old
	if err := p.s.patchOffer(&trial, patch, facts, p.actor); err != nil {
		return p.failAll(i, err)
	}
	changes := len(trial.Emitted()) > 0 || !reflect.DeepEqual(trial.Price, old.Price)
	counts := r.get("on_hand") != "" && stock.OnHand != in.OnHand
	p.out[i].effect = unchanged
	if !changes && !counts {
		return nil
	}
	p.out[i].effect = updated
	if !p.write {
		return nil
	}
	if changes {
		_, err = p.s.UpdateOffer(ctx, p.actor, old.OfferID(), patch, nil)
	}
	if err == nil && counts {
		_, err = p.s.SetStock(ctx, p.actor, old.OfferID(), in.OnHand, nil)
	}
	if err != nil {
		return p.failAll(i, err)
	}
	return nil
}
