package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// Posting is one line: debits are positive, credits negative.
type Posting struct {
	Account string `bson:"account"`
	Amount  int64  `bson:"amount"`
}

// Transaction is one balanced entry in the books.
type Transaction struct {
	store.Meta `bson:",inline"` // id: the business reference

	Kind        string                   `bson:"kind"`
	Currency    money.Currency           `bson:"currency"`
	EffectiveAt time.Time                `bson:"effective_at"` // market time of the fact
	InsertedAt  time.Time                `bson:"inserted_at"`  // wall time of the posting
	Lines       []Posting                `bson:"lines"`
	Order       markthalle.OrderID       `bson:"order,omitempty"`
	VendorOrder markthalle.VendorOrderID `bson:"vendor_order,omitempty"`
	Vendor      markthalle.VendorID      `bson:"vendor,omitempty"`
	StripeIDs   []string                 `bson:"stripe_ids,omitempty"`
	Note        string                   `bson:"note,omitempty"`
	By          string                   `bson:"by,omitempty"` // who decided a manual entry
	Group       string                   `bson:"group,omitempty"`
	Tax         *Tax                     `bson:"tax,omitempty"` // how VAT applies to a fee that no order explains
	ContentHash string                   `bson:"content_hash"`
	Keys        []string                 `bson:"keys"` // account|currency of its lines, once each
	Seal        int64                    `bson:"seal"` // number of its batch; 0 while unsealed
}

// Tax is how VAT applies to an entry, as it was when it was posted.
type Tax struct {
	Kind    string            `bson:"kind"`              // a treatment as package commission names it
	Country string            `bson:"country,omitempty"` // whose VAT it is; empty when none is due
	Rate    money.BasisPoints `bson:"rate"`
}

// The bounds of a transaction (payments rules §6.1).
const (
	minLines = 2
	maxLines = 200
)

// ErrUnbalanced is returned for a transaction that the books cannot take.
var ErrUnbalanced = &markthalle.Error{Kind: markthalle.Internal, Code: "ledger.invalid", Text: "This entry cannot be posted."}

// ErrConflict is returned when a reference is posted again with other contents (PAY-60).
var ErrConflict = &markthalle.Error{Kind: markthalle.Conflict, Code: "ledger.conflict", Text: "This reference is posted with other contents."}

// Debit adds a debit line; nothing for 0.
func (t *Transaction) Debit(account string, amount int64) { t.add(account, amount) }

// Credit adds a credit line; nothing for 0.
func (t *Transaction) Credit(account string, amount int64) { t.add(account, -amount) }

func (t *Transaction) add(account string, amount int64) {
	if amount == 0 {
		return
	}
	for i := range t.Lines {
		if t.Lines[i].Account == account {
			t.Lines[i].Amount += amount
			if t.Lines[i].Amount == 0 {
				t.Lines = slices.Delete(t.Lines, i, i+1)
			}
			return
		}
	}
	t.Lines = append(t.Lines, Posting{Account: account, Amount: amount})
}

// Empty reports whether nothing would be moved; such an entry is not posted.
func (t *Transaction) Empty() bool { return len(t.Lines) == 0 }

// Total returns the sum of the debits.
func (t *Transaction) Total() int64 {
	var sum int64
	for _, l := range t.Lines {
		if l.Amount > 0 {
			sum += l.Amount
		}
	}
	return sum
}

// check proves that the books can take the transaction.
func (t *Transaction) check() error {
	var wrong []string
	if t.ID == "" || t.Kind == "" || t.EffectiveAt.IsZero() {
		wrong = append(wrong, "id, kind and time are needed")
	}
	if !t.Currency.Valid() {
		wrong = append(wrong, fmt.Sprintf("currency %q", t.Currency))
	}
	if len(t.Lines) < minLines || len(t.Lines) > maxLines {
		wrong = append(wrong, fmt.Sprintf("%d lines", len(t.Lines)))
	}
	var sum int64
	memo := 0
	for _, l := range t.Lines {
		class, ok := ClassOf(l.Account)
		if !ok {
			wrong = append(wrong, "no account "+l.Account)
		}
		if class == Memo {
			memo++
		}
		if l.Amount == 0 {
			wrong = append(wrong, "a zero line on "+l.Account)
		}
		next, err := money.AddMinor(sum, l.Amount)
		if err != nil {
			return ErrUnbalanced.With(err)
		}
		sum = next
	}
	if sum != 0 {
		wrong = append(wrong, fmt.Sprintf("debits and credits differ by %d", sum))
	}
	if memo != 0 && memo != len(t.Lines) {
		wrong = append(wrong, "the memo book and the books are mixed")
	}
	if len(wrong) > 0 {
		return ErrUnbalanced.Say("Entry %s: %s.", t.ID, strings.Join(wrong, "; "))
	}
	return nil
}

// hash is the digest over everything that is posted; the seal is outside of it.
func (t *Transaction) hash() string {
	h := sha256.New()
	fmt.Fprintf(h, "%s|%s|%s|%d|%s|%s|%s|%q|%s|%s|", t.ID, t.Kind, t.Currency, t.EffectiveAt.UnixMilli(),
		t.Order, t.VendorOrder, t.Vendor, t.Note, t.By, t.Group)
	for _, id := range t.StripeIDs {
		fmt.Fprintf(h, "%s,", id)
	}
	for _, l := range t.Lines {
		fmt.Fprintf(h, "|%s=%d", l.Account, l.Amount)
	}
	if t.Tax != nil {
		fmt.Fprintf(h, "|tax=%q,%q,%d", t.Tax.Kind, t.Tax.Country, t.Tax.Rate)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func key(account string, c money.Currency) string { return account + "|" + string(c) }

// keys lists the accounts of the lines, once each.
func (t *Transaction) keys() []string {
	out := make([]string, 0, len(t.Lines))
	for _, l := range t.Lines {
		if k := key(l.Account, t.Currency); !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	return out
}

// InMemo reports whether the transaction belongs to the memo book, none of whose lines is in
// the market's own books.
func (t *Transaction) InMemo() bool {
	if len(t.Lines) == 0 {
		return false
	}
	class, _ := ClassOf(t.Lines[0].Account)
	return class == Memo
}

// On returns what the transaction moves on an account, debit positive.
func (t *Transaction) On(account string) int64 { return t.on(account) }

// AtProvider returns what the transaction moves on the market's balance at the payment
// provider, pending and available together.
func (t *Transaction) AtProvider() int64 { return t.on(StripePending) + t.on(StripeAvailable) }

// on returns what the transaction moves on an account.
func (t *Transaction) on(account string) int64 {
	var sum int64
	for _, l := range t.Lines {
		if l.Account == account {
			sum += l.Amount
		}
	}
	return sum
}
