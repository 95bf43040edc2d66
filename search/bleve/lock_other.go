//go:build !unix

package bleve

import (
	"errors"
	"fmt"
	"os"

	"github.com/markthalle/markthalle/search"
)

// dirLock is an exclusively created file. After a crash the operator removes it.
type dirLock struct {
	file *os.File
	path string
}

func lockDir(path string) (*dirLock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil, search.ErrLocked.Say("Another process serves the search index, or left %s behind in a crash.", path)
	}
	if err != nil {
		return nil, fmt.Errorf("search index: %w", err)
	}
	return &dirLock{file: f, path: path}, nil
}

func (l *dirLock) release() error { return errors.Join(l.file.Close(), os.Remove(l.path)) }

// syncDir does nothing where directories cannot be opened for syncing.
func syncDir(string) error { return nil }
