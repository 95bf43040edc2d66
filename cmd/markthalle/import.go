package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/markthalle/markthalle/internal/bringin"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/server"
)

// importCmd brings files of an existing market.
type importCmd struct {
	Market importMarketCmd `cmd:"" help:"Bring vendors, categories, products, offers and orders from CSV files."`
}

type importMarketCmd struct {
	engines

	Dir          string `arg:"" help:"Folder of the files." type:"existingdir"`
	Mapping      string `help:"The file that says what the columns mean." required:"" type:"existingfile"`
	CommissionBP *int64 `help:"The market's share of past sales in basis points; else the market's own rules." name:"commission-bp"`
	Report       string `help:"Write the report as JSON to this file." type:"path"`
	CSV          string `help:"Write the settlement as CSV to this file." type:"path"`
	Currency     string `help:"Currency of the market, when the folder holds none yet." default:"EUR"`
	Country      string `help:"Country of the operator, when the folder holds none yet." default:"DE"`
}

// Run implements the command.
func (c *importMarketCmd) Run(ctx context.Context, o *out) error {
	cfg := c.config(o)
	cfg.Create, cfg.Demo, cfg.Loading = server.Trial, true, true
	cfg.Currency, cfg.Country = money.Currency(c.Currency), c.Country
	defer debug.SetGCPercent(debug.SetGCPercent(loadGC))
	m, err := server.Open(ctx, cfg)
	if err != nil {
		return err
	}
	report, err := bringin.Run(ctx, m, bringin.Options{Dir: c.Dir, Mapping: c.Mapping, CommissionBP: c.CommissionBP})
	err = errors.Join(err, m.Close(context.WithoutCancel(ctx)))
	if err != nil {
		return err
	}
	return errors.Join(report.WriteText(o), toFile(c.Report, report.WriteJSON), toFile(c.CSV, report.WriteCSV))
}

// toFile writes a report to a file, when one is named.
func toFile(name string, write func(io.Writer) error) error {
	if name == "" {
		return nil
	}
	f, err := os.Create(filepath.Clean(name))
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return errors.Join(write(f), f.Close())
}
