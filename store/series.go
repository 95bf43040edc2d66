package store

import (
	"context"
	"errors"

	"github.com/markthalle/markthalle"
)

// seriesRecord is a gapless series of numbers. Its last number is open until the record
// of its assignee exists; whoever wants the next one sees to that first.
type seriesRecord struct {
	Meta     `bson:",inline"`
	Last     int64  `bson:"last"`
	Assignee string `bson:"assignee"` // of Last
}

// numberRecord says which number of a series an assignee has; its id is both.
type numberRecord struct {
	Meta     `bson:",inline"`
	Series   string `bson:"series"`
	Assignee string `bson:"assignee"`
	Number   int64  `bson:"number"`
}

var errMoved = errors.New("the series has moved on")

// NextNumber returns the number of assignee in series: the one it has, or the next one,
// from 1. Numbers have no gaps and no doubles, whatever is interrupted where: a number
// that was begun is completed before another one is given.
func (db *DB) NextNumber(ctx context.Context, series, assignee string) (int64, error) {
	if assignee == "" {
		return 0, ErrShape.Say("A number needs somebody to belong to.")
	}
	for range writeAttempts {
		if n, err := db.numberOf(ctx, series, assignee); !errors.Is(err, markthalle.ErrNotFound) {
			return n, err
		}
		s, err := db.series.Get(ctx, series)
		if err != nil && !errors.Is(err, markthalle.ErrNotFound) {
			return 0, err
		}
		if s.Last > 0 {
			if err := db.completeNumber(ctx, series, s); err != nil {
				return 0, err
			}
			// The open number may have been ours, or ours may have been closed before the
			// series was read; only a series unmoved since then may go on.
			if n, err := db.numberOf(ctx, series, assignee); !errors.Is(err, markthalle.ErrNotFound) {
				return n, err
			}
		}
		read := s.Rev
		s, err = db.series.Upsert(ctx, series, func(s *seriesRecord) error {
			if s.Rev != read {
				return errMoved
			}
			s.Last, s.Assignee = s.Last+1, assignee
			return nil
		})
		if errors.Is(err, errMoved) {
			continue
		}
		if err != nil {
			return 0, err
		}
		return s.Last, db.completeNumber(ctx, series, s)
	}
	return 0, ErrBusy
}

func numberID(series, assignee string) string { return series + ":" + assignee }

func (db *DB) numberOf(ctx context.Context, series, assignee string) (int64, error) {
	n, err := db.numbers.Get(ctx, numberID(series, assignee))
	return n.Number, err
}

// completeNumber records the last number of a series, unless that has been done.
func (db *DB) completeNumber(ctx context.Context, series string, s seriesRecord) error {
	if _, err := db.numberOf(ctx, series, s.Assignee); !errors.Is(err, markthalle.ErrNotFound) {
		return err
	}
	_, err := db.numbers.Insert(ctx, numberRecord{
		Meta: Meta{ID: numberID(series, s.Assignee)}, Series: series, Assignee: s.Assignee, Number: s.Last,
	})
	if errors.Is(err, ErrExists) {
		return nil
	}
	return err
}
