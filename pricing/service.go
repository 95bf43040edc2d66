package pricing

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
)

// Profiles finds delivery profiles by id; vendors has it.
type Profiles interface {
	ProfilesByID(ctx context.Context, ids []markthalle.ProfileID) (map[markthalle.ProfileID]vendors.ShippingProfile, error)
}

// Service prices baskets and keeps promotions.
type Service struct {
	promotions *store.Collection[Promotion]
	profiles   Profiles
}

// Deps is what the service needs.
type Deps struct {
	DB       *store.DB
	Profiles Profiles
}

// New returns the service and defines its collections.
func New(d Deps) *Service {
	return &Service{profiles: d.Profiles, promotions: store.Define[Promotion](d.DB, store.Spec{
		Name: "promotions", Schema: 1, Indexes: []store.Index{
			{Name: "vendor", Eq: []store.Field{store.S("vendor")}, Sort: []store.Field{store.TimeAt("created_at")}},
		},
	})}
}

// maxCodes bounds how many codes a basket may carry.
const maxCodes = 5

// Quote prices a basket. What stands in the way of ordering it is in Problems; the
// error is for what went wrong here.
func (s *Service) Quote(ctx context.Context, b Basket) (Quote, error) {
	st := &state{basket: &b, lines: make([]LineQuote, len(b.Lines))}
	q := Quote{Currency: b.Currency}
	for i, l := range b.Lines {
		gross, err := l.UnitPrice.Mul(l.Quantity)
		if err != nil {
			return Quote{}, fmt.Errorf("price line %s: %w", l.ID, err)
		}
		if l.UnitPrice.Currency != b.Currency {
			q.Problems = append(q.Problems, Problem{Code: "pricing.currency", Line: l.ID, Vendor: l.Vendor})
			gross = money.Zero(b.Currency)
		}
		st.lines[i] = LineQuote{ID: l.ID, Vendor: l.Vendor, Gross: gross.Minor, Paid: gross.Minor}
	}
	if err := s.discount(ctx, st, &q); err != nil {
		return Quote{}, err
	}
	if err := s.ship(ctx, st, &q); err != nil {
		return Quote{}, err
	}
	if err := st.meetMinimum(&q); err != nil {
		return Quote{}, err
	}
	return q, st.total(&q)
}

// discount applies the basket's codes, vendors' before the operator's.
func (s *Service) discount(ctx context.Context, st *state, q *Quote) error {
	var codes, ids []string
	for _, c := range st.basket.Codes {
		if id := promotionID(c); !slices.Contains(ids, id) && len(codes) < maxCodes { // a code works once
			codes, ids = append(codes, c), append(ids, id)
		}
	}
	found, err := s.promotions.GetMany(ctx, ids)
	if err != nil {
		return fmt.Errorf("load promotions: %w", err)
	}
	byID := map[string]*Promotion{}
	for i := range found {
		byID[found[i].ID] = &found[i]
	}
	for _, funder := range []Funder{ByVendor, ByOperator} {
		for i, c := range codes {
			p := byID[ids[i]]
			if p == nil || p.Funder != funder {
				continue
			}
			off, problem, err := st.apply(p)
			if err != nil {
				return fmt.Errorf("apply code %s: %w", c, err)
			}
			if problem != "" {
				q.Problems = append(q.Problems, Problem{Code: problem, Vendor: p.Vendor, Detail: p.Code})
				continue
			}
			q.Codes = append(q.Codes, AppliedCode{Code: p.Code, Name: p.Name, Funder: p.Funder, Vendor: p.Vendor, Amount: off})
		}
	}
	for i, c := range codes {
		if byID[ids[i]] == nil {
			q.Problems = append(q.Problems, Problem{Code: "pricing.code_unknown", Detail: c})
		}
	}
	return nil
}

