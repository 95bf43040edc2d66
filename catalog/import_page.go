package catalog

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// result is what became of one row.
type result struct {
	effect effect
	faults []RowFault
}

type effect uint8

const (
	refused effect = iota
	created
	updated
	unchanged
)

// page is rows on their way in. Both phases run the same code; only the second writes.
type page struct {
	s     *Service
	imp   *Import
	actor markthalle.Actor
	write bool
	rows  []row
	out   []result
}

// fail notes a fault of the i-th row.
func (p *page) fail(i int, f RowFault) {
	f.Row = p.rows[i].n
	f.Found, f.Wanted = clip(f.Found, 80), clip(f.Wanted, 80)
	p.out[i].faults = append(p.out[i].faults, f)
	p.out[i].effect = refused
}

// failAll turns an error into faults of the i-th row. What is not about the input is
// returned: the page is tried again.
func (p *page) failAll(i int, err error) error {
	var e *markthalle.Error
	if !errors.As(err, &e) || e.Kind == markthalle.Internal || e.Kind == markthalle.Unavailable {
		return err
	}
	if len(e.Fields) == 0 {
		p.fail(i, RowFault{Code: e.Code, Message: e.Text})
	}
	for _, f := range e.Fields {
		p.fail(i, RowFault{Column: columnOf(f.Pointer), Code: f.Code, Found: f.Found, Wanted: f.Wanted, Message: f.Message})
	}
	return nil
}

// columnOf returns the column that a JSON Pointer of a request is about.
func columnOf(pointer string) string {
	parts := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	switch parts[0] {
	case "attributes":
		return "attr." + strings.Join(parts[1:], ".")
	case "variants":
		if len(parts) > 3 && parts[2] == "options" {
			return "option." + parts[3]
		}
		return parts[min(2, len(parts)-1)]
	case "price", "list_price":
		if len(parts) > 1 && parts[1] == "currency" {
			return "currency"
		}
		return parts[0]
	case "stock", "on_hand":
		return "on_hand"
	case "category_id":
		return "category"
	case "product_id", "variant_id":
		return strings.TrimSuffix(parts[0], "_id")
	case "shipping_profile_id":
		return "shipping_profile"
	}
	return strings.Join(parts, ".")
}

// ImportPage is the handler of SweepImport: it works off one page of rows. All rows are
// checked first; then, unless it is a dry run or a strict file with faults, the good
// ones are applied. Running a page twice changes nothing: rows have keys, and a page is
// counted once.
func (s *Service) ImportPage(ctx context.Context, sweep store.Sweep) (next string, done bool, err error) {
	imp, err := s.imports.Get(ctx, sweep.Subject)
	if errors.Is(err, markthalle.ErrNotFound) {
		return "", true, nil
	}
	if err != nil {
		return sweep.Cursor, false, err
	}
	if imp.State.Ended() {
		return "", true, nil
	}
	pos, err := parsePosition(sweep.Cursor, imp.Dialect)
	if err != nil {
		return sweep.Cursor, false, err
	}
	rows, after, end, err := s.readRows(ctx, &imp, pos, sameProduct(imp.Kind))
	if err != nil {
		return sweep.Cursor, false, err
	}
	p := &page{s: s, imp: &imp, actor: imp.actor(), write: pos.phase == ImportApplying, rows: rows, out: make([]result, len(rows))}
	if err := p.run(ctx); err != nil {
		return sweep.Cursor, false, err
	}
	if err := s.keepFaults(ctx, imp.ImportID(), pos.row, p.faults()); err != nil {
		return sweep.Cursor, false, err
	}
	imp, err = s.count(ctx, &imp, pos, after, end, p)
	if err != nil {
		return sweep.Cursor, false, err
	}
	return imp.Cursor, imp.State.Ended(), nil
}

func (p *page) run(ctx context.Context) error {
	for i, r := range p.rows {
		if r.fault != nil {
			p.fail(i, *r.fault)
		}
	}
	switch p.imp.Kind {
	case ImportProducts:
		return p.products(ctx)
	case ImportOffers:
		return p.offers(ctx)
	case ImportStock:
		return p.stock(ctx)
	}
	return fmt.Errorf("import %s of %q: %w", p.imp.ID, p.imp.Kind, &markthalle.Error{Kind: markthalle.Internal, Code: "catalog.import_kind"})
}

func (p *page) faults() []RowFault {
	var out []RowFault
	for _, r := range p.out {
		out = append(out, r.faults...)
	}
	return out
}

// count adds the page to the import's figures, once, and moves on. The second phase
// begins its count anew, so that what it finds out is what the figures say.
func (s *Service) count(ctx context.Context, imp *Import, pos, after position, end bool, p *page) (Import, error) {
	now := s.now()
	return s.imports.Modify(ctx, imp.ID, func(m *Import) error {
		if m.Cursor != "" && m.Cursor != pos.String() || m.State.Ended() {
			return nil // counted before
		}
		for _, r := range p.out {
			m.Rows++
			m.Faults += int64(len(r.faults))
			switch {
			case r.effect == refused:
				m.Refused++
			case r.effect == created:
				m.Created++
			case r.effect == updated:
				m.Updated++
			default:
				m.Unchanged++
			}
		}
		m.Cursor = after.String()
		if !end {
			return nil
		}
		last := pos.phase == ImportApplying || m.DryRun || m.Strict && m.Refused > 0
		if last {
			m.State, m.EndedAt = ImportDone, now
			if m.Strict && m.Refused > 0 {
				m.Created, m.Updated, m.Unchanged = 0, 0, m.Rows-m.Refused // nothing of it was applied
			}
			return nil
		}
		m.State = ImportApplying
		m.Rows, m.Created, m.Updated, m.Unchanged, m.Refused, m.Faults = 0, 0, 0, 0, 0, 0
		m.Cursor = position{ImportApplying, m.Dialect.Start, m.Dialect.FirstAt}.String()
		return nil
	})
}

// maxPageFaults bounds a document of faults.
const maxPageFaults = 250

// keepFaults stores the faults of the page that begins at row first, in place of what an
// earlier run of the page stored.
func (s *Service) keepFaults(ctx context.Context, id markthalle.ImportID, first int64, faults []RowFault) error {
	for part := 0; ; part++ {
		key := fmt.Sprintf("impf_%s_%09d_%d", markthalle.Body(id), first, part)
		chunk := faults[:min(len(faults), maxPageFaults)]
		faults = faults[len(chunk):]
		if len(chunk) == 0 {
			if _, err := s.faults.Get(ctx, key); errors.Is(err, markthalle.ErrNotFound) {
				return nil
			} else if err != nil {
				return err
			}
		}
		if _, err := s.faults.Upsert(ctx, key, func(f *faultPage) error {
			f.Import, f.First, f.Faults = id, first, chunk
			return nil
		}); err != nil {
			return err
		}
	}
}
