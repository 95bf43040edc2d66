package notify_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/notify"
	"github.com/markthalle/markthalle/store/storetest"
)

// TestMailsAboutReturns: each exists in each language, says what it is about, and leaves
// no gap where something was not said.
func TestMailsAboutReturns(t *testing.T) {
	t.Parallel()
	db, clock, _ := storetest.OpenClock(t)
	s, err := notify.New(notify.Deps{
		DB: db, Sender: notify.Folder(""), Clock: clock,
		Config: notify.Config{From: "market@market.example", FromName: "Market", BaseURL: "https://market.example"},
	})
	require.NoError(t, err)
	for i, x := range []struct {
		data notify.Template
		says map[markthalle.Locale]string
	}{
		{notify.VendorReturn{Number: "MH-7", URL: "https://x.example", Shop: "S", Buyer: "B", Items: []notify.Item{{Quantity: 1, Title: "Mug"}}}, map[markthalle.Locale]string{"en": "would like to send", "de": "möchte diese Waren", "pl": "chce zwrócić"}},
		{notify.VendorReturn{Number: "MH-7", URL: "https://x.example", Withdrawn: true, Items: []notify.Item{{Quantity: 1, Title: "Mug"}}}, map[markthalle.Locale]string{"en": "has withdrawn", "de": "widerrufen", "pl": "odstępuje"}},
		{notify.ReturnAnswered{Number: "MH-7", URL: "https://x.example", Text: "Made to order."}, map[markthalle.Locale]string{"en": "does not take", "de": "nicht zurück", "pl": "nie przyjmuje"}},
		{notify.WithdrawalReceipt{Number: "MH-7", URL: "https://x.example", At: "2026-03-03 10:00 UTC", Words: "the bowl", Items: []notify.Item{{Quantity: 1, Title: "Bowl", Total: "1 €"}}}, map[markthalle.Locale]string{"en": "the bowl", "de": "2026-03-03 10:00 UTC", "pl": "the bowl"}},
		{notify.WithdrawalUnknown{Number: "MH-7", URL: "https://x.example", Statement: "I withdraw."}, map[markthalle.Locale]string{"en": "I withdraw.", "de": "I withdraw.", "pl": "I withdraw."}},
		{notify.WithdrawalOutcome{Number: "MH-7", URL: "https://x.example", Rows: []notify.WithdrawnRow{{Title: "Lamp", Why: "private_seller"}}}, map[markthalle.Locale]string{"en": "private seller", "de": "Private Verkäufer", "pl": "prywatny"}},
		{notify.CaseMessage{Number: "MH-7", URL: "https://x.example", From: "Shop", Text: "Hello."}, map[markthalle.Locale]string{"en": "Hello.", "de": "Hello.", "pl": "Hello."}},
		{notify.CaseDecided{Number: "MH-7", URL: "https://x.example", Reason: "So it is."}, map[markthalle.Locale]string{"en": "nothing goes back", "de": "nichts erstattet", "pl": "nie przysługuje"}},
	} {
		for l, want := range x.says {
			id := "mail_" + x.data.TemplateName() + "_" + string(l) + "_" + string(rune('a'+i))
			require.NoError(t, s.Queue(t.Context(), notify.Message{ID: id, To: "a@b.example", Locale: l, Data: x.data}))
			m, err := s.Mail(t.Context(), id)
			require.NoError(t, err)
			require.Contains(t, m.Subject, "MH-7")
			require.Contains(t, m.Text, want)
			require.NotContains(t, m.Text, "<no value>")
			require.False(t, strings.Contains(m.Text, "\n\n\n\n"), "%s: a gap", id)
		}
	}
}
