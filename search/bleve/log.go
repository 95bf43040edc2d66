package bleve

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
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

// openLog reads the log at path record by record and cuts off a torn end. visit gets
// the offset of the record's payload; it must not keep the payload.
func openLog(path string, visit func(kind byte, offset int64, payload []byte) error) (*docLog, error) {
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

func (l *docLog) replay(visit func(kind byte, offset int64, payload []byte) error) error {
	r := bufio.NewReaderSize(l.file, 1<<20)
	var head [recordHead]byte
	var payload []byte
	for {
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return onlyEnd(err)
		}
		n := binary.LittleEndian.Uint32(head[:4])
		if n > maxRecord {
			return nil // a torn head: what follows was never acknowledged
		}
		if cap(payload) < int(n) {
			payload = make([]byte, n, 2*n)
		}
		payload = payload[:n]
		if _, err := io.ReadFull(r, payload); err != nil {
			return onlyEnd(err)
		}
		if checksum(head[8], payload) != binary.LittleEndian.Uint32(head[4:8]) {
			return nil
		}
		if err := visit(head[8], l.size+recordHead, payload); err != nil {
			return err
		}
		l.size += recordHead + int64(n)
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

// read returns the payload at offset.
func (l *docLog) read(offset int64, length uint32) ([]byte, error) {
	b := make([]byte, length)
	if _, err := l.file.ReadAt(b, offset); err != nil {
		return nil, fmt.Errorf("search log: %w", err)
	}
	return b, nil
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
