package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/server"
	"github.com/markthalle/markthalle/store"
)

// with opens a market for a command and closes it afterwards.
func with(ctx context.Context, o *out, e engines, do func(*server.Market) error) error {
	m, err := server.Open(ctx, e.config(o))
	if err != nil {
		return err
	}
	return errors.Join(do(m), m.Close(context.WithoutCancel(ctx)))
}

// reindexCmd rebuilds the search index.
type reindexCmd struct {
	engines
	Check bool `help:"Only compare the index with the store."`
}

// Run implements the command.
func (c *reindexCmd) Run(ctx context.Context, o *out) error {
	return with(ctx, o, c.engines, func(m *server.Market) error {
		if !c.Check {
			bar := progressbar.Default(-1, "offers")
			if err := m.Reindex(ctx, func(n int64) { _ = bar.Set64(n) }); err != nil {
				return err
			}
		}
		if err := m.VerifyIndex(ctx); err != nil {
			return err
		}
		st, err := m.Search.Stats(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(o, "%d documents, checksum %s, equal to the store\n", st.Documents, st.Checksum)
		return nil
	})
}

// ledgerCmd checks or rebuilds the books.
type ledgerCmd struct {
	Check   ledgerCheckCmd   `cmd:"" help:"Walk the chain and compare the balances."`
	Rebuild ledgerRebuildCmd `cmd:"" help:"Fold the balances anew."`
}

type ledgerCheckCmd struct{ engines }

// Run implements the command.
func (c *ledgerCheckCmd) Run(ctx context.Context, o *out) error {
	return with(ctx, o, c.engines, func(m *server.Market) error { return checkBooks(ctx, o, m) })
}

// errBooks is returned when the books are not in order.
var errBooks = &markthalle.Error{Kind: markthalle.Conflict, Code: "ledger.broken", Text: "The books are not in order."}

func checkBooks(ctx context.Context, o *out, m *server.Market) error {
	wrong, err := m.Ledger.Check(ctx)
	if err != nil {
		return err
	}
	trial, err := m.Ledger.TrialBalance(ctx)
	if err != nil {
		return err
	}
	for _, t := range trial {
		fmt.Fprintf(o, "%s  debit %d  credit %d  difference %d\n", t.Currency, t.Debit, t.Credit, t.Difference())
		if t.Difference() != 0 {
			wrong = append(wrong, "the trial balance of "+string(t.Currency)+" is not zero")
		}
	}
	memo, err := m.Ledger.MemoTrialBalance(ctx)
	if err != nil {
		return err
	}
	for _, t := range memo {
		fmt.Fprintf(o, "%s  memo book of vendors' accounts: debit %d  credit %d  difference %d\n", t.Currency, t.Debit, t.Credit, t.Difference())
		if t.Difference() != 0 {
			wrong = append(wrong, "the memo book of "+string(t.Currency)+" does not balance")
		}
	}
	for _, w := range wrong {
		fmt.Fprintln(o, "wrong:", w)
	}
	if len(wrong) > 0 {
		return errBooks
	}
	fmt.Fprintln(o, "The books are in order.")
	return nil
}

type ledgerRebuildCmd struct{ engines }

// Run implements the command.
func (c *ledgerRebuildCmd) Run(ctx context.Context, o *out) error {
	return with(ctx, o, c.engines, func(m *server.Market) error {
		if err := m.Ledger.Rebuild(ctx); err != nil {
			return err
		}
		return checkBooks(ctx, o, m)
	})
}

// storeCmd works on document engines.
type storeCmd struct {
	Copy storeCopyCmd `cmd:"" help:"Copy a market from one document engine to another, byte for byte."`
}

type storeCopyCmd struct {
	From string `arg:"" help:"sqlite:DIR or mongodb://…"`
	To   string `arg:"" help:"sqlite:DIR or mongodb://…, empty"`
}

// Run implements the command.
func (c *storeCopyCmd) Run(ctx context.Context, o *out) error {
	from, err := server.OpenStore(ctx, c.From)
	if err != nil {
		return err
	}
	to, err := server.OpenStore(ctx, c.To)
	if err != nil {
		return errors.Join(err, from.Close(ctx))
	}
	err = store.Copy(ctx, from, to, func(collection string, n int64) { fmt.Fprintf(o, "%-28s %d\n", collection, n) })
	return errors.Join(err, from.Close(ctx), to.Close(ctx))
}

// userCmd makes a person.
type userCmd struct {
	engines
	Email    string `arg:"" help:"E-mail address."`
	Name     string `help:"Name." required:""`
	Password string `help:"Password." env:"MARKTHALLE_PASSWORD" required:""`
	Role     string `help:"Role at the operator: owner, finance, catalogue, support, auditor." default:""`
}

// Run implements the command.
func (c *userCmd) Run(ctx context.Context, o *out) error {
	return with(ctx, o, c.engines, func(m *server.Market) error {
		p, err := m.Accounts.CreatePerson(ctx, accounts.NewPerson{
			Email: c.Email, Name: c.Name, Password: c.Password, Locale: markthalle.English, Verified: true,
		})
		if err != nil {
			return err
		}
		if c.Role != "" {
			role := markthalle.Role("operator." + c.Role)
			if !role.Valid() {
				return markthalle.Errorf(markthalle.Invalid, "accounts.role", "There is no role %q at the operator.", c.Role)
			}
			if _, err := m.Accounts.Grant(ctx, p.PersonID(), "", role); err != nil {
				return err
			}
		}
		fmt.Fprintln(o, p.ID)
		return nil
	})
}

// doctorCmd says whether a market is in order.
type doctorCmd struct {
	engines
	Ready string `help:"Only ask a running market at this address whether it is ready."`
}

// errNotReady is returned when a running market does not answer well.
var errNotReady = &markthalle.Error{Kind: markthalle.Unavailable, Code: "server.not_ready", Text: "The market is not ready."}

// Run implements the command.
func (c *doctorCmd) Run(ctx context.Context, o *out) error {
	if c.Ready != "" {
		return askReady(ctx, c.Ready)
	}
	return with(ctx, o, c.engines, func(m *server.Market) error {
		if err := m.DB.Check(ctx); err != nil {
			return err
		}
		fmt.Fprintln(o, "The store is whole.")
		b, err := m.DB.Backlog(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(o, "%d events wait, %d timers are due, %d dead letters.\n", b.Events, b.TimersDue, b.DeadLetters)
		if err := m.Search.Ready(ctx); err != nil {
			return err
		}
		return checkBooks(ctx, o, m)
	})
}

func askReady(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(address, "/")+"/readyz", nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return errNotReady.With(err)
	}
	if err := res.Body.Close(); err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return errNotReady
	}
	return nil
}

// configCmd prints the configuration in force.
type configCmd struct{ engines }

// Run implements the command.
func (c *configCmd) Run(o *out) error { //nolint:unparam // the parser asks for an error
	for _, line := range c.config(o).Redacted() {
		fmt.Fprintln(o, line)
	}
	return nil
}

// versionCmd prints the version.
type versionCmd struct{}

// Run implements the command.
func (versionCmd) Run(o *out) error { //nolint:unparam // the parser asks for an error
	fmt.Fprintf(o, "markthalle %s (%s, %s/%s)\n", server.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}
