package stripesim

import (
	"strconv"
	"strings"
	"time"
)

// card is what a payment is tried with, and how Stripe's documents say it behaves.
// Amounts are never magic, only numbers are.
type card struct {
	number  string
	token   string // pm_card_…, when there is one
	brand   string
	country string
	decline *decline
	bypass  bool   // funds are available at once
	secure  bool   // always asks for 3D Secure
	dispute string // reason of the dispute that follows
	inquiry bool   // the dispute starts as an inquiry
	warned  bool   // an early fraud warning follows
	refund  string // how refunds behave: pending, fail
	blocked bool   // by a risk rule
	iban    string // SEPA debit: succeed, fail
}

// decline is a refusal by the issuer.
type decline struct{ code, reason, message string }

func declined(reason string) *decline {
	messages := map[string]string{
		"insufficient_funds":     "Your card has insufficient funds.",
		"card_velocity_exceeded": "Your card was declined for making repeated attempts too frequently or exceeding its amount limit.",
		"test_mode_live_card":    "Your card was declined. Your request was in test mode, but used a non test (live) card. For a list of valid test cards, visit: https://stripe.com/docs/testing.",
	}
	return &decline{"card_declined", reason, orDefault(messages[reason], "Your card was declined.")}
}

// testCards lists the numbers of Stripe's testing page that the simulator knows. The
// general numbers count as cards of the platform's country, those of the table of
// countries as what that table says.
func testCards() []card {
	return []card{
		{number: "4242424242424242", token: "pm_card_visa", country: "DE"},
		{number: "5555555555554444", token: "pm_card_mastercard", country: "DE", brand: "mastercard"},
		{number: "4000056655665556", token: "pm_card_visa_debit", country: "DE"},
		{number: "4000000000000077", token: "pm_card_bypassPending", country: "DE", bypass: true},
		{number: "4000000000000002", token: "pm_card_visa_chargeDeclined", country: "DE", decline: declined("generic_decline")},
		{number: "4000000000009995", token: "pm_card_visa_chargeDeclinedInsufficientFunds", country: "DE", decline: declined("insufficient_funds")},
		{number: "4000000000009987", token: "pm_card_visa_chargeDeclinedLostCard", country: "DE", decline: declined("lost_card")},
		{number: "4000000000009979", token: "pm_card_visa_chargeDeclinedStolenCard", country: "DE", decline: declined("stolen_card")},
		{number: "4000000000006975", token: "pm_card_visa_chargeDeclinedVelocityLimitExceeded", country: "DE", decline: declined("card_velocity_exceeded")},
		{number: "4000000000000069", token: "pm_card_chargeDeclinedExpiredCard", country: "DE", decline: &decline{"expired_card", "", "Your card has expired."}},
		{number: "4000000000000127", token: "pm_card_chargeDeclinedIncorrectCvc", country: "DE", decline: &decline{"incorrect_cvc", "", "Your card's security code is incorrect."}},
		{number: "4000000000000119", token: "pm_card_chargeDeclinedProcessingError", country: "DE", decline: &decline{"processing_error", "", "An error occurred while processing your card. Try again in a little bit."}},
		{number: "4000002760003184", token: "pm_card_authenticationRequired", country: "DE", secure: true},
		{number: "4000000000003220", token: "pm_card_threeDSecure2Required", country: "DE", secure: true},
		{number: "4000008400001629", token: "pm_card_threeDSecureRequiredChargeDeclined", country: "US", secure: true, decline: declined("generic_decline")},
		{number: "4000000000000259", token: "pm_card_createDispute", country: "DE", dispute: "fraudulent"},
		{number: "4000000000002685", token: "pm_card_createDisputeProductNotReceived", country: "DE", dispute: "product_not_received"},
		{number: "4000000000001976", token: "pm_card_createDisputeInquiry", country: "DE", dispute: "fraudulent", inquiry: true},
		{number: "4000000000005423", token: "pm_card_createIssuerFraudRecord", country: "DE", warned: true},
		{number: "4000000000007726", token: "pm_card_pendingRefund", country: "DE", refund: "pending"},
		{number: "4000000000005126", token: "pm_card_refundFail", country: "DE", refund: "fail"},
		{number: "4100000000000019", token: "pm_card_radarBlock", country: "DE", blocked: true, decline: &decline{"card_declined", "fraudulent", "Your card was declined."}},
		{number: "4000002500000003", token: "pm_card_fr", country: "FR"},
		{number: "4000006160000005", token: "pm_card_pl", country: "PL"},
		{number: "4000000400000008", token: "pm_card_at", country: "AT"},
		{number: "4000005280000002", token: "pm_card_nl", country: "NL"},
		{number: "4000008260000000", token: "pm_card_gb", country: "GB"},
		{number: "4000007560000009", token: "pm_card_ch", country: "CH"},
		{number: "4000001240000000", token: "pm_card_ca", country: "CA"},
		{number: "4000003920000003", token: "pm_card_jp", country: "JP", brand: "jcb"},
		{number: "4000000360000006", token: "pm_card_au", country: "AU"},
		{number: "AT611904300234573201", country: "AT", iban: "succeed"},
		{number: "AT861904300235473202", country: "AT", iban: "fail"},
	}
}

