package bringin

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/cases"
	"golang.org/x/text/language"

	"github.com/markthalle/markthalle/money"
)

// Expr says where a value comes from: exactly one of column, constant, concat, lookup
// and hash, and what is done to it afterwards, in the order of the fields below Hash.
type Expr struct {
	Column   string
	Constant *string
	Concat   []*Expr
	Lookup   *Lookup
	Hash     *Hash

	Map     map[string]string // each value in other words; a value that is not there is a fault
	Other   *string           // with Map: what the values are that are not there
	First   int               // at most so many characters
	Case    string            // lower, upper, title
	Default *string           // when there is nothing
	Date    *DateForm         // of this value, where it is not the mapping's
}

// Lookup finds a value in another file: the column Value of the first row whose column
// Key is Of. A key that is not there gives nothing.
type Lookup struct {
	File, Key, Value string
	Of               *Expr
	table            map[string]string
}

// Hash is a number that looks like chance and is always the same for the same text: for
// prices where the source has none. It is From + h(Of) mod (To − From + 1), in
// hundredths, with h the first eight bytes of SHA-256; then it is moved by up to
// SpreadPercent in either direction as h(SpreadOf) says; then its hundredths are Ends,
// or are left out.
type Hash struct {
	Of            *Expr
	From, To      *Expr
	SpreadOf      *Expr
	SpreadPercent int64
	Ends          int64 // 0 to 99, or -1
	Whole         bool  // the hundredths are cut off: for counts
}

var exprKinds = []string{"column", "constant", "concat", "lookup", "hash"}

// expr reads an expression: a text is the name of a column, a number stands for itself.
func (w *walker) expr(n *yaml.Node, at string) *Expr {
	switch n.Kind {
	case yaml.ScalarNode:
		if n.Tag == "!!int" || n.Tag == "!!float" {
			return &Expr{Constant: &n.Value}
		}
		if n.Value == "" || n.Tag == "!!null" {
			w.fault(n, at, "required", "Where does this value come from?", "a column, or "+strings.Join(exprKinds, ", "))
		}
		return &Expr{Column: n.Value}
	case yaml.MappingNode:
	default:
		w.fault(n, at, "type", "This is no value.", "a column, or "+strings.Join(exprKinds, ", "))
		return &Expr{}
	}
	_, v := w.object(n, at, append(slices.Clone(exprKinds), "map", "other", "first", "case", "default", "date")...)
	x := &Expr{}
	given := 0
	for _, kind := range exprKinds {
		if v[kind] != nil {
			given++
			w.source(x, kind, v[kind], at+"/"+kind)
		}
	}
	if given != 1 {
		w.fault(n, at, "one_of", "A value comes from exactly one of these.", strings.Join(exprKinds, ", "))
	}
	w.modifiers(x, v, at)
	return x
}

func (w *walker) source(x *Expr, kind string, n *yaml.Node, at string) {
	switch kind {
	case "column":
		x.Column = w.text(n, at)
	case "constant":
		s := w.text(n, at)
		x.Constant = &s
	case "concat":
		if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
			w.fault(n, at, "type", "This is a list of values.", "[column, {constant: text}]")
			return
		}
		for i, c := range n.Content {
			x.Concat = append(x.Concat, w.expr(c, fmt.Sprintf("%s/%d", at, i)))
		}
	case "lookup":
		_, l := w.object(n, at, "file", "key", "value", "of")
		x.Lookup = &Lookup{File: w.text(l["file"], at+"/file"), Key: w.text(l["key"], at+"/key"), Value: w.text(l["value"], at+"/value")}
		if w.files[x.Lookup.File] == nil {
			w.fault(or(l["file"], n), at+"/file", "unknown", "This is none of the files.", strings.Join(slices.Sorted(maps.Keys(w.files)), ", "))
		}
		x.Lookup.Of = w.needed(l["of"], n, at+"/of")
	case "hash":
		w.hash(x, n, at)
	}
}

func (w *walker) needed(n, parent *yaml.Node, at string) *Expr {
	if n == nil {
		w.fault(parent, at, "required", "This is required.", "a column, or "+strings.Join(exprKinds, ", "))
		return &Expr{}
	}
	return w.expr(n, at)
}

func (w *walker) hash(x *Expr, n *yaml.Node, at string) {
	_, h := w.object(n, at, "of", "from", "to", "spread", "ends", "whole")
	x.Hash = &Hash{Of: w.needed(h["of"], n, at+"/of"), From: w.needed(h["from"], n, at+"/from"), To: w.needed(h["to"], n, at+"/to"), Ends: -1, Whole: w.flag(h["whole"], at+"/whole")}
	if s := h["spread"]; s != nil {
		_, v := w.object(s, at+"/spread", "of", "percent")
		x.Hash.SpreadOf = w.needed(v["of"], s, at+"/spread/of")
		x.Hash.SpreadPercent = w.number(or(v["percent"], s), at+"/spread/percent", 1, 50)
	}
	if e := h["ends"]; e != nil {
		x.Hash.Ends = w.number(e, at+"/ends", 0, 99)
	}
}

func (w *walker) number(n *yaml.Node, at string, least, most int64) int64 {
	v, err := strconv.ParseInt(n.Value, 10, 64)
	if err != nil || v < least || v > most {
		w.fault(n, at, "range", "This is a whole number.", fmt.Sprintf("%d to %d", least, most))
	}
	return v
}

