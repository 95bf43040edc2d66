package bringin

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"strconv"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
)

// hash64 is the first eight bytes of SHA-256.
func hash64(s string) uint64 {
	sum := sha256.Sum256([]byte(s))
	return binary.BigEndian.Uint64(sum[:8])
}

var bodies = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// id derives an id from the source's name and a record's key there.
func (m *Mapping) id(prefix string, key ...string) string {
	sum := sha256.Sum256([]byte("import\x00" + m.Source + "\x00" + prefix + "\x00" + strings.Join(key, "\x00")))
	return prefix + "_" + bodies.EncodeToString(sum[:])[:26]
}

func (m *Mapping) vendorID(key string) markthalle.VendorID {
	return markthalle.VendorID(m.id("ven", key))
}

func (m *Mapping) productID(key string) markthalle.ProductID {
	return markthalle.ProductID(m.id("prd", key))
}

func (m *Mapping) orderID(key string) markthalle.OrderID { return markthalle.OrderID(m.id("ord", key)) }

// layoutOf turns YYYY-MM-DD hh:mm:ss into a layout of package time. The longer parts
// are looked for first: MM is a month with two digits, mm a minute.
func layoutOf(format string) (string, bool) {
	layout := strings.NewReplacer("YYYY", "2006", "MM", "01", "DD", "02", "hh", "15", "mm", "04", "ss", "05", "M", "1", "D", "2", "h", "15").Replace(format)
	at := time.Date(2021, 11, 23, 0, 0, 0, 0, time.UTC)
	back, err := time.Parse(layout, at.Format(layout))
	return layout, err == nil && back.Equal(at)
}

// reader evaluates the fields of one row and notes every fault of it.
type reader struct {
	m      *Mapping
	e      *Entity
	r      *row
	faults []Fault
}

func (v *reader) add(f *Fault) {
	if f != nil {
		v.faults = append(v.faults, *f)
	}
}

func (v *reader) key() string {
	s, fault := v.e.Key.eval(v.r)
	v.add(fault)
	if s == "" && fault == nil {
		v.add(v.r.fault(v.e.Key.column(), "required", "", "a key"))
	}
	return s
}

// text returns an optional field.
func (v *reader) text(field string) string {
	s, fault := v.e.Fields[field].eval(v.r)
	v.add(fault)
	return s
}

// needed returns a field that must not be empty.
func (v *reader) needed(field string) string {
	x := v.e.Fields[field]
	s, fault := x.eval(v.r)
	v.add(fault)
	if s == "" && fault == nil {
		v.add(v.r.fault(x.column(), "required", "", field))
	}
	return s
}

// texts returns a field in all languages in which it is mapped.
func (v *reader) texts(field string) markthalle.Texts {
	var out markthalle.Texts
	if s := v.text(field); s != "" {
		out = out.Set(v.m.Locale, s)
	}
	for _, name := range v.e.names() {
		if base, l, cut := strings.Cut(name, "."); cut && base == field {
			if s := v.text(name); s != "" {
				out = out.Set(markthalle.Locale(l), s)
			}
		}
	}
	return out
}

// money returns an amount in minor units, which is not negative; 0 when there is none
// and none is needed.
func (v *reader) money(field string, needed bool) int64 {
	x := v.e.Fields[field]
	s, fault := x.eval(v.r)
	v.add(fault)
	if fault != nil || s == "" && !needed {
		return 0
	}
	a, err := money.Parse(s, v.m.Currency)
	if err != nil || a.Minor < 0 || a.Minor > maxAmount {
		v.add(v.r.fault(x.column(), "amount", s, "an amount in "+string(v.m.Currency)+" such as "+money.New(1234, v.m.Currency).Decimal()))
		return 0
	}
	return a.Minor
}

// maxAmount bounds one amount of the source, far above any sale.
const maxAmount = 1 << 45

func (v *reader) integer(field string, missing, least, most int64) int64 {
	x := v.e.Fields[field]
	s, fault := x.eval(v.r)
	v.add(fault)
	if fault != nil || s == "" {
		return missing
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < least || n > most {
		v.add(v.r.fault(x.column(), "number", s, "a whole number from "+strconv.FormatInt(least, 10)+" to "+strconv.FormatInt(most, 10)))
		return missing
	}
	return n
}

// time returns a moment; the zero time when there is none and none is needed.
func (v *reader) time(field string, needed bool) time.Time {
	x := v.e.Fields[field]
	s, fault := x.eval(v.r)
	v.add(fault)
	if fault != nil || s == "" && !needed {
		return time.Time{}
	}
	form := v.m.Dates
	if x.Date != nil {
		if x.Date.Layout != "" {
			form.Layout = x.Date.Layout
		}
		if x.Date.Zone != nil {
			form.Zone = x.Date.Zone
		}
	}
	t, err := time.ParseInLocation(form.Layout, s, form.Zone)
	if err != nil || t.Year() < 1970 || t.Year() > 2200 {
		v.add(v.r.fault(x.column(), "date", s, "a time such as "+time.Date(2018, 10, 31, 14, 30, 0, 0, form.Zone).Format(form.Layout)))
		return time.Time{}
	}
	return t.UTC()
}
