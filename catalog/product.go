package catalog

import (
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/quality"
	"github.com/markthalle/markthalle/store"
)

// Product is a shared master record: what something is, whoever sells it.
type Product struct {
	store.Meta `bson:",inline"` // ID is a markthalle.ProductID: prd_…
	Content    `bson:",inline"`

	Slug        string              `bson:"slug"`
	Owner       markthalle.VendorID `bson:"owner,omitempty"` // who may change it; empty = the market
	State       State               `bson:"state"`
	Findings    []quality.Finding   `bson:"findings,omitempty"`
	Seller      string              `bson:"seller,omitempty"` // the owner's kind when it was judged: business, private
	NextVariant int                 `bson:"next_variant"`     // numbers of variants are used once
	ChangeSeq   int64               `bson:"change_seq,omitempty"`
	SubmittedAt time.Time           `bson:"submitted_at"` // since when it waits for a decision
	PublishedAt time.Time           `bson:"published_at"`
	Decision    Decision            `bson:"decision"` // the latest of the operator
}

// ProductID returns the product's typed id.
func (p *Product) ProductID() markthalle.ProductID { return markthalle.ProductID(p.ID) }

// Published reports whether buyers see the product.
func (p *Product) Published() bool { return p.State == Published }

// Content is what vendors write and operators review.
type Content struct {
	Category    markthalle.CategoryID `bson:"category"`
	Title       markthalle.Texts      `bson:"title"`
	Description markthalle.Texts      `bson:"description,omitempty"` // sanitised markup
	Brand       string                `bson:"brand,omitempty"`
	GTIN        string                `bson:"gtin,omitempty"` // as given; compared by quality.ParseGTIN
	Attributes  []AttributeValue      `bson:"attributes,omitempty"`
	Media       []Picture             `bson:"media,omitempty"`
	Safety      Safety                `bson:"safety"`
	Evidence    []string              `bson:"evidence,omitempty"`

	// Variants has at least one entry. It is stored packed, so that five hundred of them
	// fit into a document; see packed.go.
	Variants []Variant `bson:"-"`
	Axes     []axis    `bson:"axes,omitempty"`
	Packed   []packed  `bson:"packed,omitempty"`
}

// Variant returns the variant with the given id, and false when there is none.
func (c *Content) Variant(id markthalle.VariantID) (Variant, bool) {
	for _, v := range c.Variants {
		if v.ID == id {
			return v, true
		}
	}
	return Variant{}, false
}

// AttributeValue is what a product says about one attribute, typed by the category.
type AttributeValue struct {
	Key    string           `bson:"key"`
	Values []string         `bson:"values,omitempty"` // keys of an enum, plain texts, dates (YYYY-MM-DD)
	Number *int64           `bson:"number,omitempty"` // thousandths
	Bool   *bool            `bson:"bool,omitempty"`
	Text   markthalle.Texts `bson:"text,omitempty"`
	Unit   string           `bson:"unit,omitempty"` // as given, when it is not the attribute's
	Raw    string           `bson:"raw,omitempty"`  // what could not be read
}

// Variant is one purchasable form of a product.
type Variant struct {
	ID       markthalle.VariantID // var_<product>_<number>
	SKU      string
	GTIN     string
	Options  []Option             // at most three
	Media    []markthalle.MediaID // of the product's pictures
	Position int
}

// Option is the value of one axis of variation.
type Option struct{ Key, Value string }

// Option returns the variant's value on an axis, empty when it has none.
func (v Variant) Option(key string) string {
	for _, o := range v.Options {
		if o.Key == key {
			return o.Value
		}
	}
	return ""
}

// Picture is a medium as products refer to it, with what pages need to show it.
type Picture struct {
	ID     markthalle.MediaID `bson:"id"`
	Key    string             `bson:"key"` // in the bucket; content-addressed
	Width  int                `bson:"w"`
	Height int                `bson:"h"`
	Format string             `bson:"f"` // jpeg, png, webp, svg
	Bytes  int64              `bson:"b"`
}

// URL returns the path under which the picture is served.
func (p Picture) URL() string { return "/media/" + p.Key }

// Safety is what the General Product Safety Regulation (EU) 2023/988 wants shown.
type Safety struct {
	Manufacturer      Party            `bson:"manufacturer"`
	ResponsiblePerson *Party           `bson:"responsible_person,omitempty"`
	ProductID         string           `bson:"product_id,omitempty"`
	Warnings          markthalle.Texts `bson:"warnings,omitempty"`
}

// Party is a manufacturer or responsible person.
type Party struct {
	Name    string `bson:"name,omitempty"`
	Address string `bson:"address,omitempty"`
	Contact string `bson:"contact,omitempty"` // e-mail or web address
	Country string `bson:"country,omitempty"`
}

// Decision is what the operator decided about a product, change or offer.
type Decision struct {
	By      string    `bson:"by,omitempty"`
	Note    string    `bson:"note,omitempty"`
	Reasons []string  `bson:"reasons,omitempty"`
	At      time.Time `bson:"at"`
}

// The bounds of a product. They keep the largest possible document below 256 KiB, which
// a test proves with every bound reached at once.
const (
	MaxVariants = 500
	MaxAxes     = 3

	maxAxisValues  = 500    // distinct values over all axes
	maxOptionKey   = 32     // bytes
	maxOptionValue = 48     // bytes
	maxSKU         = 64     // bytes
	maxGTIN        = 20     // bytes
	maxTitles      = 2_400  // bytes over all languages
	maxText        = 36_000 // bytes of the description over all languages
	maxBrand       = 80     // bytes
	maxAttributes  = 64
	maxValueBytes  = 16_000 // bytes of all attribute values together
	maxMedia       = 24     // pictures of a product
	maxVariantPics = 4
	maxSafety      = 4_000 // bytes of all safety texts
	maxFindings    = 40    // kept in the document; the answer has all
	maxEvidence    = 20
)
