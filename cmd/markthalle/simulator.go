package main

import (
	"context"
	"fmt"

	"github.com/markthalle/markthalle/server"
)

// simCmd serves the payment simulator without a market.
type simCmd struct {
	Addr string `help:"Address to serve at." default:"127.0.0.1:8081" env:"MARKTHALLE_ADDR"`
	Data string `help:"Folder of its journal." default:"stripe-simulator" env:"MARKTHALLE_DATA" type:"path"`
}

// Run implements the command.
func (c *simCmd) Run(ctx context.Context, o *out) error {
	l, err := server.Listen(ctx, c.Addr)
	if err != nil {
		return err
	}
	addr := l.Addr().String()
	return server.ServeSimulator(ctx, l, c.Data, server.Config{Log: o.Log}, func() {
		fmt.Fprintf(o, "ready http://%s\nmarkets share it by --payments sim:http://%s\n", addr, addr)
	})
}
