package vendors

import (
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// SellerKind says under which law a vendor sells (MKT-5).
type SellerKind string

// The kinds of sellers. A private seller's offers carry a label and no statutory
// right of withdrawal.
const (
	Business SellerKind = "business"
	Private  SellerKind = "private"
)

// Address is a postal address.
type Address struct {
	Name       string `bson:"name,omitempty"`
	Line1      string `bson:"line1"`
	Line2      string `bson:"line2,omitempty"`
	PostalCode string `bson:"postal_code"`
	City       string `bson:"city"`
	Country    string `bson:"country"` // ISO 3166-1 alpha-2
}

// Vendor is one selling organisation.
type Vendor struct {
	store.Meta `bson:",inline"` // ID is a markthalle.VendorID: ven_…

	State      State             `bson:"state"`
	SellerKind SellerKind        `bson:"seller_kind"`
	LegalName  string            `bson:"legal_name"`
	ShopName   string            `bson:"shop_name"`
	Slug       string            `bson:"slug"`
	Country    string            `bson:"country"`
	Email      string            `bson:"email"`
	Phone      string            `bson:"phone"`            // E.164
	Locale     markthalle.Locale `bson:"locale,omitempty"` // in which the market writes to it
	Address    Address           `bson:"address"`

	RegistrationNumber string    `bson:"registration_number,omitempty"`
	VATID              string    `bson:"vat_id,omitempty"` // with its country prefix, without spaces
	TaxID              string    `bson:"tax_id,omitempty"`
	IBAN               string    `bson:"iban,omitempty"`
	FamilyName         string    `bson:"family_name,omitempty"` // of a private seller, a part of LegalName: the tax authority is told both names apart
	BirthDate          string    `bson:"birth_date,omitempty"`  // of a private seller, 1980-03-31: the tax authority is told it
	AcceptedTerms      string    `bson:"accepted_terms,omitempty"`
	AcceptedTermsAt    time.Time `bson:"accepted_terms_at"`
	SelfCertified      bool      `bson:"self_certified"`

	Applicant markthalle.PersonID `bson:"applicant,omitempty"`
	Plan      string              `bson:"plan,omitempty"`
	Trusted   bool                `bson:"trusted,omitempty"` // its listings skip the review that findings do not ask for

	Story         markthalle.Texts `bson:"story,omitempty"`
	Policies      []Policy         `bson:"policies,omitempty"`
	Logo          string           `bson:"logo,omitempty"` // path of a picture
	Banner        string           `bson:"banner,omitempty"`
	ReturnAddress *Address         `bson:"return_address,omitempty"` // nil = Address
	HandlingDays  int              `bson:"handling_days,omitempty"`  // proposed for new offers
	Holiday       Holiday          `bson:"holiday"`
	HiddenUntil   time.Time        `bson:"hidden_until"` // Holiday.To when the holiday hides, else zero; indexed

	PaymentAccount string    `bson:"payment_account,omitempty"`
	PayoutStatus   string    `bson:"payout_status,omitempty"`
	Transferable   bool      `bson:"transferable,omitempty"`
	CurrentlyDue   []string  `bson:"currently_due,omitempty"`
	PayoutDeadline time.Time `bson:"payout_deadline"`

	Checklist []Item       `bson:"checklist,omitempty"`
	History   []Transition `bson:"history,omitempty"` // the newest maxHistory; the audit log has all
	Level     int          `bson:"level,omitempty"`   // 0 to 7, marketplace rules §3
	QualityBP int64        `bson:"quality_bp,omitempty"`
	Rated     bool         `bson:"rated,omitempty"` // QualityBP is measured
	Shown     int64        `bson:"shown,omitempty"` // counts changes of what search shows of the shop: name and quality
	Block     BlockReason  `bson:"block,omitempty"` // indexed; see Blocked
	Flags     []string     `bson:"flags,omitempty"` // why a person must look (MKT-7)
	Origin    string       `bson:"origin,omitempty"`

	SuspendedUntil time.Time `bson:"suspended_until"`
}

// VendorID returns the vendor's typed id.
func (v *Vendor) VendorID() markthalle.VendorID { return markthalle.VendorID(v.ID) }

// Policy is one text of the shop: returns, shipping, privacy, imprint.
type Policy struct {
	Kind string           `bson:"kind"`
	Text markthalle.Texts `bson:"text"`
}

// PolicyKinds lists the policies that a shop may publish.
func PolicyKinds() []string {
	return []string{"returns", "shipping", "privacy", "imprint", "warranty", "contact"}
}

// Holiday is a time in which the vendor does not ship (MKT-6): From ≤ t < To. Zero
// times mean none.
type Holiday struct {
	From time.Time `bson:"from"`
	To   time.Time `bson:"to"`
	Hide bool      `bson:"hide,omitempty"` // offers disappear; else their promise moves
}

// At reports whether the holiday is on at t.
func (h Holiday) At(t time.Time) bool {
	return !h.To.IsZero() && !t.Before(h.From) && t.Before(h.To)
}

// Transition is one step of a vendor's life (MKT-1).
type Transition struct {
	From    State     `bson:"from"`
	To      State     `bson:"to"`
	Actor   string    `bson:"actor"`
	Reasons []string  `bson:"reasons,omitempty"`
	Note    string    `bson:"note,omitempty"`
	At      time.Time `bson:"at"`
}

// BlockReason says why nothing of a vendor is on sale. It is empty for vendors that
// sell and for those that never did.
type BlockReason string

// The reasons for which a vendor that once sold does not.
const (
	BlockSuspended  BlockReason = "suspended"
	BlockTerminated BlockReason = "terminated"
	BlockLevel      BlockReason = "listings_stopped" // ladder level 4 and above
	BlockHoliday    BlockReason = "holiday"
	BlockNotActive  BlockReason = "not_active" // never active, or unknown
)

// levelStopped is the rung from which on nothing new may be sold.
const levelStopped = 4

// CanSell reports whether v's offers may be sold at now.
func CanSell(v Vendor, now time.Time) bool { return v.blockedAt(now) == "" }

// blockedAt returns why v does not sell at now, or the empty reason.
func (v *Vendor) blockedAt(now time.Time) BlockReason {
	switch {
	case v.Block != "":
		return v.Block
	case v.State != Active:
		return BlockNotActive
	case v.Holiday.Hide && v.Holiday.At(now):
		return BlockHoliday
	}
	return ""
}

// settle brings the derived fields in line with what they are derived from. Every
// change of a vendor ends with it.
func (v *Vendor) settle() {
	switch {
	case v.State == Suspended:
		v.Block = BlockSuspended
	case v.State == Terminated:
		v.Block = BlockTerminated
	case v.State == Active && v.Level >= levelStopped:
		v.Block = BlockLevel
	default:
		v.Block = ""
	}
	v.HiddenUntil = time.Time{}
	if v.Holiday.Hide {
		v.HiddenUntil = v.Holiday.To
	}
}

// Trader is the identity that must be shown on every offer and before a purchase
// (Regulation (EU) 2022/2065 Art. 30, MKT-3).
type Trader struct {
	Private            bool // sells as a private person: other law applies
	LegalName          string
	Address            Address
	Email              string
	Phone              string
	RegistrationNumber string
	VATID              string
	SelfCertified      bool
}

// TraderOf returns what must be shown about who sells.
func TraderOf(v Vendor) Trader {
	return Trader{
		Private: v.SellerKind == Private, LegalName: v.LegalName, Address: v.Address, Email: v.Email, Phone: v.Phone,
		RegistrationNumber: v.RegistrationNumber, VATID: v.VATID, SelfCertified: v.SelfCertified,
	}
}