// ship prices delivery, one part a vendor in order of first mention.
func (s *Service) ship(ctx context.Context, st *state, q *Quote) error {
	b := st.basket
	var ids []markthalle.ProfileID
	seen := map[markthalle.ProfileID]bool{}
	for _, l := range b.Lines {
		if q.Vendor(l.Vendor) == nil {
			q.Vendors = append(q.Vendors, VendorQuote{Vendor: l.Vendor})
		}
		if !seen[l.Profile] {
			seen[l.Profile] = true
			ids = append(ids, l.Profile)
		}
	}
	all, err := s.profiles.ProfilesByID(ctx, ids)
	if err != nil {
		return fmt.Errorf("load delivery profiles: %w", err)
	}
	for i := range q.Vendors {
		if err := st.shipOne(&q.Vendors[i], all, q); err != nil {
			return err
		}
	}
	return nil
}

func (st *state) shipOne(v *VendorQuote, all map[markthalle.ProfileID]vendors.ShippingProfile, q *Quote) error {
	b := st.basket
	var lines []LineQuote
	taxFree := true
	for i, l := range st.lines {
		if l.Vendor == v.Vendor {
			lines = append(lines, l)
			taxFree = taxFree && b.Lines[i].TaxFree
		}
	}
	profiles, ok := profilesOf(b, v.Vendor, all)
	if ok {
		bp := StandardRate(b.Country, b.At)
		if taxFree {
			bp = 0
		}
		var err error
		if v.Options, err = options(b, lines, profiles, bp); err != nil {
			return fmt.Errorf("price delivery of %s: %w", v.Vendor, err)
		}
	}
	if len(v.Options) == 0 {
		q.Problems = append(q.Problems, Problem{Code: "pricing.no_delivery", Vendor: v.Vendor, Detail: b.Country})
		return nil
	}
	v.Chosen = &v.Options[0]
	for i := range v.Options {
		if v.Options[i].ID == b.Shipping[v.Vendor] {
			v.Chosen = &v.Options[i]
		}
	}
	var paid int64
	for _, l := range lines {
		paid += l.Paid
	}
	if v.Chosen.FreeFrom > paid {
		v.FreeGap = v.Chosen.FreeFrom - paid
	}
	v.ShippingTotal = v.Chosen.Price
	return nil
}

// meetMinimum makes a total that is neither nothing nor chargeable chargeable.
func (st *state) meetMinimum(q *Quote) error {
	var total int64
	for _, l := range st.lines {
		total += l.Paid
	}
	for _, v := range q.Vendors {
		total += v.ShippingTotal
	}
	least := st.basket.Currency.MinCharge()
	if total == 0 || total >= least {
		return nil
	}
	back, err := st.giveBack(least - total)
	if err != nil {
		return fmt.Errorf("meet smallest charge: %w", err)
	}
	for i := len(q.Codes) - 1; i >= 0 && back > 0; i-- {
		if q.Codes[i].Funder == ByOperator {
			n := min(back, q.Codes[i].Amount)
			q.Codes[i].Amount -= n
			back -= n
			total += n
		}
	}
	if total < least {
		q.Problems = append(q.Problems, Problem{
			Code: "pricing.below_minimum", Detail: money.New(least, st.basket.Currency).Decimal(),
		})
	}
	return nil
}

// total adds everything up.
func (st *state) total(q *Quote) error {
	b := st.basket
	bp := StandardRate(b.Country, b.At)
	for i := range st.lines {
		l := &st.lines[i]
		if !b.Lines[i].TaxFree {
			tax, err := money.TaxIncluded(money.New(l.Paid, b.Currency), bp)
			if err != nil {
				return fmt.Errorf("tax of line %s: %w", l.ID, err)
			}
			l.Tax, l.TaxBP = tax.Minor, bp
		}
		v := q.Vendor(l.Vendor)
		v.Subtotal += l.Gross
		v.DiscountTotal += l.VendorDiscount + l.OperatorDiscount
		v.TaxTotal += l.Tax
	}
	for i := range q.Vendors {
		v := &q.Vendors[i]
		if v.Chosen != nil {
			v.TaxTotal += v.Chosen.Tax
		}
		v.Total = v.Subtotal - v.DiscountTotal + v.ShippingTotal
		q.Subtotal += v.Subtotal
		q.DiscountTotal += v.DiscountTotal
		q.ShippingTotal += v.ShippingTotal
		q.TaxTotal += v.TaxTotal
		q.Total += v.Total
	}
	q.Lines = st.lines
	return nil
}

