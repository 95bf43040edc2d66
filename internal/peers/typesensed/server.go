package typesensed

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// Key is the API key of every server.
const Key = "test-key"

// Server is one server with its own folder.
type Server struct {
	bin, dir  string
	api, peer int
	cmd       *exec.Cmd
}

// Start makes a folder and starts the program bin in it. The server answers after some
// seconds; the engine's Ready says when.
func Start(bin string) (*Server, error) {
	dir, err := os.MkdirTemp("", "typesense-")
	if err != nil {
		return nil, fmt.Errorf("folder of the server: %w", err)
	}
	s := &Server{bin: bin, dir: dir}
	if s.api, err = freePort(); err != nil {
		return nil, err
	}
	if s.peer, err = freePort(); err != nil {
		return nil, err
	}
	return s, s.Run()
}

// Run starts the server, again after Kill: on the same folder and ports.
func (s *Server) Run() error {
	for _, d := range []string{"data", "log"} {
		if err := os.MkdirAll(filepath.Join(s.dir, d), 0o700); err != nil {
			return fmt.Errorf("folder of the server: %w", err)
		}
	}
	s.cmd = exec.CommandContext(context.Background(), s.bin, //nolint:gosec // the program that the caller wants to run
		"--data-dir", filepath.Join(s.dir, "data"), "--log-dir", filepath.Join(s.dir, "log"),
		"--api-key", Key, "--api-address", "127.0.0.1", "--api-port", fmt.Sprint(s.api),
		"--peering-address", "127.0.0.1", "--peering-port", fmt.Sprint(s.peer))
	if err := s.cmd.Start(); err != nil {
		return fmt.Errorf("start the server: %w", err)
	}
	return nil
}

// URL is the address of the server's API.
func (s *Server) URL() string { return fmt.Sprintf("http://127.0.0.1:%d", s.api) }

// Dir is the folder that holds the server's data.
func (s *Server) Dir() string { return s.dir }

// PID is the server's process.
func (s *Server) PID() int { return s.cmd.Process.Pid }

// Kill ends the server as a crash would.
func (s *Server) Kill() {
	if s.cmd != nil {
		_ = s.cmd.Process.Kill() // it may be gone already
		_ = s.cmd.Wait()         // killed on purpose
		s.cmd = nil
	}
}

// Stop ends the server and removes its folder.
func (s *Server) Stop() {
	s.Kill()
	_ = os.RemoveAll(s.dir) // a folder of the system's temporary files
}

// Await calls ready until it returns nil, for a minute at most.
func Await(ctx context.Context, ready func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		err := ready(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the server is not ready: %w", errors.Join(err, ctx.Err()))
		case <-time.After(100 * time.Millisecond): // another process is waited for
		}
	}
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it is closed at once
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	addr, ok := l.Addr().(*net.TCPAddr)
	if !ok {
		return 0, errors.New("find a free port: no TCP address")
	}
	return addr.Port, l.Close()
}
