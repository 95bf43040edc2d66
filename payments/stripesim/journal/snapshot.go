package journal

import (
	"bufio"
	"errors"
	"fmt"
	"os"
)

// Snapshot writes the state that the next generation's log continues from.
type Snapshot struct {
	log  *Log
	gen  int
	file *os.File
	w    *bufio.Writer
	line []byte
}

// Rotate syncs the log, starts the next one and returns the writer of the snapshot
// that belongs between the two. The caller holds the lock under which it appends, so
// that the state it then writes is exactly the one at this point; writing itself may
// happen after that lock is free.
func (l *Log) Rotate() (*Snapshot, error) {
	if err := l.Wait(l.Last()); err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.syncing {
		l.cond.Wait()
	}
	gen := l.gen + 1
	f, err := os.OpenFile(l.path(gen, "log"), os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	if err := l.syncDir(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if l.file != nil {
		if err := l.file.Close(); err != nil {
			return nil, errors.Join(err, f.Close())
		}
	}
	l.file, l.gen, l.size = f, gen, 0
	tmp, err := os.Create(l.path(gen, "tmp"))
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	return &Snapshot{log: l, gen: gen, file: tmp, w: bufio.NewWriterSize(tmp, 1<<16)}, nil
}

// Write adds one record.
func (s *Snapshot) Write(payload []byte) error {
	s.line = encode(s.line[:0], payload)
	_, err := s.w.Write(s.line)
	return err
}

// Commit makes the snapshot the state's beginning and removes what it replaces.
func (s *Snapshot) Commit() error {
	err := s.w.Flush()
	if err == nil {
		err = s.file.Sync()
	}
	if err = errors.Join(err, s.file.Close()); err != nil {
		return fmt.Errorf("journal: snapshot: %w", err)
	}
	l := s.log
	if err := os.Rename(l.path(s.gen, "tmp"), l.path(s.gen, "snap")); err != nil {
		return fmt.Errorf("journal: snapshot: %w", err)
	}
	if err := l.syncDir(); err != nil {
		return err
	}
	snaps, logs, err := l.generations()
	if err != nil {
		return err
	}
	for _, g := range snaps {
		if g < s.gen {
			err = errors.Join(err, os.Remove(l.path(g, "snap")))
		}
	}
	for _, g := range logs {
		if g < s.gen {
			err = errors.Join(err, os.Remove(l.path(g, "log")))
		}
	}
	return err
}

// Abort gives the snapshot up. The older snapshot and both logs stay valid.
func (s *Snapshot) Abort() error {
	return errors.Join(s.file.Close(), os.Remove(s.log.path(s.gen, "tmp")))
}
