package main

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/server"
	"github.com/markthalle/markthalle/store"
)

// TestReconcileCommand: a market whose books agree ends with 0; what the provider knows
// nothing about is printed, with both sides, and ends with 1.
func TestReconcileCommand(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	open := func() *server.Market {
		t.Helper()
		m, err := server.Open(t.Context(), server.Config{Data: data, Create: server.Trial, Name: "M", Currency: "EUR", Country: "DE", Log: slog.New(slog.DiscardHandler)})
		require.NoError(t, err)
		return m
	}
	m := open()
	now := m.Clock.Now()
	require.NoError(t, m.Close(t.Context()))
	command := func(args ...string) (int, string, string) {
		var stdout, stderr bytes.Buffer
		code := run(t.Context(), append([]string{"reconcile", "--data", data}, args...), &stdout, &stderr)
		return code, stdout.String(), stderr.String()
	}
	code, text, log := command()
	require.Zero(t, code, log)
	require.Contains(t, text, "0 open")

	m = open()
	x := ledger.Transaction{Meta: store.Meta{ID: "transfer:tr_ghost"}, Kind: ledger.KindTransfer, Currency: "EUR", EffectiveAt: now, StripeIDs: []string{"tr_nobody"}}
	x.Debit(ledger.BankMain, 700)
	x.Credit(ledger.StripeAvailable, 700)
	require.NoError(t, m.Ledger.Post(t.Context(), x))
	require.NoError(t, m.Close(t.Context()))
	code, text, _ = command()
	require.Equal(t, 1, code)
	require.Regexp(t, `tr_nobody +missing_there +-7\.00 EUR +0\.00 EUR`, text)

	code, text, _ = command("--json", "--from", now.AddDate(0, 0, -7).Format("2006-01-02"))
	require.Equal(t, 1, code)
	var got struct {
		State       string
		Differences []difference
	}
	require.NoError(t, json.Unmarshal([]byte(text), &got))
	require.Equal(t, "done", got.State)
	require.NotEmpty(t, got.Differences)
	require.Contains(t, text, `"ours": -700`)

	code, _, log = command("--from", "yesterday")
	require.Equal(t, 1, code)
	require.Contains(t, log, "neither a day")
	code, _, log = command("--from", "2020-01-01", "--to", "2026-01-01")
	require.Equal(t, 1, code)
	require.Contains(t, log, "payouts.reconcile")
}
