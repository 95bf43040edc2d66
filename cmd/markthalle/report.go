package main

import (
	"cmp"
	"context"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/server"
)

// reportCmd holds the reports.
type reportCmd struct {
	DAC7 dac7Cmd `cmd:"" name:"dac7" help:"What the tax authority is told about sellers for a year, as CSV or XML."`
}

// dac7Cmd writes the report of a year (Directive (EU) 2021/514).
type dac7Cmd struct {
	engines

	Year     int    `help:"The year; the last one when left out."`
	Currency string `help:"The currency; EUR when left out."`
	Format   string `help:"csv, or xml for the message to the authority (DPIXML 1.0)." enum:"csv,xml" default:"csv"`
}

// Run implements the command.
func (c *dac7Cmd) Run(ctx context.Context, o *out) error {
	return with(ctx, o, c.engines, func(m *server.Market) error {
		year := cmp.Or(c.Year, m.Clock.Now().Year()-1)
		actor, currency := markthalle.SystemActor("report"), money.Currency(cmp.Or(c.Currency, string(money.EUR)))
		if c.Format == "xml" {
			return m.Payouts.DAC7XML(ctx, actor, currency, year, o)
		}
		y, err := m.Payouts.DAC7(ctx, actor, currency, year)
		if err != nil {
			return err
		}
		return y.WriteCSV(o)
	})
}
