package markthalle

import (
	"crypto/rand"
	"encoding/binary"
	"io"
	"sync"
	"time"
)

// Typed ids. The prefix is part of the value; the list is fixed by the API contract.
type (
	PersonID      string // per_
	SessionID     string // ses_
	KeyID         string // key_: an API key's record; the secret itself starts with mk_
	MembershipID  string // mem_
	VendorID      string // ven_
	CategoryID    string // cat_
	ProductID     string // prd_
	VariantID     string // var_
	OfferID       string // off_
	MediaID       string // med_
	ProfileID     string // spr_: a shipping profile
	CartID        string // cart_
	LineID        string // line_
	OrderID       string // ord_
	VendorOrderID string // vo_<order>_<vendor>
	ShipmentID    string // shp_
	ReturnID      string // ret_
	CaseID        string // case_
	PaymentID     string // pay_<order>
	RefundID      string // ref_
	TransferID    string // tr_<vendor order>_<n>
	PayoutID      string // po_<vendor>_<currency>_<cycle>
	ImportID      string // imp_
	RuleID        string // rule_
)

// Body returns id without its type prefix: the part after the first underscore. It is
// used to build ids that name their cause.
func Body[T ~string](id T) string {
	for i := 0; i < len(id); i++ {
		if id[i] == '_' {
			return string(id[i+1:])
		}
	}
	return string(id)
}

// VendorOrderIDFor returns the id of the part of an order that belongs to one vendor.
func VendorOrderIDFor(o OrderID, v VendorID) VendorOrderID {
	return VendorOrderID("vo_" + Body(o) + "_" + Body(v))
}

// PaymentIDFor returns the id of an order's payment.
func PaymentIDFor(o OrderID) PaymentID { return PaymentID("pay_" + Body(o)) }

// IDs mints ids. It is safe for concurrent use.
type IDs interface {
	// New returns prefix, an underscore and a body of 26 characters that sorts by
	// the time at which it was minted, and within a millisecond by order of minting.
	New(prefix string) string
	// Token returns n random bytes, for secrets. They are never derived from time.
	Token(n int) []byte
}

// crockford is the alphabet of id bodies: digits and lower-case letters without the
// ones that are misread (i, l, o, u), in ascending byte order.
const crockford = "0123456789abcdefghjkmnpqrstvwxyz"

type ids struct {
	clock Clock
	rand  io.Reader

	mu   sync.Mutex
	last int64    // milliseconds of the last id
	tail [10]byte // its random part
}

// NewIDs returns a source of ids that takes time from clock and randomness from r;
// a nil r means the operating system's. It panics when randomness cannot be read.
func NewIDs(clock Clock, r io.Reader) IDs {
	if r == nil {
		r = rand.Reader
	}
	return &ids{clock: clock, rand: r}
}

func (s *ids) New(prefix string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	ms := s.clock.Now().UnixMilli()
	if ms == s.last && s.bump() {
		return prefix + "_" + encodeID(ms, s.tail)
	}
	if _, err := io.ReadFull(s.rand, s.tail[:]); err != nil {
		panic("markthalle: no randomness: " + err.Error())
	}
	s.tail[0] &= 0x7f // room to count up within the millisecond
	s.last = ms
	return prefix + "_" + encodeID(ms, s.tail)
}

// bump adds one to the random part and reports whether it did not wrap around.
func (s *ids) bump() bool {
	for i := len(s.tail) - 1; i >= 0; i-- {
		s.tail[i]++
		if s.tail[i] != 0 {
			return true
		}
	}
	return false
}

func (s *ids) Token(n int) []byte {
	b := make([]byte, n)
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := io.ReadFull(s.rand, b); err != nil {
		panic("markthalle: no randomness: " + err.Error())
	}
	return b
}

// encodeID writes 48 bits of time and 80 random bits as 26 characters of 5 bits.
func encodeID(ms int64, tail [10]byte) string {
	var raw [16]byte
	binary.BigEndian.PutUint64(raw[:8], uint64(ms)<<16) // milliseconds since 1970 are positive
	copy(raw[6:], tail[:])
	hi, lo := binary.BigEndian.Uint64(raw[:8]), binary.BigEndian.Uint64(raw[8:])
	var out [26]byte
	for i := 25; i >= 0; i-- {
		out[i] = crockford[lo&31]
		lo = lo>>5 | hi<<59
		hi >>= 5
	}
	return string(out[:])
}

// IDTime returns the time at which a minted id's body says it was minted, and false
// for an id that was derived instead of minted.
func IDTime(id string) (time.Time, bool) {
	body := Body(id)
	if len(body) != 26 {
		return time.Time{}, false
	}
	var ms int64
	for i := 0; i < 10; i++ {
		v := indexByte(crockford, body[i])
		if v < 0 {
			return time.Time{}, false
		}
		ms = ms<<5 | int64(v)
	}
	return time.UnixMilli(ms).UTC(), true
}

func indexByte(s string, c byte) int {
	for i := 0; i < len(s); i++ {
		if s[i] == c {
			return i
		}
	}
	return -1
}
