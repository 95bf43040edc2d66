package mongo_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/mongo"
)

func isErr(err, target error) bool { return errors.Is(err, target) }

// broken returns a driver behind a proxy, and the proxy.
func broken(t *testing.T, p peer, o mongo.Options) (store.Driver, *proxy) {
	t.Helper()
	host, by, ok := through(p.fresh(t))
	if !ok {
		t.Skipf("%s has several hosts or is encrypted: no proxy can cut its connections", p.variable)
	}
	x := newProxy(t, host, p.turns)
	return ensured(t, by(x.address()), o), x
}

// on returns a decision about some commands; all others pass.
func on(do action, commands ...string) func(string) action {
	return func(c string) action {
		if slices.Contains(commands, c) {
			return do
		}
		return pass
	}
}

// TestConnectionLost cuts the connection before and after the server has carried out a
// command. The driver cannot tell the two apart, so both outcomes of a write are unknown.
func TestConnectionLost(t *testing.T) {
	t.Parallel()
	for _, p := range everyPeer {
		for name, do := range map[string]action{"before": lose, "after": answer} {
			t.Run(p.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				ctx := t.Context()
				d, x := broken(t, p, mongo.Options{})
				one, two := raw(t, thing{ID: "a", Rev: 1}), raw(t, thing{ID: "a", Rev: 2})
				if err := d.Insert(ctx, "things", []store.Raw{one})[0]; err != nil {
					t.Fatal(err)
				}
				x.when(on(do, "insert", "update"))
				errs := d.Insert(ctx, "things", []store.Raw{raw(t, thing{ID: "b", Rev: 1}), raw(t, thing{ID: "c", Rev: 1})})
				errs = append(errs, d.Replace(ctx, "things", one, two))
				x.when(on(do, "delete"))
				errs = append(errs, d.Delete(ctx, "things", raw(t, thing{ID: "a", Rev: 9})))
				for i, err := range errs {
					if !isErr(err, store.ErrUnknownOutcome) {
						t.Errorf("write %d: %v", i, err)
					}
				}
				x.when(on(do, "find", "aggregate"))
				if _, err := d.Get(ctx, "things", []string{"a"}); !isErr(err, store.ErrUnavailable) {
					t.Errorf("Get: %v", err)
				}
				if _, err := d.Count(ctx, "things", store.Select{}); !isErr(err, store.ErrUnavailable) {
					t.Errorf("Count: %v", err)
				}
				x.when(nil)
				n, err := d.Count(ctx, "things", store.Select{})
				if want := map[action]int64{lose: 1, answer: 3}[do]; err != nil || n != want {
					t.Errorf("%d documents, want %d: %v", n, want, err)
				}
				raws, err := d.Get(ctx, "things", []string{"a"})
				if err != nil || len(raws) != 1 {
					t.Fatal(raws, err)
				}
				if _, rev, _ := store.Head(raws[0]); (rev == 2) != (do == answer) {
					t.Errorf("revision %d", rev)
				}
			})
		}
	}
}

// TestBrokenList loses the connection in the middle of a long answer.
func TestBrokenList(t *testing.T) {
	t.Parallel()
	for _, p := range everyPeer {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			d, x := broken(t, p, mongo.Options{})
			var docs []store.Raw
			for i := range 1100 {
				docs = append(docs, raw(t, thing{ID: fmt.Sprintf("id%04d", i), Rev: 1}))
			}
			if err := errors.Join(d.Insert(ctx, "things", docs)...); err != nil {
				t.Fatal(err)
			}
			x.when(on(lose, "getMore"))
			raws, err := d.Find(ctx, "things", store.Select{Limit: 1100})
			if !isErr(err, store.ErrUnavailable) || raws != nil {
				t.Errorf("half a list: %d, %v", len(raws), err)
			}
			x.when(nil)
			if raws, err = d.Find(ctx, "things", store.Select{Limit: 1100}); err != nil || len(raws) != 1100 {
				t.Errorf("%d, %v", len(raws), err)
			}
		})
	}
}

