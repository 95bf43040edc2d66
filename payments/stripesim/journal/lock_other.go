//go:build !unix

package journal

import (
	"fmt"
	"os"
)

// lock takes the folder for this process. Where the system has no advisory locks, the
// file itself is the lock: after a crash it has to be removed by hand.
func lock(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if os.IsExist(err) {
		return nil, fmt.Errorf("%w: remove %s if no process uses it", ErrLocked, path)
	}
	return f, err
}
