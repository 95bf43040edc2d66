package kernel

import (
	"fmt"
	"html/template"
	"regexp"
	"strings"
)

// FieldView is one form field, ready to be written by the block "field".
type FieldView struct {
	Kind     string // "input", "area", "choice" or "tick"
	ID, Name string
	Value    string
	Checked  bool
	Label    string
	Hint     string
	Fault    string
	Options  []Option
	Optional string // the word that marks a field which may stay empty
	Unit     string
	Class    string
	Attrs    []template.HTMLAttr
}

// Describes returns the ids of the texts that explain the field.
func (f FieldView) Describes() string {
	var ids []string
	if f.Fault != "" {
		ids = append(ids, f.ID+"-fault")
	}
	if f.Hint != "" {
		ids = append(ids, f.ID+"-hint")
	}
	return strings.Join(ids, " ")
}

// fieldAttrs are the attributes that a template may give, with their HTML names.
var fieldAttrs = map[string]string{
	"type": "type", "auto": "autocomplete", "mode": "inputmode", "max": "maxlength",
	"min": "min", "step": "step", "rows": "rows", "pattern": "pattern", "accept": "accept",
}

var attrValue = regexp.MustCompile(`^[\w .,:/*+-]*$`)

// newField makes a field. Attrs is a list of words: "required", "hint=<key>",
// "unit=<text>", "class=<name>", "id=<id>" and the keys of fieldAttrs.
func (l *lang) newField(kind string, faults Faults, name string, value any, label, attrs string) (FieldView, error) {
	f := FieldView{Kind: kind, ID: "f-" + strings.NewReplacer("[", "-", "]", "", ".", "-").Replace(name), Name: name}
	switch v := value.(type) {
	case bool:
		f.Checked = v
	case nil:
	default:
		f.Value = fmt.Sprint(v)
	}
	var err error
	if f.Label, err = l.t(label); err != nil {
		return f, err
	}
	required := false
	for _, word := range strings.Fields(attrs) {
		key, val, _ := strings.Cut(word, "=")
		switch key {
		case "required":
			required = true
			f.Attrs = append(f.Attrs, "required")
		case "hint":
			if f.Hint, err = l.t(val); err != nil {
				return f, err
			}
		case "unit":
			f.Unit = val
		case "class":
			f.Class = val
		case "id":
			f.ID = val
		case "multiple":
			f.Attrs = append(f.Attrs, "multiple")
		default:
			html, ok := fieldAttrs[key]
			if !ok || !attrValue.MatchString(val) {
				return f, fmt.Errorf("kernel: field %q: attribute %q", name, word)
			}
			val = strings.ReplaceAll(val, "+", " ")
			f.Attrs = append(f.Attrs, template.HTMLAttr(html+`="`+val+`"`)) //nolint:gosec // both parts are checked above
		}
	}
	if !required && kind != "tick" {
		if f.Optional, err = l.t("form.optional"); err != nil {
			return f, err
		}
	}
	if fault, bad := faults.On(name); bad {
		f.Fault, err = l.fault(fault)
	}
	return f, err
}

// fault says what is wrong with a value, with what was found and what is wanted.
func (l *lang) fault(x Fault) (string, error) {
	text, err := l.tk("error", x.Code)
	if err != nil {
		return "", err
	}
	switch {
	case x.Found != "" && x.Wanted != "":
		more, err := l.t("error_detail.both", "Found", x.Found, "Wanted", x.Wanted)
		return text + " " + more, err
	case x.Wanted != "":
		more, err := l.t("error_detail.wanted", "Wanted", x.Wanted)
		return text + " " + more, err
	}
	return text, nil
}

func (l *lang) input(faults Faults, name string, value any, label, attrs string) (FieldView, error) {
	return l.newField("input", faults, name, value, label, attrs)
}

func (l *lang) textarea(faults Faults, name string, value any, label, attrs string) (FieldView, error) {
	return l.newField("area", faults, name, value, label, attrs)
}

func (l *lang) tick(faults Faults, name string, value any, label, attrs string) (FieldView, error) {
	return l.newField("tick", faults, name, value, label, attrs)
}

func (l *lang) choice(faults Faults, name string, value any, options []Option, label, attrs string) (FieldView, error) {
	f, err := l.newField("choice", faults, name, value, label, attrs)
	f.Options = options
	return f, err
}

// codes returns options for codes in the catalogue below prefix.
func (l *lang) codes(prefix, list string) ([]Option, error) {
	var out []Option
	for _, code := range strings.Fields(list) {
		label, err := l.tk(prefix, code)
		if err != nil {
			return nil, err
		}
		out = append(out, Option{Value: code, Label: label})
	}
	return out, nil
}
