package relevance

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

// PlainTypesense is a Typesense server as it comes: text fields, no settings but the
// fields that are searched.
type PlainTypesense struct{ URL, Key string }

const plainCollection = "plain"

// plainFields are searched in this order, which weighs them.
var plainFields = []string{"title", "brand", "category", "attributes", "description"}

// Load implements Subject.
func (p PlainTypesense) Load(ctx context.Context, docs []search.Document) error {
	if _, err := p.call(ctx, http.MethodDelete, "/collections/"+plainCollection, nil); err != nil && !errors.Is(err, errNotFound) {
		return err
	}
	type field struct {
		Name string `json:"name"`
		Type string `json:"type"`
	}
	var list []field
	for _, n := range plainFields {
		list = append(list, field{n, "string"})
	}
	schema, err := json.Marshal(map[string]any{"name": plainCollection, "fields": list})
	if err != nil {
		return fmt.Errorf("plain schema: %w", err)
	}
	if _, err := p.call(ctx, http.MethodPost, "/collections", schema); err != nil {
		return err
	}
	var lines bytes.Buffer
	out := json.NewEncoder(&lines)
	for i := range docs {
		d := fields(&docs[i])
		d["id"] = docs[i].Product
		if err := out.Encode(d); err != nil {
			return fmt.Errorf("plain document: %w", err)
		}
		if lines.Len() > 4<<20 || i == len(docs)-1 {
			answer, err := p.call(ctx, http.MethodPost, "/collections/"+plainCollection+"/documents/import?action=upsert", lines.Bytes())
			if err != nil {
				return err
			}
			if bytes.Contains(answer, []byte(`"success":false`)) {
				return fmt.Errorf("plain import: %s", answer[:min(len(answer), 300)])
			}
			lines.Reset()
		}
	}
	return nil
}

// Find implements Subject.
func (p PlainTypesense) Find(ctx context.Context, text string, _ markthalle.Locale, n int) ([]string, error) {
	q := url.Values{"q": {text}, "query_by": {"title,brand,category,attributes,description"}, "per_page": {strconv.Itoa(n)}, "include_fields": {"id"}}
	b, err := p.call(ctx, http.MethodGet, "/collections/"+plainCollection+"/documents/search?"+q.Encode(), nil)
	if err != nil {
		return nil, err
	}
	var r struct {
		Hits []struct {
			Document struct{ ID string }
		}
	}
	if err := json.Unmarshal(b, &r); err != nil {
		return nil, fmt.Errorf("plain answer: %w", err)
	}
	out := make([]string, len(r.Hits))
	for i, h := range r.Hits {
		out[i] = h.Document.ID
	}
	return out, nil
}

var errNotFound = errors.New("not found")

func (p PlainTypesense) call(ctx context.Context, method, path string, body []byte) (_ []byte, err error) {
	req, err := http.NewRequestWithContext(ctx, method, p.URL+path, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("plain request: %w", err)
	}
	req.Header.Set("X-TYPESENSE-API-KEY", p.Key)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, fmt.Errorf("plain request: %w", err)
	}
	b, err := io.ReadAll(res.Body)
	if err = errors.Join(err, res.Body.Close()); err != nil {
		return nil, fmt.Errorf("plain answer: %w", err)
	}
	switch {
	case res.StatusCode == http.StatusNotFound:
		return nil, errNotFound
	case res.StatusCode >= http.StatusMultipleChoices:
		return nil, fmt.Errorf("%s %s: status %d: %s", method, path, res.StatusCode, b[:min(len(b), 300)])
	}
	return b, nil
}
