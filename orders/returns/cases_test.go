package returns_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/orders/returns"
)

func complaint(id markthalle.CaseID, line markthalle.LineID, kind returns.Kind) returns.CaseInput {
	return returns.CaseInput{ID: id, Order: "ord_1", Line: line, Kind: kind, Text: "It is not what I ordered."}
}

func (w *world) open(in returns.CaseInput) returns.Case {
	w.t.Helper()
	c, err := w.returns.OpenCase(w.t.Context(), jan, in)
	require.NoError(w.t, err)
	return c
}

// TestCaseTalk: the vendor answers, the buyer asks again, each message once.
func TestCaseTalk(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.order("ord_1", orders.VendorDelivered)
	c := w.open(complaint("case_1", "line_cup", returns.Damaged))
	again := w.open(complaint("case_1", "line_cup", returns.Damaged))
	require.Equal(t, c, again)
	require.Equal(t, "Seagrass cup", c.Title)
	write := func(who markthalle.Actor, key string, want returns.CaseState) {
		t.Helper()
		for range 2 {
			c, err := w.returns.Write(t.Context(), who, "case_1", "", returns.MessageInput{Key: key, Text: "A word."})
			require.NoError(t, err)
			require.Equal(t, want, c.State)
		}
	}
	write(pottery, "m1", returns.CaseAnswered)
	write(jan, "m2", returns.CaseOpen)
	c, err := w.returns.Case(t.Context(), operator, "case_1", "")
	require.NoError(t, err)
	require.Len(t, c.Messages, 3)
	require.Equal(t, []string{returns.SideBuyer, returns.SideVendor, returns.SideBuyer}, []string{c.Messages[0].From, c.Messages[1].From, c.Messages[2].From})
	for _, who := range []markthalle.Actor{stranger, guest, attic} {
		_, err := w.returns.Write(t.Context(), who, "case_1", "", returns.MessageInput{Text: "Hello"})
		require.ErrorIs(t, err, markthalle.ErrNotFound)
		_, err = w.returns.Case(t.Context(), who, "case_1", "")
		require.ErrorIs(t, err, markthalle.ErrNotFound)
	}
	_, err = w.returns.Case(t.Context(), guest, "case_1", w.orders.AccessToken("ord_1"))
	require.NoError(t, err)
	_, err = w.returns.Close(t.Context(), pottery, "case_1", "")
	require.ErrorIs(t, err, markthalle.ErrPermission)
	_, err = w.returns.Close(t.Context(), jan, "case_1", "")
	require.NoError(t, err)
	_, err = w.returns.Write(t.Context(), jan, "case_1", "", returns.MessageInput{Text: "One more thing"})
	require.ErrorIs(t, err, returns.ErrState)
	w.drain()
	require.Equal(t, []bool{true, false}, w.holds("case_1"))
}

// TestOpenCaseFaults: all at once, and one claim about one thing.
func TestOpenCaseFaults(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.order("ord_1", orders.VendorDelivered)
	_, err := w.returns.OpenCase(t.Context(), jan, returns.CaseInput{ID: "case_1", Order: "ord_1", Kind: "rude", Text: "?"})
	require.Equal(t, []string{"/kind not_allowed", "/text length", "/line required"}, pointers(t, err))
	_, err = w.returns.OpenCase(t.Context(), jan, complaint("case_1", "line_x", returns.OverdueRefund))
	require.Equal(t, []string{"/kind not_allowed", "/line not_found"}, pointers(t, err))
	w.open(complaint("case_1", "line_cup", returns.Damaged))
	_, err = w.returns.OpenCase(t.Context(), jan, complaint("case_2", "line_cup", returns.Late))
	require.ErrorIs(t, err, returns.ErrOpenCase)
	w.open(complaint("case_3", "line_cup", returns.Question))
	w.drain()
	require.Empty(t, w.holds("case_3"), "a question holds nobody's money")
}

// TestCaseDeadlines: a silent vendor brings a claim before the operator, a silent buyer
// lets it go.
func TestCaseDeadlines(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kind   returns.Kind
		answer bool
		after  time.Duration
		want   returns.CaseState
	}{
		"not yet":                    {returns.Late, false, 47 * time.Hour, returns.CaseOpen},
		"silent vendor":              {returns.Late, false, 49 * time.Hour, returns.CaseEscalated},
		"silent buyer":               {returns.Late, true, 15 * day, returns.CaseClosed},
		"question waits":             {returns.Question, false, 49 * time.Hour, returns.CaseOpen},
		"question does not for ever": {returns.Question, false, 17 * day, returns.CaseClosed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := begin(t)
			w.order("ord_1", orders.Shipped)
			w.open(complaint("case_1", "line_cup", c.kind))
			if c.answer {
				_, err := w.returns.Write(t.Context(), pottery, "case_1", "", returns.MessageInput{Text: "It is on its way."})
				require.NoError(t, err)
			}
			w.clock.Advance(c.after)
			for range 2 {
				_, err := w.returns.RunDue(t.Context())
				require.NoError(t, err)
			}
			got, err := w.returns.Case(t.Context(), operator, "case_1", "")
			require.NoError(t, err)
			require.Equal(t, c.want, got.State)
		})
	}
}

