package typesense_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/search/searchtest"
	"github.com/markthalle/markthalle/search/typesense"
)

// server is a Typesense server of this test binary; MARKTHALLE_TEST_TYPESENSE_BIN
// names its program.
type server struct {
	bin, dir  string
	api, peer int
	cmd       *exec.Cmd
}

const key = "test-key"

var (
	shared    *server
	sharedErr error
	once      sync.Once
	opened    atomic.Int64
)

func TestMain(m *testing.M) {
	code := m.Run()
	if shared != nil {
		shared.stop()
	}
	os.Exit(code)
}

// start returns the server that all tests share.
func start(t testing.TB) *server {
	t.Helper()
	bin := os.Getenv("MARKTHALLE_TEST_TYPESENSE_BIN")
	if bin == "" {
		const text = "no Typesense server: MARKTHALLE_TEST_TYPESENSE_BIN is not set"
		if os.Getenv("CI") == "1" {
			t.Fatal(text)
		}
		t.Skip(text)
	}
	once.Do(func() { shared, sharedErr = newServer(bin) })
	if sharedErr != nil {
		t.Fatalf("Typesense server: %v", sharedErr)
	}
	return shared
}

func newServer(bin string) (*server, error) {
	dir, err := os.MkdirTemp("", "typesense-")
	if err != nil {
		return nil, err
	}
	s := &server{bin: bin, dir: dir}
	if s.api, err = freePort(); err != nil {
		return nil, err
	}
	if s.peer, err = freePort(); err != nil {
		return nil, err
	}
	return s, s.run()
}

func (s *server) run() error {
	for _, d := range []string{"data", "log"} {
		if err := os.MkdirAll(filepath.Join(s.dir, d), 0o700); err != nil {
			return err
		}
	}
	s.cmd = exec.Command(s.bin, "--data-dir", filepath.Join(s.dir, "data"), "--log-dir", filepath.Join(s.dir, "log"),
		"--api-key", key, "--api-address", "127.0.0.1", "--api-port", fmt.Sprint(s.api),
		"--peering-address", "127.0.0.1", "--peering-port", fmt.Sprint(s.peer))
	return s.cmd.Start()
}

func (s *server) kill() {
	if s.cmd != nil {
		_ = s.cmd.Process.Kill() // it may be gone already
		_ = s.cmd.Wait()         // killed on purpose
		s.cmd = nil
	}
}

func (s *server) stop() {
	s.kill()
	_ = os.RemoveAll(s.dir)
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	addr, ok := l.Addr().(*net.TCPAddr)
	if !ok {
		return 0, errors.New("no TCP address")
	}
	return addr.Port, l.Close()
}

func (s *server) options(name string) typesense.Options {
	return typesense.Options{
		Nodes: []string{fmt.Sprintf("http://127.0.0.1:%d", s.api)}, Key: key, Name: name, Timeout: 20 * time.Second, BreakFor: time.Millisecond,
	}
}

// open returns an engine on an empty alias of its own.
func (s *server) open(t testing.TB, name string) *typesense.Engine {
	t.Helper()
	e, err := typesense.Open(t.Context(), s.options(name))
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	waitReady(t, e)
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return e
}

func waitReady(t testing.TB, e search.Engine) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for {
		err := e.Ready(ctx)
		if err == nil {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("the server is not ready: %v", err)
		case <-time.After(100 * time.Millisecond): // another process is waited for
		}
	}
}

func fresh() string { return fmt.Sprintf("t%d", opened.Add(1)) }

func TestSuite(t *testing.T) {
	s := start(t)
	searchtest.Run(t, func(t testing.TB) search.Engine { return s.open(t, fresh()) })
}
