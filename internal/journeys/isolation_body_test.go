package journeys_test

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle/api/endpoint"
)

// body writes a body that an endpoint accepts, from the type of its input: what is
// required, and every field that the world has a word for.
func (w *world) body(e *endpoint.Endpoint, owner string) obj {
	out := obj{}
	w.fields(out, e.In(), w.words(owner))
	return out
}

// words are values that fields of these names take; ids are the owner's.
func (w *world) words(owner string) obj {
	mine := w.things[owner]
	if mine["vendor"] == "" {
		mine = w.things["a"]
	}
	address := w.base + "/thanks"
	out := obj{
		"email": "somebody@isolation.example", "password": password, "name": "Somebody", "locale": "en", "country": "DE", "currency": "EUR",
		"role": "catalogue", "city": "Leipzig", "line1": "Lindenweg 12", "postal_code": "04109", "carrier": "dhl", "reason": "other",
		"reasons": []string{"other"}, "advance": "1s", "return_url": address, "refresh_url": address, "code": "NOCODE", "quantity": 1,
		"category_id": w.things["all"]["category"], "offer_id": mine["offer"], "product_id": mine["product"], "variant_id": mine["variant"],
		"shipping_profile_id": mine["shipping_profile"], "line_id": mine["line"], "vendor": mine["vendor"], "sku": "ISO-1", "condition": "new",
		"accepted_terms": "1", "self_certified": true, "countries": []string{"DE"}, "legal_name": "Isolation GmbH", "shop_name": "Isolation",
		"phone": "+4915112345678", "registration_number": "HRB 1", "vat_id": "DE136695976", "tax_id": "143/256/51307", "percent_bp": 500,
		"slug": "isolation", "token": "no-such-token", "ids": []string{w.things["op"]["rule"]}, "item": "terms",
	}
	if order := w.things[owner]["order"]; order != "" && owner != "op" {
		out["order"], out["line"], out["line_id"] = order, w.things[owner]["line"], w.things[owner]["line"]
	}
	return out
}

// shared are kinds of objects that everybody may name: goods on sale, and whose they are.
var shared = []string{"product", "variant", "offer", "vendor"}

// foreignBodies sends the body of an endpoint with each own id in it, one after the
// other, replaced by that of somebody else's object and by one that does not exist. The
// answers are the same, to the byte, and refuse.
func (w *world) foreignBodies(t *testing.T, e *endpoint.Endpoint, a actor) {
	t.Helper()
	own, other := a.owner(), map[string]string{"a": "b", "b": "a", "x": "y", "y": "x"}[a.owner()]
	at, _ := w.whose(e, a)
	if e.Method == http.MethodGet || e.Method == http.MethodDelete || e.Multipart || other == "" || at == "" {
		return
	}
	body, err := json.Marshal(w.body(e, own))
	require.NoError(t, err)
	path := w.path(t, e, at, true)
	for kind, mine := range w.things[own] {
		theirs := w.things[other][kind]
		quoted := []byte(`"` + mine + `"`)
		if slices.Contains(shared, kind) || mine == "" || theirs == "" || mine == theirs || !strings.Contains(mine, "_") || !bytes.Contains(body, quoted) {
			continue
		}
		try := func(id string) reply {
			got := w.send(t, e, a, path, "application/json", bytes.ReplaceAll(body, quoted, []byte(`"`+id+`"`)),
				"Idempotency-Key", "body "+a.name+path+kind+id)
			got.body = strings.ReplaceAll(got.body, id, "ID")
			return got
		}
		foreign, none := try(theirs), try(theirs[:len(theirs)-4]+"zzzz")
		w.bodies[e.Method+" "+e.Path+" "+kind]++
		assert.Contains(t, []int{http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusConflict}, foreign.status,
			"%s names a foreign %s at %s %s: %s", a.name, kind, e.Method, e.Path, foreign.body)
		assert.Equal(t, none, foreign, "%s can tell a foreign %s from none at %s %s", a.name, kind, e.Method, e.Path)
	}
}

var (
	timeType = reflect.TypeFor[time.Time]()
	fileType = reflect.TypeFor[*multipart.FileHeader]()
)

func (w *world) fields(out obj, t reflect.Type, words obj) {
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Tag.Get("path") != "" || f.Tag.Get("query") != "" || f.Tag.Get("header") != "" || f.Type == fileType {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		rules := f.Tag.Get("validate")
		switch {
		case f.Anonymous && name == "":
			w.fields(out, f.Type, words)
		case f.Tag.Get("formData") != "":
			if kind, _, _ := strings.Cut(f.Tag.Get("enum"), ","); kind != "" {
				out[f.Tag.Get("formData")] = kind
			}
		case f.Tag.Get("body") == "object":
			out[w.things["a"]["vendor"]] = w.things["a"]["shipping_profile"]
		case name == "" || name == "-":
		case words[name] != nil && f.Type.Kind() != reflect.Struct && !(f.Type.Kind() == reflect.Pointer && f.Type.Elem().Kind() == reflect.Struct):
			out[name] = words[name]
		case strings.Contains(rules, "required") || f.Type.Kind() == reflect.Struct && f.Type != timeType:
			out[name] = w.value(f.Type, rules, words)
		}
	}
}

func (w *world) value(t reflect.Type, rules string, words obj) any {
	if t.Kind() == reflect.Pointer {
		return w.value(t.Elem(), rules, words)
	}
	switch {
	case t == timeType:
		return "2031-05-01T00:00:00Z"
	case t.Name() == "Money":
		return obj{"amount": 100, "currency": "EUR"}
	case t.Name() == "Texts":
		return "Some words about this, long enough to be read."
	}
	switch t.Kind() {
	case reflect.Bool:
		return true
	case reflect.Int, reflect.Int64:
		return 1
	case reflect.Slice:
		return []any{w.value(t.Elem(), rules[strings.LastIndex(rules, "dive")+1:], words)}
	case reflect.Map:
		return obj{}
	case reflect.Struct:
		out := obj{}
		w.fields(out, t, words)
		return out
	default: // a text
	}
	if _, list, ok := strings.Cut(rules, "oneof="); ok {
		list, _, _ = strings.Cut(list, ",")
		return strings.Fields(list)[0]
	}
	return "isolation"
}