func eur(minor int64) money.Amount { return money.New(minor, "EUR") }

// TestDecide: the outcome, who bears it, what goes back; the same decision twice is one.
func TestDecide(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.order("ord_1", orders.VendorDelivered)
	w.open(complaint("case_1", "line_cup", returns.NotAsDescribed))
	var shares []money.BasisPoints
	decide := func(who markthalle.Actor, id markthalle.CaseID, d returns.Decision) (returns.Case, error) {
		return w.returns.Decide(t.Context(), who, id, d)
	}
	_, err := decide(operator, "case_1", returns.Decision{Outcome: returns.GiveRefund, Amount: money.New(3001, "PLN"), OperatorBP: 10_000})
	require.Equal(t, []string{
		"/reason length", "/bearer not_allowed", "/amount/currency currency", "/amount/amount range", "/operator_bp range",
	}, pointers(t, err))
	_, err = decide(operator, "case_1", returns.Decision{Outcome: "revenge", Reason: "because"})
	require.Equal(t, []string{"/outcome not_allowed"}, pointers(t, err))
	_, err = decide(operator, "case_1", returns.Decision{Outcome: returns.NoRefund, Bearer: returns.ByVendor, Amount: eur(5), Reason: "because"})
	require.Equal(t, []string{"/bearer not_allowed", "/amount not_allowed"}, pointers(t, err))
	good := returns.Decision{Outcome: returns.GiveRefund, Bearer: returns.Shared, Amount: eur(1500), Reason: "The pictures show it."}
	for who, want := range map[*markthalle.Actor]error{
		&jan: markthalle.ErrPermission, &pottery: markthalle.ErrPermission, &auditor: markthalle.ErrPermission, &guest: markthalle.ErrSignIn,
	} {
		_, err := decide(*who, "case_1", good)
		require.ErrorIs(t, err, want)
	}
	for range 2 {
		c, err := decide(operator, "case_1", good)
		require.NoError(t, err)
		require.Equal(t, returns.CaseDecided, c.State)
		shares = append(shares, c.OperatorBP)
		w.drain()
	}
	require.Equal(t, []money.BasisPoints{5000, 5000}, shares)
	v := w.part("ord_1", "ven_a")
	require.EqualValues(t, 1500, v.RefundedTotal())
	require.Len(t, v.Refunds, 1)
	require.Equal(t, []bool{true, false}, w.holds("case_1"), "the money is free once the refund is booked")
	_, err = decide(operator, "case_1", returns.Decision{Outcome: returns.NoRefund, Reason: "on second thought"})
	require.ErrorIs(t, err, returns.ErrState)

	w.open(complaint("case_2", "line_bowl", returns.Damaged))
	c, err := decide(operator, "case_2", returns.Decision{Outcome: returns.NoRefund, Reason: "The bowl is whole."})
	require.NoError(t, err)
	require.Empty(t, c.Refund)
	w.open(complaint("case_3", "line_bowl", returns.Question))
	_, err = decide(operator, "case_3", returns.Decision{Outcome: returns.NoRefund, Reason: "nothing to decide"})
	require.ErrorIs(t, err, returns.ErrState)
}

// TestImpossibleDecision: a decision that cannot be paid is before the operator again.
func TestImpossibleDecision(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.order("ord_1", orders.VendorDelivered)
	in := complaint("case_1", "", returns.Late)
	in.VendorOrder = markthalle.VendorOrderIDFor("ord_1", "ven_a")
	w.open(in)
	w.reject = true
	_, err := w.returns.Decide(t.Context(), operator, "case_1", returns.Decision{
		Outcome: returns.GiveRefund, Bearer: returns.ByVendor, Amount: eur(3999), Reason: "It never came.",
	})
	require.NoError(t, err)
	w.drain()
	c, err := w.returns.Case(t.Context(), operator, "case_1", "")
	require.NoError(t, err)
	require.Equal(t, returns.CaseEscalated, c.State)
	require.Equal(t, "payments.charge_disputed", c.RefundCode)
	n, err := w.returns.CountCases(t.Context(), returns.CaseEscalated)
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
	list, err := w.returns.Cases(t.Context(), operator, returns.CaseEscalated, markthalle.PageQuery{})
	require.NoError(t, err)
	require.Len(t, list.Items, 1)
	v := w.part("ord_1", "ven_a")
	require.Zero(t, v.RefundedTotal())
}
