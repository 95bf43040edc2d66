package bleve

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

// Options configure the engine. The zero value runs.
type Options struct {
	Wall    markthalle.Wall // measures Result.Took; nil is the machine's
	Timeout time.Duration   // of one query; 0 is 2 s
}

// Engine is the embedded search.Engine.
type Engine struct {
	dir     string
	wall    markthalle.Wall
	timeout time.Duration
	lock    *dirLock
	pool    *scratches
	slots   chan struct{} // queries at work: more would share the processors and all take longer

	current  sync.RWMutex // guards gen and building
	gen      *generation
	building *generation // being filled by Rebuild; writes go to both
	rebuilds sync.Mutex
	behind   sync.WaitGroup // work that nobody waits for but Close

	queue  chan *request
	stop   chan struct{}
	done   chan struct{}
	closed sync.Once
	err    error
}

const (
	genPrefix    = "gen-"
	currentFile  = "CURRENT"
	maxGroup     = 5000  // changes that share one commit
	compactAfter = 50000 // dead rows
)

var errClosed = search.ErrUnavailable.Say("The search index is closed.")

// Open opens the index in dir, which it creates. ErrLocked is returned when another
// process serves it.
func Open(dir string, o Options) (*Engine, error) {
	if o.Wall == nil {
		o.Wall = markthalle.SystemClock{}
	}
	if o.Timeout <= 0 {
		o.Timeout = 2 * time.Second
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("search index: %w", err)
	}
	lock, err := lockDir(filepath.Join(dir, "LOCK"))
	if err != nil {
		return nil, err
	}
	e := &Engine{
		dir: dir, wall: o.Wall, timeout: o.Timeout, lock: lock, pool: newScratches(), slots: make(chan struct{}, runtime.GOMAXPROCS(0)),
		queue: make(chan *request, 64), stop: make(chan struct{}), done: make(chan struct{}),
	}
	if err := e.openCurrent(); err != nil {
		return nil, errors.Join(err, lock.release())
	}
	e.behind.Go(e.gen.prepare)
	go e.writeLoop()
	return e, nil
}

func (e *Engine) openCurrent() error {
	name, err := e.readCurrent()
	if err != nil {
		return err
	}
	if err := e.sweepFolders(name); err != nil {
		return err
	}
	g, err := openGeneration(filepath.Join(e.dir, name))
	if err != nil {
		return err
	}
	e.gen = g
	return e.writeCurrent(name)
}

func (e *Engine) readCurrent() (string, error) {
	b, err := os.ReadFile(filepath.Join(e.dir, currentFile))
	if errors.Is(err, os.ErrNotExist) {
		return genPrefix + "000001", nil
	}
	if err != nil {
		return "", fmt.Errorf("search index: %w", err)
	}
	name := strings.TrimSpace(string(b))
	if !strings.HasPrefix(name, genPrefix) || strings.ContainsAny(name, `/\`) {
		return "", fmt.Errorf("search index: %s names %q", currentFile, name)
	}
	return name, nil
}

// writeCurrent moves the alias: the rename is the moment of the swap.
func (e *Engine) writeCurrent(name string) error {
	tmp := filepath.Join(e.dir, currentFile+".tmp")
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("search index: %w", err)
	}
	_, err = f.WriteString(name + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("search index: %w", err)
	}
	if err := os.Rename(tmp, filepath.Join(e.dir, currentFile)); err != nil {
		return fmt.Errorf("search index: %w", err)
	}
	return syncDir(e.dir)
}

// sweepFolders removes generations that a crash left behind.
func (e *Engine) sweepFolders(keep string) error {
	entries, err := os.ReadDir(e.dir)
	if err != nil {
		return fmt.Errorf("search index: %w", err)
	}
	for _, x := range entries {
		if strings.HasPrefix(x.Name(), genPrefix) && x.Name() != keep {
			if err := os.RemoveAll(filepath.Join(e.dir, x.Name())); err != nil {
				return fmt.Errorf("search index: %w", err)
			}
		}
	}
	return nil
}

func nextName(dir string) string {
	n, err := strconv.Atoi(strings.TrimPrefix(filepath.Base(dir), genPrefix))
	if err != nil {
		n = 0
	}
	return fmt.Sprintf("%s%06d", genPrefix, n+1)
}

// enter waits for its turn among the queries; leave ends it.
func (e *Engine) enter(ctx context.Context) error {
	select {
	case e.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (e *Engine) leave() { <-e.slots }

// acquire returns the current generation with a view of it.
func (e *Engine) acquire() (*generation, *View, error) {
	e.current.RLock()
	defer e.current.RUnlock()
	if e.gen == nil {
		return nil, nil, errClosed
	}
	v, err := e.gen.acquire()
	if err != nil {
		return nil, nil, err
	}
	return e.gen, v, nil
}

// Ready implements search.Engine: an opened index sees everything.
func (e *Engine) Ready(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	_, v, err := e.acquire()
	if err != nil {
		return err
	}
	v.release()
	return nil
}

// Stats implements search.Engine.
func (e *Engine) Stats(ctx context.Context) (search.Stats, error) {
	if err := ctx.Err(); err != nil {
		return search.Stats{}, err
	}
	_, v, err := e.acquire()
	if err != nil {
		return search.Stats{}, err
	}
	defer v.release()
	return search.Stats{Documents: v.live, Checksum: v.checksum}, nil
}

// Empty implements search.Engine.
func (e *Engine) Empty(ctx context.Context) (bool, error) {
	st, err := e.Stats(ctx)
	return st.Documents == 0, err
}

// Close implements search.Engine. It waits for writes and a rebuild under way.
func (e *Engine) Close() error {
	e.closed.Do(func() {
		close(e.stop)
		<-e.done
		e.behind.Wait()
		e.rebuilds.Lock()
		defer e.rebuilds.Unlock()
		e.current.Lock()
		g := e.gen
		e.gen = nil
		e.current.Unlock()
		e.err = errors.Join(g.close(), e.lock.release())
	})
	return e.err
}
