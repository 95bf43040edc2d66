package notify_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/notify"
	"github.com/markthalle/markthalle/store/storetest"
)

// TestMailsAboutInvoices: in each language an invoice and a credit note have their number,
// month and amount in the subject and lead to where they are.
func TestMailsAboutInvoices(t *testing.T) {
	t.Parallel()
	db, clock, _ := storetest.OpenClock(t)
	s, err := notify.New(notify.Deps{
		DB: db, Sender: notify.Folder(""), Clock: clock,
		Config: notify.Config{From: "market@market.example", FromName: "Market", BaseURL: "https://market.example"},
	})
	require.NoError(t, err)
	for l, says := range map[markthalle.Locale][2]string{
		"en": {"over 147.92 €", "147.92 € more came back"}, "de": {"über 147.92 €", "147.92 € mehr"}, "pl": {"na kwotę 147.92 €", "o 147.92 € więcej"},
	} {
		for i, want := range says {
			data := notify.InvoiceIssued{
				Number: "2026-000418", Shop: "Töpferei", Month: "2026-03", Amount: "147.92 €", URL: "https://market.example/sell/money?month=2026-03", Credit: i == 1,
			}
			id := fmt.Sprintf("mail_invoice_%s_%d", l, i)
			require.NoError(t, s.Queue(t.Context(), notify.Message{ID: id, To: "a@b.example", Name: "Töpferei", Locale: l, Data: data}))
			m, err := s.Mail(t.Context(), id)
			require.NoError(t, err)
			for _, part := range []string{data.Number, data.Month, data.Amount} {
				require.Contains(t, m.Subject, part)
			}
			require.Contains(t, m.Text, want)
			require.Contains(t, m.Text, data.URL)
			require.NotContains(t, m.Text, "<no value>")
			require.False(t, strings.Contains(m.Text, "\n\n\n"), "%s: a gap", id)
		}
	}
}
