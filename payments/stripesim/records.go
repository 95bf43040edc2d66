package stripesim

import (
	"encoding/json"
	"fmt"
)

// record is one thing in the state. Records in the state are never modified; commands
// modify copies (edit) that replace them at the commit.
type record interface {
	meta() *base
	// wire returns what clients see: the record without the simulator's own fields,
	// and with parts that live in other records.
	wire(v *tx) any
	// keys names the lists, besides that of its type, in which the record is found.
	keys() []string
}

// base is what every record has. Fields that start with an underscore are the
// simulator's own and leave it only towards the journal.
type base struct {
	ID      string `json:"id"`
	Object  string `json:"object"`
	Created int64  `json:"created,omitempty"` // epoch seconds
	Home    string `json:"_home,omitempty"`   // the account that sees it
	Seq     int64  `json:"_seq,omitempty"`    // order of creation
}

func (b *base) meta() *base    { return b }
func (b *base) keys() []string { return nil }

// bare returns the base without the simulator's own fields.
func (b base) bare() base { b.Home, b.Seq = "", 0; return b }

// opt is a text that JSON shows as null when it is empty.
type opt string

// MarshalJSON implements json.Marshaler.
func (o opt) MarshalJSON() ([]byte, error) {
	if o == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(o))
}

// optInt is a number that JSON shows as null when it is zero.
type optInt int64

// MarshalJSON implements json.Marshaler.
func (o optInt) MarshalJSON() ([]byte, error) {
	if o == 0 {
		return []byte("null"), nil
	}
	return json.Marshal(int64(o))
}

// metadata is Stripe's free map; JSON always shows an object.
type metadata map[string]string

// MarshalJSON implements json.Marshaler.
func (m metadata) MarshalJSON() ([]byte, error) {
	if m == nil {
		return []byte("{}"), nil
	}
	return json.Marshal(map[string]string(m))
}

// null is a field that is always null in the simulator.
type null struct{}

// MarshalJSON implements json.Marshaler.
func (null) MarshalJSON() ([]byte, error) { return []byte("null"), nil }

// UnmarshalJSON implements json.Unmarshaler.
func (*null) UnmarshalJSON([]byte) error { return nil }

// blank makes an empty record of each object name that the journal may hold.
func blank(object string) (record, error) {
	switch object {
	case "account":
		return &account{}, nil
	case "account_link":
		return &link{}, nil
	case "balance":
		return &balance{}, nil
	case "balance_transaction":
		return &txn{}, nil
	case "charge":
		return &charge{}, nil
	case "checkout.session":
		return &session{}, nil
	case "customer":
		return &customer{}, nil
	case "dispute":
		return &dispute{}, nil
	case "event":
		return &event{}, nil
	case "file":
		return &file{}, nil
	case "payment_intent":
		return &intent{}, nil
	case "payment_method":
		return &method{}, nil
	case "payout":
		return &payout{}, nil
	case "radar.early_fraud_warning":
		return &warning{}, nil
	case "refund":
		return &refund{}, nil
	case "topup":
		return &topup{}, nil
	case "transfer":
		return &transfer{}, nil
	case "transfer_reversal":
		return &reversal{}, nil
	case "webhook_endpoint":
		return &endpoint{}, nil
	case "sim.job":
		return &job{}, nil
	case "sim.delivery":
		return &delivery{}, nil
	case "sim.answer":
		return &answer{}, nil
	case "sim.settings":
		return &settings{}, nil
	}
	return nil, fmt.Errorf("stripesim: the journal holds an unknown kind of record %q", object)
}