// TestCancelled ends the context while the server is thinking.
func TestCancelled(t *testing.T) {
	t.Parallel()
	for _, p := range everyPeer {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			d, x := broken(t, p, mongo.Options{})
			one := raw(t, thing{ID: "a", Rev: 1})
			if err := d.Insert(t.Context(), "things", []store.Raw{one})[0]; err != nil {
				t.Fatal(err)
			}
			calls := map[string]func(context.Context) error{
				"insert":    func(ctx context.Context) error { return d.Insert(ctx, "things", []store.Raw{one})[0] },
				"update":    func(ctx context.Context) error { return d.Replace(ctx, "things", one, one) },
				"delete":    func(ctx context.Context) error { return d.Delete(ctx, "things", one) },
				"find":      func(ctx context.Context) error { _, err := d.Get(ctx, "things", []string{"a"}); return err },
				"aggregate": func(ctx context.Context) error { _, err := d.Count(ctx, "things", store.Select{}); return err },
			}
			for command, call := range calls {
				want := store.ErrUnknownOutcome
				if command == "find" || command == "aggregate" {
					want = store.ErrCancelled
				}
				ctx, cancel := context.WithCancel(t.Context())
				x.when(func(c string) action {
					if c != command {
						return pass
					}
					cancel()
					return hold
				})
				if err := call(ctx); !isErr(err, want) || !isErr(err, context.Canceled) {
					t.Errorf("%s cancelled on its way: %v", command, err)
				}
				x.when(nil)
				if err := call(ctx); !isErr(err, store.ErrCancelled) || !isErr(err, context.Canceled) {
					t.Errorf("%s cancelled before: %v", command, err)
				}
				beyond(t, x, command, call, want)
			}
		})
	}
}

// beyond lets the deadline of a call pass while the server is thinking. A command that a busy
// machine has not sent by then is known not to have been carried out, and is tried again.
func beyond(t *testing.T, x *proxy, command string, call func(context.Context) error, want error) {
	t.Helper()
	for deadline := 50 * time.Millisecond; ; deadline *= 4 {
		var sent atomic.Bool
		ctx, cancel := context.WithTimeout(t.Context(), deadline)
		x.when(func(c string) action {
			if c != command {
				return pass
			}
			sent.Store(true)
			return hold
		})
		err := call(ctx)
		cancel()
		x.when(nil)
		if !sent.Load() && isErr(err, store.ErrCancelled) && deadline < 10*time.Second {
			continue
		}
		if !isErr(err, want) || !isErr(err, context.DeadlineExceeded) {
			t.Errorf("%s beyond its deadline: %v", command, err)
		}
		return
	}
}

// TestUnreachable: a write that finds no server is known not to have happened.
func TestUnreachable(t *testing.T) {
	t.Parallel()
	patience := mongo.Options{Patience: 300 * time.Millisecond}
	if _, err := mongo.Open(t.Context(), "mongodb://127.0.0.1:1/x", patience); !isErr(err, store.ErrUnavailable) {
		t.Errorf("Open without a server: %v", err)
	}
	for _, bad := range []string{"", "http://127.0.0.1/", "mongodb://", "mongodb://127.0.0.1/a.b"} {
		if _, err := mongo.Open(t.Context(), bad, patience); !isErr(err, store.ErrUnavailable) {
			t.Errorf("Open %q: %v", bad, err)
		}
	}
	for _, p := range everyPeer {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			d, x := broken(t, p, patience)
			x.stop()
			one := raw(t, thing{ID: "a", Rev: 1})
			// The first call may find a connection that it does not know to be dead.
			_, _ = d.Get(t.Context(), "things", []string{"a"})
			if err := d.Insert(t.Context(), "things", []store.Raw{one})[0]; !isErr(err, store.ErrUnavailable) {
				t.Errorf("Insert: %v", err)
			}
			if err := d.Check(t.Context()); !isErr(err, store.ErrUnavailable) {
				t.Errorf("Check: %v", err)
			}
		})
	}
}

// TestCloseWaits: what has begun ends before the connections go.
func TestCloseWaits(t *testing.T) {
	t.Parallel()
	for _, p := range everyPeer {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			d, x := broken(t, p, mongo.Options{})
			begun, goOn := make(chan struct{}), make(chan struct{})
			x.when(func(c string) action {
				if c == "insert" {
					close(begun)
					<-goOn
				}
				return pass
			})
			stored, closed := make(chan error, 1), make(chan error, 1)
			go func() { stored <- d.Insert(ctx, "things", []store.Raw{raw(t, thing{ID: "a", Rev: 1})})[0] }()
			<-begun
			go func() { closed <- d.Close(ctx) }()
			for !isErr(d.Check(ctx), store.ErrClosed) { // until Close has shut the gate
				select {
				case err := <-closed:
					t.Fatalf("closed in the middle of a write: %v", err)
				default:
				}
			}
			close(goOn)
			if err := <-stored; err != nil {
				t.Errorf("the write: %v", err)
			}
			if err := <-closed; err != nil {
				t.Errorf("Close: %v", err)
			}
		})
	}
}
