package bleve

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"

	"github.com/markthalle/markthalle/search"
)

// The kinds of log records.
const (
	recordDocument  byte = 'D' // payload: encodeDocument
	recordTombstone byte = 'T' // payload: revision (8 bytes), id
)

const (
	recordHead = 9 // length uint32, checksum uint32, kind
	maxRecord  = 64 << 20
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// docLog is the append-only truth of one generation. Appends belong to the writer;
// reading at an offset is safe at any time.
type docLog struct {
	file *os.File
	size int64 // synced length
	buf  []byte
}

// record is what one record of the log says: a document, or a tombstone of an id.
type record struct {
	doc    *search.Document
	id     string
	rev    int64
	offset int64 // of its payload
	length int
}

// openLog reads the log at path record by record and cuts off a torn end.
func openLog(path string, visit func(record) error) (*docLog, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("search log: %w", err)
	}
	l := &docLog{file: f}
	if err := l.replay(visit); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if err := f.Truncate(l.size); err != nil {
		return nil, errors.Join(fmt.Errorf("search log: cut torn end: %w", err), f.Close())
	}
	return l, nil
}

// replayAhead is how many records are read and decoded beside those that are being visited.
const replayAhead = 2048

// replay visits the records in their order while the next ones are read and decoded, which
// takes about as long.
func (l *docLog) replay(visit func(record) error) error {
	records, enough := make(chan record, replayAhead), make(chan struct{})
	var end int64
	var failed error
	go func() {
		defer close(records)
		end, failed = l.decode(func(r record) bool {
			select {
			case records <- r:
				return true
			case <-enough:
				return false
			}
		})
	}()
	for r := range records {
		if err := visit(r); err != nil {
			close(enough)
			for range records { // until nobody reads the file any more
				continue
			}
			return err
		}
	}
	l.size = end
	return failed
}

// decode reads the records up to the end of the log, or to where it is torn, and returns
// where that is.
func (l *docLog) decode(yield func(record) bool) (end int64, err error) {
	r := bufio.NewReaderSize(l.file, 1<<20)
	var head [recordHead]byte
	var payload []byte
	for {
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return end, onlyEnd(err)
		}
		n := binary.LittleEndian.Uint32(head[:4])
		if n > maxRecord {
			return end, nil // a torn head: what follows was never acknowledged
		}
		if cap(payload) < int(n) {
			payload = make([]byte, n, 2*n)
		}
		payload = payload[:n]
		if _, err := io.ReadFull(r, payload); err != nil {
			return end, onlyEnd(err)
		}
		if checksum(head[8], payload) != binary.LittleEndian.Uint32(head[4:8]) {
			return end, nil
		}
		x, err := decodeRecord(head[8], payload)
		if err != nil {
			return end, err
		}
		x.offset, x.length = end+recordHead, int(n)
		if !yield(x) {
			return end, nil
		}
		end += recordHead + int64(n)
	}
}

func decodeRecord(kind byte, payload []byte) (record, error) {
	switch kind {
	case recordDocument:
		d, err := decodeDocument(string(payload))
		return record{doc: &d}, err
	case recordTombstone:
		id, rev, err := decodeTombstone(payload)
		return record{id: id, rev: rev}, err
	default:
		return record{}, fmt.Errorf("search log: unknown record %q", kind)
	}
}

func onlyEnd(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return fmt.Errorf("search log: %w", err)
}

func checksum(kind byte, payload []byte) uint32 {
	return crc32.Update(crc32.Update(0, castagnoli, []byte{kind}), castagnoli, payload)
}

// add buffers one record, written by fill, and returns the offset of its payload.
func (l *docLog) add(kind byte, fill func([]byte) []byte) (offset int64, length int) {
	start := len(l.buf)
	l.buf = append(l.buf, make([]byte, recordHead)...)
	l.buf = fill(l.buf)
	payload := l.buf[start+recordHead:]
	head := l.buf[start : start+recordHead]
	binary.LittleEndian.PutUint32(head, uint32(len(payload)))
	binary.LittleEndian.PutUint32(head[4:], checksum(kind, payload))
	head[8] = kind
	return l.size + int64(start) + recordHead, len(payload)
}

// commit writes what was added and, if durable, waits until it is on the disk. After a
// failure the log ends where it ended before.
func (l *docLog) commit(durable bool) error {
	if len(l.buf) == 0 {
		return nil
	}
	defer func() {
		if cap(l.buf) > 16<<20 {
			l.buf = nil
		}
		l.buf = l.buf[:0]
	}()
	if _, err := l.file.WriteAt(l.buf, l.size); err != nil {
		return fmt.Errorf("search log: %w", err)
	}
	if durable {
		if err := l.sync(); err != nil {
			return err
		}
	}
	l.size += int64(len(l.buf))
	return nil
}

func (l *docLog) sync() error {
	if err := l.file.Sync(); err != nil {
		return fmt.Errorf("search log: %w", err)
	}
	return nil
}

// read returns the payload at offset. It is read into buf if there is room.
func (l *docLog) read(offset int64, length uint32, buf []byte) (string, error) {
	if cap(buf) < int(length) {
		buf = make([]byte, length)
	}
	buf = buf[:length]
	if _, err := l.file.ReadAt(buf, offset); err != nil {
		return "", fmt.Errorf("search log: %w", err)
	}
	return string(buf), nil
}

func (l *docLog) close() error { return l.file.Close() }

func tombstonePayload(b []byte, id string, rev int64) []byte {
	b = binary.LittleEndian.AppendUint64(b, uint64(rev))
	return append(b, id...)
}

func decodeTombstone(b []byte) (id string, rev int64, err error) {
	if len(b) < 8 {
		return "", 0, errCodec
	}
	return string(b[8:]), int64(binary.LittleEndian.Uint64(b)), nil
}
