package api_test

import (
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle/api"
	"github.com/markthalle/markthalle/api/endpoint"
)

// documents are rendered once each; the second is that of a live market.
var documents = [2]func() ([]byte, error){
	sync.OnceValues(func() ([]byte, error) { return endpoint.Document(api.Table(api.Services{}), "1.2.3", true) }),
	sync.OnceValues(func() ([]byte, error) { return endpoint.Document(api.Table(api.Services{}), "1.2.3", false) }),
}

func document(t *testing.T, trial bool) *openapi3.T {
	t.Helper()
	raw, err := documents[map[bool]int{true: 0, false: 1}[trial]]()
	require.NoError(t, err)
	doc, err := openapi3.NewLoader().LoadFromData(raw)
	require.NoError(t, err)
	return doc
}

func TestDocumentIsValid(t *testing.T) {
	t.Parallel()
	doc := document(t, true)
	require.True(t, doc.IsOpenAPI31OrLater())
	require.NoError(t, doc.Validate(t.Context()))
}

// The document says of every route of the table what it may answer.
func TestDocumentIsComplete(t *testing.T) {
	t.Parallel()
	doc := document(t, true)
	seen := 0
	ids := map[string]bool{}
	table := api.Table(api.Services{})
	for i := range table {
		e := &table[i]
		item := doc.Paths.Value(endpoint.Base + e.Path)
		require.NotNil(t, item, e.Path)
		op := item.GetOperation(e.Method)
		require.NotNil(t, op, "%s %s", e.Method, e.Path)
		seen++
		require.False(t, ids[op.OperationID], op.OperationID)
		ids[op.OperationID] = true
		require.NotEmpty(t, op.Summary)

		require.NotNil(t, op.Responses.Status(e.Status), "%s %s", e.Method, e.Path)
		wanted := []int{400, 401, 404, 409, 413, 422, 429, 431, 500, 503}
		if e.Audience == endpoint.Person || e.Audience == endpoint.Vendor || e.Audience == endpoint.Operator {
			wanted = append(wanted, http.StatusForbidden)
			require.NotNil(t, op.Security)
		}
		if e.Method != http.MethodGet {
			wanted = append(wanted, http.StatusPreconditionFailed, http.StatusUnsupportedMediaType)
		}
		for _, status := range wanted {
			answer := op.Responses.Status(status)
			require.NotNil(t, answer, "%s %s does not say %d", e.Method, e.Path, status)
			media := answer.Value.Content.Get("application/problem+json")
			require.NotNil(t, media, "%s %s %d", e.Method, e.Path, status)
			require.Equal(t, "#/components/schemas/Problem", media.Schema.Ref)
		}
		require.Equal(t, e.Idempotency != endpoint.Ignored, header(op, "Idempotency-Key") != nil, "%s %s", e.Method, e.Path)
		if e.Idempotency == endpoint.Required {
			require.True(t, header(op, "Idempotency-Key").Required)
		}
		require.Equal(t, e.Method != http.MethodGet && e.Method != http.MethodPost, header(op, "If-Match") != nil)
		require.Equal(t, e.Audience == endpoint.Vendor, header(op, "Markthalle-Vendor") != nil)
		for _, name := range e.Params() {
			p := op.Parameters.GetByInAndName("path", name)
			require.NotNil(t, p, "%s %s {%s}", e.Method, e.Path, name)
			require.True(t, p.Required)
		}
	}
	all := 0
	for _, item := range doc.Paths.Map() {
		all += len(item.Operations())
	}
	require.Equal(t, seen, all, "the document has no route that the table has not")
}

func header(op *openapi3.Operation, name string) *openapi3.Parameter {
	return op.Parameters.GetByInAndName("header", name)
}

// What only trials have is not in the document of a live market.
func TestDocumentOfALiveMarket(t *testing.T) {
	t.Parallel()
	require.NotNil(t, document(t, true).Paths.Value(endpoint.Base+"/admin/clock"))
	require.Nil(t, document(t, false).Paths.Value(endpoint.Base+"/admin/clock"))
}

// The rules that the binding enforces stand in the document.
func TestDocumentTellsTheRules(t *testing.T) {
	t.Parallel()
	doc := document(t, true)
	body := func(method, path string) *openapi3.Schema {
		op := doc.Paths.Value(endpoint.Base + path).GetOperation(method)
		return op.RequestBody.Value.Content.Get("application/json").Schema.Value
	}
	line := body("POST", "/store/carts/{id}/lines")
	require.ElementsMatch(t, []string{"offer_id", "quantity"}, line.Required)
	require.EqualValues(t, 1, *line.Properties["quantity"].Value.Min)
	require.EqualValues(t, 999, *line.Properties["quantity"].Value.Max)
	shipping := body("PUT", "/store/carts/{id}/shipping")
	require.True(t, shipping.Type.Is("object"))
	require.NotNil(t, shipping.AdditionalProperties.Schema, "an object of option by vendor")
	membership := doc.Components.Schemas["BuyerMembership"].Value
	require.True(t, membership.Properties["vendor_id"].Value.Type.Includes("null"), "the operator is no vendor")
	require.True(t, doc.Components.Schemas["KeyOut"].Value.Properties["created_at"].Value.Type.Is("string"), "a time is never null")
	limit := doc.Paths.Value(endpoint.Base+"/store/orders").Get.Parameters.GetByInAndName("query", "limit").Schema.Value
	require.EqualValues(t, 100, *limit.Max)
}

// Lists are asked for in pages, everywhere in the same way.
func TestListsTakeLimitAndCursor(t *testing.T) {
	t.Parallel()
	// Lists that are whole by their nature: the rules of a currency in their order, the
	// queues of the work list, the holds of one vendor, the word
	// lists of search, and trees.
	whole := []string{
		"/admin/commission-rules", "/admin/commission-rules/reorder", "/vendor/commission-rules", "/admin/work",
		"/admin/vendors/{id}/holds", "/store/categories", "/admin/categories", "/admin/search/words",
		"/store/search", // has pages by number
	}
	table := api.Table(api.Services{})
	for i := range table {
		e := &table[i]
		out := e.Out()
		if e.Method != "GET" || !strings.Contains(out.Name(), "List[") || slices.Contains(whole, e.Path) {
			continue
		}
		asked := queries(e.In())
		require.Subset(t, asked, []string{"limit", "cursor"}, "%s %s is a list", e.Method, e.Path)
	}
}

// queries lists the query parameters of an input.
func queries(t reflect.Type) []string {
	var out []string
	for _, f := range reflect.VisibleFields(t) {
		if name := f.Tag.Get("query"); name != "" {
			out = append(out, name)
		}
	}
	return out
}