// CheckCode reports whether a code exists and may be used now, without a basket.
// Error: Invalid "pricing.code_unknown" or "pricing.code_expired".
func (s *Service) CheckCode(ctx context.Context, b Basket, code string) error {
	p, err := s.promotions.Get(ctx, promotionID(code))
	if errors.Is(err, markthalle.ErrNotFound) {
		return codeFault("pricing.code_unknown", code)
	}
	if err != nil {
		return fmt.Errorf("load promotion: %w", err)
	}
	if reason := p.refuses(&b); reason != "" {
		return codeFault(reason, code)
	}
	return nil
}

func codeFault(reason, code string) error {
	return &markthalle.Error{
		Kind: markthalle.Invalid, Code: reason, Text: "This code cannot be used.",
		Fields: []markthalle.Field{{Pointer: "/code", Code: reason, Message: "This code cannot be used.", Found: code}},
	}
}

// CreatePromotion stores a promotion. Vendors may create their own, operators any.
// Errors: accounts.permission_missing, Invalid "pricing.promotion" with all faults,
// Conflict "pricing.code_taken".
func (s *Service) CreatePromotion(ctx context.Context, actor markthalle.Actor, p Promotion) (Promotion, error) {
	if actor.Kind == markthalle.Vendor {
		p.Vendor, p.Funder = actor.Vendor, ByVendor
	}
	if err := actor.RequireFor(markthalle.OffersWrite, p.Vendor); err != nil {
		return Promotion{}, err
	}
	p.Code = normalCode(p.Code)
	var f markthalle.Faults
	f.Check(len(p.Code) >= 3 && len(p.Code) <= 40, "/code", "length", "A code has 3 to 40 characters.")
	f.Check(p.Currency.Valid(), "/currency", "not_a_currency", "This is not a currency code.")
	f.Check((p.PercentBP > 0) != (p.Fixed > 0), "/percent_bp", "one_of", "A promotion has either a percentage or a fixed amount.")
	f.Check(p.PercentBP >= 0 && p.PercentBP <= 10_000, "/percent_bp", "range", "A percentage lies between 0 and 100.")
	f.Check(p.Fixed >= 0, "/fixed", "too_small", "The amount is negative.")
	f.Check(p.Funder == ByVendor || p.Funder == ByOperator, "/funder", "not_allowed", "The funder is the vendor or the operator.")
	f.Check(p.Funder == ByOperator || p.Vendor != "", "/vendor", "required", "A vendor's promotion names its vendor.")
	f.Check(p.ValidTo.IsZero() || p.ValidTo.After(p.ValidFrom), "/valid_to", "range", "It ends before it begins.")
	if err := f.Err("pricing.promotion"); err != nil {
		return Promotion{}, err
	}
	p.Meta = store.Meta{ID: promotionID(p.Code)}
	p.Active = true
	out, err := s.promotions.Insert(ctx, p)
	if errors.Is(err, store.ErrExists) {
		if have, err := s.promotions.Get(ctx, p.ID); err == nil && p.Request != "" && have.Request == p.Request {
			return have, nil
		}
		return Promotion{}, markthalle.Errorf(markthalle.Conflict, "pricing.code_taken", "The code %s exists already.", p.Code)
	}
	return out, err
}

// Promotions lists the promotions of a vendor, or of the operator for "", newest first.
func (s *Service) Promotions(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, page markthalle.PageQuery) (markthalle.Page[Promotion], error) {
	if err := actor.RequireFor(markthalle.OffersRead, vendor); err != nil {
		return markthalle.Page[Promotion]{}, err
	}
	return s.promotions.Find(ctx, store.Query{Index: "vendor", Eq: []any{string(vendor)}, Desc: true, Page: page})
}
