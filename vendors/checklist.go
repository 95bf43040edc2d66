package vendors

import (
	"slices"
	"strings"
	"time"
)

// ItemKind says what a checklist item is about (MKT-2).
type ItemKind string

// The kinds of items. Terms, fields and the payment account are judged from the
// vendor itself; the others by whoever receives the evidence, through ReportItem.
const (
	KindTerms         ItemKind = "terms"
	KindField         ItemKind = "field"
	KindPayoutAccount ItemKind = "payout_account"
	KindDocument      ItemKind = "document"
	KindMinProducts   ItemKind = "min_products"
	KindTwoFactor     ItemKind = "two_factor"
	KindTraining      ItemKind = "training"
)

// ItemState is how far an item is.
type ItemState string

// The states of an item.
const (
	ItemOpen      ItemState = "open"
	ItemSubmitted ItemState = "submitted"
	ItemAccepted  ItemState = "accepted"
	ItemRejected  ItemState = "rejected"
	ItemExpired   ItemState = "expired"
)

// Requirement is one line of the operator's checklist, as configuration.
type Requirement struct {
	Key          string // stable: "terms", "trade_register_extract"
	Kind         ItemKind
	Required     bool
	SellerKinds  []SellerKind  // empty = all
	Countries    []string      // empty = all
	Fields       []string      // for KindField: names as in the application
	ExpiresAfter time.Duration // zero = never
}

// Item is one line of a vendor's checklist.
type Item struct {
	Key       string    `bson:"key"`
	Kind      ItemKind  `bson:"kind"`
	Required  bool      `bson:"required"`
	State     ItemState `bson:"state"`
	Why       string    `bson:"why,omitempty"` // what is missing, or why it was rejected
	Since     time.Time `bson:"since"`
	ExpiresAt time.Time `bson:"expires_at"`
}

// checklist judges v by the requirements at now. Items that others report keep what
// was reported until it expires. It changes neither v nor the old list.
func (c Config) checklist(v *Vendor, now time.Time) []Item {
	var out []Item
	for _, r := range c.Checklist {
		if len(r.SellerKinds) > 0 && !slices.Contains(r.SellerKinds, v.SellerKind) {
			continue
		}
		if len(r.Countries) > 0 && !slices.Contains(r.Countries, v.Country) {
			continue
		}
		item := Item{Key: r.Key, Kind: r.Kind, Required: r.Required, State: ItemOpen, Since: now}
		var old Item
		if i := slices.IndexFunc(v.Checklist, func(x Item) bool { return x.Key == r.Key }); i >= 0 {
			old = v.Checklist[i]
		}
		c.judge(&item, r, old, v, now)
		if item.State == old.State && item.Why == old.Why {
			item.Since = old.Since
		}
		out = append(out, item)
	}
	return out
}

func (c Config) judge(item *Item, r Requirement, old Item, v *Vendor, now time.Time) {
	switch r.Kind {
	case KindTerms:
		if v.AcceptedTerms == c.TermsVersion {
			item.State = ItemAccepted
		} else {
			item.Why = "terms version " + c.TermsVersion + " is not accepted"
		}
	case KindField:
		if missing := v.missing(r.Fields); len(missing) > 0 {
			item.Why = "missing: " + strings.Join(missing, ", ")
		} else {
			item.State = ItemAccepted
		}
	case KindPayoutAccount:
		switch {
		case v.Transferable:
			item.State = ItemAccepted
		case v.PaymentAccount != "":
			item.State = ItemSubmitted
			item.Why = "the payment provider asks for: " + strings.Join(v.CurrentlyDue, ", ")
			if len(v.CurrentlyDue) == 0 {
				item.Why = "the payment provider is checking the account"
			}
		default:
			item.Why = "the payment account is not set up"
		}
	case KindDocument, KindMinProducts, KindTwoFactor, KindTraining:
		if old.State != "" {
			item.State, item.Why, item.ExpiresAt = old.State, old.Why, old.ExpiresAt
		}
		if item.State == ItemAccepted && !item.ExpiresAt.IsZero() && !now.Before(item.ExpiresAt) {
			item.State, item.Why = ItemExpired, "expired on "+item.ExpiresAt.Format(time.DateOnly)
		}
	}
}

// missing returns which of the named fields v does not have. "vat_or_tax_id" is one of
// the two.
func (v *Vendor) missing(fields []string) []string {
	has := map[string]bool{
		"legal_name": v.LegalName != "", "shop_name": v.ShopName != "", "country": v.Country != "",
		"email": v.Email != "", "phone": v.Phone != "",
		"address":             v.Address.Line1 != "" && v.Address.PostalCode != "" && v.Address.City != "" && v.Address.Country != "",
		"registration_number": v.RegistrationNumber != "", "vat_id": v.VATID != "", "tax_id": v.TaxID != "",
		"vat_or_tax_id": v.VATID != "" || v.TaxID != "", "iban": v.IBAN != "", "self_certified": v.SelfCertified,
	}
	var out []string
	for _, f := range fields {
		if !has[f] {
			out = append(out, f)
		}
	}
	return out
}

// complete reports whether everything is accepted that must be before a vendor sells:
// the required items but the payment account (MKT-4).
func complete(items []Item) bool {
	return !slices.ContainsFunc(items, func(i Item) bool {
		return i.Required && i.Kind != KindPayoutAccount && i.State != ItemAccepted
	})
}
