package server_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle/server"
)

// TestStoppedWhileStarting ends a market in the moment in which it begins to serve: the
// end must not come before the beginning and be forgotten.
func TestStoppedWhileStarting(t *testing.T) {
	for range 5 {
		m := open(t, server.Config{})
		ctx, stop := context.WithCancel(t.Context())
		l, err := server.Listen(ctx, "127.0.0.1:0")
		require.NoError(t, err)
		require.NoError(t, m.Serve(ctx, l, stop))
	}
}