// findCard returns the test card with this number or token.
func findCard(id string) (card, bool) {
	for _, c := range testCards() {
		if id != "" && (c.number == id || c.token == id) {
			c.brand = orDefault(c.brand, "visa")
			return c, true
		}
	}
	return card{}, false
}

// CardInput is what a buyer types into the hosted payment page.
type CardInput struct {
	Number string // a card number, or an IBAN where SEPA debit is offered
	Exp    string // MM/YY
	CVC    string
	Name   string
}

// readCard checks what was typed as the card network would.
func readCard(in CardInput, now time.Time) (card, *Error) {
	number := strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(in.Number))
	bad := func(code, message string) *Error {
		return &Error{Status: 402, Type: "card_error", Code: code, Message: message, executed: true}
	}
	c, known := findCard(number)
	switch {
	case number == "":
		return card{}, bad("incomplete_number", "Your card number is incomplete.")
	case known && c.iban != "":
		return c, nil
	case !known && !luhn(number):
		return card{}, bad("incorrect_number", "Your card number is incorrect.")
	}
	month, year, ok := readExpiry(in.Exp)
	switch {
	case !ok:
		return card{}, bad("invalid_expiry_month", "Your card's expiration date is invalid.")
	case year*12+month < now.Year()*12+int(now.Month()):
		return card{}, bad("expired_card", "Your card's expiration date is in the past.")
	case len(in.CVC) < 3 || len(in.CVC) > 4 || strings.Trim(in.CVC, "0123456789") != "":
		return card{}, bad("invalid_cvc", "Your card's security code is invalid.")
	}
	if !known {
		return card{number: number, brand: "visa", country: "DE", decline: declined("test_mode_live_card")}, nil
	}
	return c, nil
}

func readExpiry(s string) (month, year int, ok bool) {
	mm, yy, found := strings.Cut(strings.ReplaceAll(s, " ", ""), "/")
	month, err1 := strconv.Atoi(mm)
	year, err2 := strconv.Atoi(yy)
	if year < 100 {
		year += 2000
	}
	return month, year, found && err1 == nil && err2 == nil && month >= 1 && month <= 12
}

// luhn checks the last digit of a card number (ISO/IEC 7812-1).
func luhn(n string) bool {
	if len(n) < 12 || len(n) > 19 || strings.Trim(n, "0123456789") != "" {
		return false
	}
	sum := 0
	for i := range len(n) {
		d := int(n[len(n)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// method is a payment method: what one payment was tried with.
type method struct {
	base
	Billing   billing   `json:"billing_details"`
	Card      *cardWire `json:"card,omitempty"`
	Customer  opt       `json:"customer"`
	Livemode  bool      `json:"livemode"`
	Metadata  metadata  `json:"metadata"`
	SEPADebit *sepaWire `json:"sepa_debit,omitempty"`
	Type      string    `json:"type"`
	Number    string    `json:"_number,omitempty"`
}

func (m *method) wire(*tx) any {
	w := *m
	w.base, w.Number = m.bare(), ""
	return &w
}

// card returns how the method behaves.
func (m *method) card() card {
	if c, ok := findCard(m.Number); ok {
		return c
	}
	return card{number: m.Number, brand: "visa", country: "DE", decline: declined("test_mode_live_card")}
}

type billing struct {
	Address address `json:"address"`
	Email   opt     `json:"email"`
	Name    opt     `json:"name"`
	Phone   opt     `json:"phone"`
}

type cardWire struct {
	Brand       string `json:"brand"`
	Country     string `json:"country"`
	ExpMonth    int    `json:"exp_month"`
	ExpYear     int    `json:"exp_year"`
	Fingerprint string `json:"fingerprint"`
	Funding     string `json:"funding"`
	Last4       string `json:"last4"`
}

type sepaWire struct {
	BankCode    string `json:"bank_code"`
	Country     string `json:"country"`
	Fingerprint string `json:"fingerprint"`
	Last4       string `json:"last4"`
}

// makeMethod stores what a payment is tried with.
func (t *tx) makeMethod(c card, name, email, exp string, home string) *method {
	m := &method{
		base: base{ID: t.s.cfg.IDs.New("pm"), Object: "payment_method"}, Type: "card", Number: c.number, Metadata: metadata{},
		Billing: billing{Name: opt(name), Email: opt(email)},
	}
	last4 := c.number[len(c.number)-4:]
	if c.iban != "" {
		m.Type = "sepa_debit"
		m.SEPADebit = &sepaWire{BankCode: "19043", Country: c.country, Fingerprint: "fp" + last4, Last4: last4}
	} else {
		month, year, ok := readExpiry(exp)
		if !ok {
			month, year = int(t.now.Month()), t.now.Year()+1
		}
		m.Card = &cardWire{Brand: c.brand, Country: c.country, ExpMonth: month, ExpYear: year, Fingerprint: "fp" + last4, Funding: "credit", Last4: last4}
	}
	t.add(m, home)
	return m
}

// getMethod shows stored methods and the test tokens.
func getMethod(c *call) (any, error) {
	if m, ok := find[method](c.tx, c.home, c.args[0]); ok {
		return m, nil
	}
	spec, ok := findCard(c.args[0])
	if !ok {
		return nil, noSuch("PaymentMethod", c.args[0])
	}
	m := c.makeMethod(spec, "", "", "", c.home)
	c.forget(m.ID) // a test token is a method of its own, and is not stored
	m.ID = c.args[0]
	return m, nil
}
