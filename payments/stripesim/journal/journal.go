package journal

import (
	"bufio"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"sync"
)

// ErrLocked is returned by Open when another process owns the folder.
var ErrLocked = errors.New("journal: the folder is in use by another process")

// ErrCorrupt is returned by Load when a record other than the last is damaged.
var ErrCorrupt = errors.New("journal: damaged record")

// ErrClosed is returned after Close.
var ErrClosed = errors.New("journal: closed")

// Log is an open journal. It is safe for concurrent use after Load.
type Log struct {
	dir  string
	lock *os.File

	mu      sync.Mutex
	cond    *sync.Cond
	file    *os.File
	gen     int
	buf     []byte // appended, not yet written
	spare   []byte
	next    int64 // number of the last appended record
	durable int64 // number of the last synced record
	size    int64 // bytes of this generation's log
	syncing bool
	err     error // sticky: a failed write leaves nothing to rely on
}

// Open takes the folder, which it creates. Load must follow.
func Open(dir string) (*Log, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	lk, err := lock(filepath.Join(dir, "lock"))
	if err != nil {
		return nil, err
	}
	l := &Log{dir: dir, lock: lk}
	l.cond = sync.NewCond(&l.mu)
	return l, nil
}

// Load calls apply with every record, oldest first, and opens the log for appending.
func (l *Log) Load(apply func([]byte) error) error {
	snaps, logs, err := l.generations()
	if err != nil {
		return err
	}
	start := 0
	if len(snaps) > 0 {
		start = snaps[len(snaps)-1]
		if _, err := read(l.path(start, "snap"), false, apply); err != nil {
			return err
		}
	}
	l.gen = start
	for i, g := range logs {
		if g < start {
			continue
		}
		last := i == len(logs)-1
		good, err := read(l.path(g, "log"), last, apply)
		if err != nil {
			return err
		}
		l.gen, l.size = g, good
	}
	return l.open()
}

// open opens the current generation's log at its last good byte.
func (l *Log) open() error {
	f, err := os.OpenFile(l.path(l.gen, "log"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	if err := f.Truncate(l.size); err != nil {
		return errors.Join(err, f.Close())
	}
	if _, err := f.Seek(l.size, io.SeekStart); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := f.Sync(); err != nil {
		return errors.Join(err, f.Close())
	}
	l.file = f
	return l.syncDir()
}

func (l *Log) path(gen int, kind string) string {
	return filepath.Join(l.dir, fmt.Sprintf("state-%06d.%s", gen, kind))
}

func (l *Log) generations() (snaps, logs []int, err error) {
	entries, err := os.ReadDir(l.dir)
	if err != nil {
		return nil, nil, fmt.Errorf("journal: %w", err)
	}
	for _, e := range entries {
		rest, ok := strings.CutPrefix(e.Name(), "state-")
		num, kind, ok2 := strings.Cut(rest, ".")
		gen, convErr := strconv.Atoi(num)
		if !ok || !ok2 || convErr != nil {
			continue
		}
		switch kind {
		case "snap":
			snaps = append(snaps, gen)
		case "log":
			logs = append(logs, gen)
		}
	}
	sort.Ints(snaps)
	sort.Ints(logs)
	return snaps, logs, nil
}

// read applies the records of one file and returns how many bytes of it are good.
func read(path string, tornAllowed bool, apply func([]byte) error) (int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, fmt.Errorf("journal: %w", err)
	}
	defer func() { _ = f.Close() }()
	r := bufio.NewReaderSize(f, 1<<16)
	var good int64
	for {
		line, err := r.ReadBytes('\n')
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return good, nil
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return good, fmt.Errorf("journal: %w", err)
		}
		payload, ok := decode(line)
		if !ok {
			if _, peek := r.Peek(1); tornAllowed && errors.Is(peek, io.EOF) {
				return good, nil
			}
			return good, fmt.Errorf("%w in %s at byte %d", ErrCorrupt, filepath.Base(path), good)
		}
		if err := apply(payload); err != nil {
			return good, fmt.Errorf("journal: %s at byte %d: %w", filepath.Base(path), good, err)
		}
		good += int64(len(line))
	}
}

func encode(dst, payload []byte) []byte {
	dst = fmt.Appendf(dst, "%08x ", crc32.ChecksumIEEE(payload))
	dst = append(dst, payload...)
	return append(dst, '\n')
}

func decode(line []byte) ([]byte, bool) {
	if len(line) < 10 || line[len(line)-1] != '\n' || line[8] != ' ' {
		return nil, false
	}
	sum, err := strconv.ParseUint(string(line[:8]), 16, 32)
	payload := line[9 : len(line)-1]
	return payload, err == nil && uint32(sum) == crc32.ChecksumIEEE(payload)
}

// Append adds one record, which must not contain a line feed, and returns its number
// for Wait. It does not touch the disk.
func (l *Log) Append(payload []byte) int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.buf = encode(l.buf, payload)
	l.next++
	return l.next
}

// Last returns the number of the last appended record.
func (l *Log) Last() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.next
}

// Size returns the bytes that the log has gathered since its snapshot.
func (l *Log) Size() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.size + int64(len(l.buf))
}

// Wait returns when record n and all before it are on the disk. Concurrent callers
// share one sync. After a failed write every Wait fails.
func (l *Log) Wait(n int64) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.durable < n && l.err == nil {
		if l.syncing {
			l.cond.Wait()
			continue
		}
		l.flush()
	}
	if l.durable >= n {
		return nil
	}
	return l.err
}

// flush writes and syncs what was appended. The lock is held on entry and on return,
// and free meanwhile, so that others can append.
func (l *Log) flush() {
	l.syncing = true
	batch, upto, file := l.buf, l.next, l.file
	l.buf = l.spare[:0]
	l.mu.Unlock()
	_, err := file.Write(batch)
	if err == nil {
		err = file.Sync()
	}
	l.mu.Lock()
	l.spare, l.syncing = batch, false
	if err != nil {
		l.err = fmt.Errorf("journal: %w", err)
	} else {
		l.durable = upto
		l.size += int64(len(batch))
	}
	l.cond.Broadcast()
}

func (l *Log) syncDir() error {
	d, err := os.Open(l.dir)
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	return errors.Join(d.Sync(), d.Close())
}

// Close writes what is left and gives the folder up. Closing twice is fine.
func (l *Log) Close() error {
	err := l.Wait(l.Last())
	l.mu.Lock()
	defer l.mu.Unlock()
	if errors.Is(l.err, ErrClosed) {
		return nil
	}
	l.err = ErrClosed
	if l.file != nil {
		err = errors.Join(err, l.file.Close())
	}
	return errors.Join(err, l.lock.Close())
}
