//go:build unix

package bleve

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"

	"github.com/markthalle/markthalle/search"
)

// dirLock is an advisory lock that the system gives back when the process dies.
type dirLock struct{ file *os.File }

// lockDir takes the lock or says which process has it.
func lockDir(path string) (*dirLock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("search index: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		holder, _ := os.ReadFile(path) // only makes the message better
		if errors.Is(err, syscall.EWOULDBLOCK) {
			err = search.ErrLocked.Say("Another process (%s) serves the search index %s; an embedded index has one.",
				strings.TrimSpace(string(holder)), path)
		}
		return nil, errors.Join(err, f.Close())
	}
	err = f.Truncate(0)
	if err == nil {
		_, err = fmt.Fprintf(f, "pid %d\n", os.Getpid())
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("search index: %w", err), f.Close())
	}
	return &dirLock{file: f}, nil
}

// release closes the file, which gives the lock back. The file stays, because removing
// it would let two processes hold locks on different files of the same name.
func (l *dirLock) release() error { return l.file.Close() }

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("search index: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("search index: %w", err)
	}
	return nil
}
