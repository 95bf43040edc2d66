package main

import (
	"bytes"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle/server"
)

// TestReportCommand: the report of a year is a table; a year that has not begun has none.
func TestReportCommand(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	m, err := server.Open(t.Context(), server.Config{Data: data, Create: server.Trial, Name: "M", Currency: "EUR", Country: "DE", Log: slog.New(slog.DiscardHandler)})
	require.NoError(t, err)
	require.NoError(t, m.Close(t.Context()))
	var stdout, stderr bytes.Buffer
	require.Zero(t, run(t.Context(), []string{"report", "dac7", "--data", data}, &stdout, &stderr), stderr.String())
	require.Contains(t, stdout.String(), "year,seller,kind,name,")
	require.NotZero(t, run(t.Context(), []string{"report", "dac7", "--data", data, "--year", "2199"}, &stdout, &stderr))
}