func (w *walker) modifiers(x *Expr, v map[string]*yaml.Node, at string) {
	optional := func(name string) *string {
		if v[name] == nil {
			return nil
		}
		s := w.text(v[name], at+"/"+name)
		return &s
	}
	x.Other, x.Default = optional("other"), optional("default")
	if m := v["map"]; m != nil {
		names, nodes := w.object(m, at+"/map")
		x.Map = map[string]string{}
		for _, name := range names {
			x.Map[name] = w.text(nodes[name], at+"/map/"+name)
		}
	} else if x.Other != nil {
		w.fault(v["other"], at+"/other", "alone", "This belongs to a map.", "map")
	}
	if f := v["first"]; f != nil {
		x.First = int(w.number(f, at+"/first", 1, 10_000))
	}
	if c := v["case"]; c != nil {
		if x.Case = c.Value; !slices.Contains([]string{"lower", "upper", "title"}, x.Case) {
			w.fault(c, at+"/case", "enum", "There is no such case.", "lower, upper, title")
		}
	}
	if d := v["date"]; d != nil {
		form := w.dates(d, at+"/date", DateForm{})
		x.Date = &form
	}
}

// each calls fn with the expression and everything that it is made of.
func (x *Expr) each(fn func(*Expr)) {
	if x == nil {
		return
	}
	fn(x)
	for _, c := range x.Concat {
		c.each(fn)
	}
	if x.Lookup != nil {
		x.Lookup.Of.each(fn)
	}
	if x.Hash != nil {
		for _, c := range []*Expr{x.Hash.Of, x.Hash.From, x.Hash.To, x.Hash.SpreadOf} {
			c.each(fn)
		}
	}
}

// column is what a fault calls the place of the value: the first column it is read from.
func (x *Expr) column() string {
	name := ""
	x.each(func(c *Expr) {
		if name == "" {
			name = c.Column
		}
	})
	return name
}

// eval computes the value of a row. It has no surrounding spaces.
func (x *Expr) eval(r *row) (string, *Fault) {
	if x == nil {
		return "", nil
	}
	s, fault := x.raw(r)
	if fault != nil {
		return "", fault
	}
	if x.Map != nil && s != "" {
		to, ok := x.Map[s]
		switch {
		case ok:
			s = to
		case x.Other != nil:
			s = *x.Other
		default:
			return "", r.fault(x.column(), "not_mapped", s, "one of "+strings.Join(slices.Sorted(maps.Keys(x.Map)), ", "))
		}
	}
	if x.First > 0 && utf8.RuneCountInString(s) > x.First {
		s = strings.TrimSpace(string([]rune(s)[:x.First]))
	}
	switch x.Case {
	case "lower":
		s = strings.ToLower(s)
	case "upper":
		s = strings.ToUpper(s)
	case "title":
		s = cases.Title(language.Und).String(s)
	}
	if s == "" && x.Default != nil {
		s = *x.Default
	}
	return s, nil
}

func (x *Expr) raw(r *row) (string, *Fault) {
	switch {
	case x.Constant != nil:
		return *x.Constant, nil
	case x.Lookup != nil:
		key, fault := x.Lookup.Of.eval(r)
		return x.Lookup.table[key], fault
	case x.Hash != nil:
		return x.Hash.eval(r)
	case x.Concat != nil:
		var b strings.Builder
		for _, c := range x.Concat {
			s, fault := c.eval(r)
			if fault != nil {
				return "", fault
			}
			b.WriteString(s)
		}
		return strings.Join(strings.Fields(b.String()), " "), nil
	}
	return strings.TrimSpace(r.get(x.Column)), nil
}

func (h *Hash) eval(r *row) (string, *Fault) {
	of, fault := h.Of.eval(r)
	if fault != nil {
		return "", fault
	}
	bounds := [2]int64{}
	for i, x := range []*Expr{h.From, h.To} {
		s, fault := x.eval(r)
		if fault != nil {
			return "", fault
		}
		a, err := money.Parse(s, money.EUR) // for its two decimals
		if err != nil || a.Minor < 0 || a.Minor > 1e12 {
			return "", r.fault(x.column(), "hash_bound", s, "0.00 to 10000000000.00")
		}
		bounds[i] = a.Minor
	}
	if bounds[1] < bounds[0] {
		return "", r.fault(h.Of.column(), "hash_bound", fmt.Sprintf("%d to %d", bounds[0], bounds[1]), "from ≤ to")
	}
	v := bounds[0] + int64(hash64(of)%uint64(bounds[1]-bounds[0]+1)) // below 10¹²
	if h.SpreadOf != nil {
		by, fault := h.SpreadOf.eval(r)
		if fault != nil {
			return "", fault
		}
		bp := int64(hash64(by)%uint64(2*h.SpreadPercent*100+1)) - h.SpreadPercent*100 // below 10⁴
		v = v * (10_000 + bp) / 10_000
	}
	if h.Whole {
		return strconv.FormatInt(v/100, 10), nil
	}
	if h.Ends >= 0 {
		v = v/100*100 + h.Ends
	}
	return money.New(v, money.EUR).Decimal(), nil
}
