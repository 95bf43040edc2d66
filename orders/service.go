package orders

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"log/slog"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/pricing"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
)

// Service takes buyers from carts to parcels.
type Service struct {
	Deps
	rec records
}

// Deps is what the service needs.
type Deps struct {
	DB         *store.DB
	Clock      markthalle.Clock
	IDs        markthalle.IDs
	Catalog    *catalog.Service
	Vendors    *vendors.Service
	Pricing    *pricing.Service
	Commission *commission.Service
	Payments   *payments.Service
	Log        *slog.Logger
	// Secret keys the access tokens of guests' orders.
	Secret []byte
	Config Config
}

// Config is how long things may take.
type Config struct {
	PayWithin    time.Duration // from checkout to payment; zero means 35 minutes
	DelayWithin  time.Duration // from a delayed payment to its money; zero means 7 days
	AcceptWithin time.Duration // from payment to acceptance; zero means 48 hours
	Channel      string        // where orders come from, for fee rules; empty means "web"
}

// New returns the service and defines its collections.
func New(d Deps) *Service {
	if d.Config.PayWithin == 0 {
		d.Config.PayWithin = 35 * time.Minute
	}
	if d.Config.DelayWithin == 0 {
		d.Config.DelayWithin = 7 * 24 * time.Hour
	}
	if d.Config.AcceptWithin == 0 {
		d.Config.AcceptWithin = 48 * time.Hour
	}
	if d.Config.Channel == "" {
		d.Config.Channel = "web"
	}
	return &Service{Deps: d, rec: define(d.DB)}
}

// Access is how somebody opens a cart: its token, or the session of its person.
type Access struct {
	Token  string
	Person markthalle.PersonID
}

// hashToken is how cart tokens are kept.
func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// opens reports whether access opens a cart.
func (a Access) opens(c *Cart) bool {
	if c.Person != "" && a.Person == c.Person {
		return true
	}
	return a.Token != "" && c.TokenHash != "" &&
		subtle.ConstantTimeCompare([]byte(hashToken(a.Token)), []byte(c.TokenHash)) == 1
}

// AccessToken is what opens a guest's order: an HMAC of its id, stored nowhere.
func (s *Service) AccessToken(id markthalle.OrderID) string {
	mac := hmac.New(sha256.New, s.Secret)
	mac.Write([]byte("order:" + string(id)))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:24])
}

func (s *Service) tokenOpens(id markthalle.OrderID, token string) bool {
	return token != "" && hmac.Equal([]byte(token), []byte(s.AccessToken(id)))
}

// number is what people call an order: the millisecond of its id and ten random bits of
// it, in letters that are not misread.
func number(id markthalle.OrderID) string {
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	at, ok := markthalle.IDTime(string(id))
	sum := sha256.Sum256([]byte(id))
	ms := uint64(sum[2])<<32 | uint64(sum[3])<<24 | uint64(sum[4])<<16 | uint64(sum[5])<<8 | uint64(sum[6])
	if ok {
		epoch := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
		ms = uint64(max(0, at.Sub(epoch).Milliseconds())) // not negative
	}
	n := ms<<10 | uint64(sum[0])<<2 | uint64(sum[1])>>6
	var out [10]byte
	for i := 9; i >= 0; i-- {
		out[i] = alphabet[n&31]
		n >>= 5
	}
	return "MH-" + string(out[:5]) + "-" + string(out[5:])
}

// loadCart returns a cart that access opens; somebody else's looks absent.
func (s *Service) loadCart(ctx context.Context, access Access, id markthalle.CartID) (Cart, error) {
	c, err := s.rec.carts.Get(ctx, string(id))
	if err != nil {
		return Cart{}, err
	}
	if !access.opens(&c) || c.State == CartMerged {
		return Cart{}, markthalle.ErrNotFound
	}
	return c, nil
}
