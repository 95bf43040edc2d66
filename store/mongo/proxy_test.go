package mongo_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync"
	"testing"
)

// action is what a proxy does with a command.
type action int

const (
	pass   action = iota
	lose          // the command never arrives, the connection is cut
	answer        // the command is carried out, its answer is lost with the connection
	hold          // nothing happens until the proxy ends
)

// proxy stands between a driver and a server, puts some commands through one after the
// other, and fails where a test asks it to.
type proxy struct {
	target   string
	turns    func(command string) bool
	listener net.Listener
	turn     sync.Mutex
	ended    chan struct{}

	mu    sync.Mutex
	on    func(command string) action
	conns map[net.Conn]bool
}

func newProxy(t *testing.T, target string, turns func(command string) bool) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{target: target, turns: turns, listener: l, ended: make(chan struct{}), conns: map[net.Conn]bool{}}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			running.Go(func() { p.serve(c) })
		}
	})
	t.Cleanup(func() {
		p.stop()
		running.Wait()
	})
	return p
}

func (p *proxy) address() string { return p.listener.Addr().String() }

// when decides about the commands from now on; nil lets all pass.
func (p *proxy) when(fn func(command string) action) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.on = fn
}

// stop makes the server unreachable.
func (p *proxy) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.ended:
		return
	default:
	}
	close(p.ended)
	_ = p.listener.Close()
	for c := range p.conns {
		_ = c.Close()
	}
}

// keep remembers a connection for stop, and reports false when that has happened.
func (p *proxy) keep(c net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.ended:
		_ = c.Close()
		return false
	default:
	}
	p.conns[c] = true
	return true
}

func (p *proxy) decide(message []byte) action {
	p.mu.Lock()
	on := p.on
	p.mu.Unlock()
	if on == nil {
		return pass
	}
	return on(commandOf(message))
}

func (p *proxy) serve(client net.Conn) {
	defer func() { _ = client.Close() }()
	server, err := net.Dial("tcp", p.target)
	if err != nil {
		return
	}
	defer func() { _ = server.Close() }()
	if !p.keep(client) || !p.keep(server) {
		return
	}
	for {
		message, err := readMessage(client)
		if err != nil {
			return
		}
		do := p.decide(message)
		if do == hold {
			<-p.ended
		}
		if do == hold || do == lose {
			return
		}
		reply, err := p.exchange(server, message)
		if err != nil || do == answer {
			return
		}
		if _, err := client.Write(reply); err != nil {
			return
		}
	}
}

func (p *proxy) exchange(server net.Conn, message []byte) ([]byte, error) {
	if p.turns(commandOf(message)) {
		p.turn.Lock()
		defer p.turn.Unlock()
	}
	if _, err := server.Write(message); err != nil {
		return nil, err
	}
	return readMessage(server)
}

// readMessage reads one message of the wire protocol: its length comes first.
func readMessage(r io.Reader) ([]byte, error) {
	head := make([]byte, 4)
	if _, err := io.ReadFull(r, head); err != nil {
		return nil, err
	}
	n := int(binary.LittleEndian.Uint32(head))
	if n < 16 || n > 64<<20 {
		return nil, errors.New("no message of the wire protocol")
	}
	message := make([]byte, n)
	copy(message, head)
	_, err := io.ReadFull(r, message[4:])
	return message, err
}

// commandOf returns the name of the command in an OP_MSG, which is the first element of
// its first section, or nothing.
func commandOf(message []byte) string {
	const opMsg, first = 2013, 16 + 4 + 1 + 4 + 1 // header, flags, section, length, type
	if len(message) <= first || binary.LittleEndian.Uint32(message[12:]) != opMsg || message[20] != 0 {
		return ""
	}
	end := bytes.IndexByte(message[first:], 0)
	if end < 0 {
		return ""
	}
	return string(message[first : first+end])
}
