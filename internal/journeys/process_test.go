package journeys_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/server"
)

// serving is the variable that makes this binary a serving process instead of a test:
// its value is the setting of the process.
const serving = "MARKTHALLE_JOURNEY_SERVE"

// TestMain lets the test binary serve a market, so that a story can kill the process
// that it plays against.
func TestMain(m *testing.M) {
	if v := os.Getenv(serving); v != "" {
		if err := serve(v); err != nil {
			fmt.Fprintln(os.Stderr, "serve:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// setting is what a serving process is told.
type setting struct {
	Data      string
	Addr      string
	Owner     string
	PublicURL string
	Store     string
	Search    string
	Payments  string
	Simulator bool          // serve the payment simulator alone instead of a market
	Shift     time.Duration // what its clocks add to the machine's
}

func (o setting) config() server.Config {
	c := config(o.Data, o.Addr)
	c.Owner, c.PublicURL, c.Wall = o.Owner, o.PublicURL, shifted(o.Shift)
	c.Store, c.Search, c.Payments = o.Store, o.Search, o.Payments
	c.Log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	return c
}

// shifted is a machine whose clock is wrong by a duration: stories that are compared
// begin at the same time of the same day.
type shifted time.Duration

// WallNow implements markthalle.Wall.
func (d shifted) WallNow() time.Time { return markthalle.SystemClock{}.WallNow().Add(time.Duration(d)) }

// since is the shift with which the clock shows at now.
func since(at time.Time) time.Duration { return at.Sub(markthalle.SystemClock{}.WallNow()) }

// serve runs the serving process until it is told to end. It reports on one line what
// the former process of the folder left behind, and that it serves.
func serve(v string) error {
	var o setting
	if err := json.Unmarshal([]byte(v), &o); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	l, err := server.Listen(ctx, o.Addr)
	if err != nil {
		return err
	}
	if o.Simulator {
		return server.ServeSimulator(ctx, l, o.Data, o.config(), func() { fmt.Println("ready 0") })
	}
	m, err := server.Open(ctx, o.config())
	if err != nil {
		return errors.Join(err, l.Close())
	}
	left, err := m.DB.Backlog(ctx)
	if err != nil {
		return errors.Join(err, m.Close(ctx))
	}
	err = m.Serve(ctx, l, func() { fmt.Printf("ready %d\n", left.Events) })
	return errors.Join(err, m.Close(context.WithoutCancel(ctx)))
}

// found makes the folder's market with its operator, in this process.
func found(t *testing.T, o setting) {
	t.Helper()
	m, err := server.Open(t.Context(), o.config())
	require.NoError(t, err)
	err = appoint(t.Context(), m)
	require.NoError(t, errors.Join(err, m.Close(t.Context())))
}

// process is a market served by a process of its own.
type process struct {
	t    *testing.T
	set  setting
	log  *os.File
	cmd  *exec.Cmd
	out  *bufio.Reader
	gone chan struct{} // closed when the process has ended
}

// newProcess prepares a serving process; launch starts it.
func newProcess(t *testing.T, set setting) *process {
	t.Helper()
	log, err := os.Create(filepath.Join(t.TempDir(), "serve.log"))
	require.NoError(t, err)
	p := &process{t: t, set: set, log: log}
	t.Cleanup(func() {
		p.kill()
		require.NoError(t, log.Close())
		if t.Failed() {
			b, err := os.ReadFile(log.Name())
			t.Logf("log of the serving process (%v), its end:\n%s", err, b[max(0, len(b)-8000):])
		}
	})
	return p
}

// freeAddr is an address that nobody listens at.
func freeAddr(t *testing.T) string {
	t.Helper()
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	return l.Addr().String()
}

// launch starts the process and does not wait for it.
func (p *process) launch() {
	p.t.Helper()
	require.NoError(p.t, p.start())
}

// start is launch for a goroutine beside the test's.
func (p *process) start() error {
	v, err := json.Marshal(p.set)
	if err != nil {
		return err
	}
	// It is killed by the story, and at the latest by the cleanup.
	cmd := exec.CommandContext(context.WithoutCancel(p.t.Context()), os.Args[0])
	cmd.Env = append(os.Environ(), serving+"="+string(v))
	cmd.Stderr = p.log
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	cmd.Stdout = w
	if err := errors.Join(cmd.Start(), w.Close()); err != nil {
		return errors.Join(err, r.Close())
	}
	gone := make(chan struct{})
	p.cmd, p.out, p.gone = cmd, bufio.NewReader(r), gone
	go func() {
		_ = cmd.Wait() // a killed process is what the story wants
		_ = r.Close()
		close(gone)
	}()
	return nil
}

// again starts the process anew and waits until it serves.
func (p *process) again() error {
	if err := p.start(); err != nil {
		return err
	}
	if line, err := p.out.ReadString('\n'); err != nil || !strings.HasPrefix(line, "ready ") {
		return fmt.Errorf("%s does not come back: %q %w", p.set.Owner, line, err)
	}
	return nil
}

// ready waits until the launched process serves and returns how many events the former
// one left unfinished; false when it was killed before.
func (p *process) ready() (left int, ok bool) {
	line, err := p.out.ReadString('\n')
	if err != nil {
		return 0, false
	}
	_, err = fmt.Sscanf(strings.TrimSpace(line), "ready %d", &left)
	require.NoError(p.t, err, "%q", line)
	return left, true
}

// kill ends the process at once, as the machine's failure would, and waits for its end.
func (p *process) kill() {
	if p.cmd == nil {
		return
	}
	_ = p.cmd.Process.Kill() // it may have ended by itself
	<-p.gone
	p.cmd = nil
}

// stop ends the process in order.
func (p *process) stop() {
	p.t.Helper()
	require.NoError(p.t, p.cmd.Process.Signal(syscall.SIGTERM))
	<-p.gone
	p.cmd = nil
}
