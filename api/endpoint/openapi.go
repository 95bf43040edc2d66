package endpoint

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"sort"
	"strconv"
	"strings"

	"github.com/swaggest/jsonschema-go"
	"github.com/swaggest/openapi-go"
	"github.com/swaggest/openapi-go/openapi31"
)

// Document renders the OpenAPI 3.1 document of a table.
func Document(table []Endpoint, version string, trial bool) ([]byte, error) {
	r := openapi31.NewReflector()
	r.Spec.SetTitle("Markthalle")
	r.Spec.SetVersion(version)
	r.Spec.SetDescription("The JSON API of a Markthalle market: store for buyers and guests, vendor for the " +
		"seller portal, admin for operators. Amounts are integers in minor units, rates basis points, times UTC.")
	r.Spec.SetHTTPBearerTokenSecurity("bearer", "", "A session token, or an API key (mk_…).")
	r.Spec.SetAPIKeySecurity("cart", "Markthalle-Cart", openapi.InHeader, "The token of a guest's cart.")
	r.DefaultOptions = append(r.DefaultOptions,
		jsonschema.InterceptProp(translate),
		jsonschema.InterceptNullability(func(p jsonschema.InterceptNullabilityParams) { withoutNull(p) }),
		jsonschema.InterceptDefName(func(_ reflect.Type, name string) string { return definition(name) }),
	)
	for i := range table {
		e := &table[i]
		if e.TrialOnly && !trial {
			continue
		}
		if err := add(r, e); err != nil {
			return nil, fmt.Errorf("%s %s: %w", e.Method, e.Path, err)
		}
	}
	return json.MarshalIndent(r.Spec, "", " ")
}

func add(r *openapi31.Reflector, e *Endpoint) error {
	oc, err := r.NewOperationContext(e.Method, Base+e.Path)
	if err != nil {
		return err
	}
	oc.SetSummary(e.Summary)
	oc.SetDescription(describeAccess(e))
	oc.SetTags(strings.SplitN(strings.Trim(e.Path, "/"), "/", 2)[0])
	oc.SetID(operationID(e))
	if e.Audience != Public && e.Audience != Hook {
		oc.AddSecurity("bearer")
	}
	options := []openapi.ContentOption{}
	if e.Multipart {
		options = append(options, openapi.WithContentType("multipart/form-data"))
	}
	oc.AddReqStructure(reflect.New(e.in).Interface(), options...)
	if e.plan.object != nil {
		oc.AddReqStructure(reflect.New(e.plan.object.typ).Interface(), openapi.WithCustomize(func(cor openapi.ContentOrReference) {
			if body, ok := cor.(*openapi31.RequestBodyOrReference); ok && body.RequestBody != nil {
				for _, media := range body.RequestBody.Content {
					media.Schema["type"] = "object"
				}
			}
		}))
	}
	for _, h := range headers(e) {
		oc.AddReqStructure(h)
	}
	if e.Raw {
		types := e.Types
		switch {
		case e.Shape != nil:
			oc.AddRespStructure(e.Shape, openapi.WithHTTPStatus(e.Status))
		case len(types) == 0:
			types = []string{"application/octet-stream"}
		}
		for _, t := range types {
			oc.AddRespStructure(nil, openapi.WithHTTPStatus(e.Status), openapi.WithContentType(t))
		}
	} else if e.Status == http.StatusNoContent {
		oc.AddRespStructure(nil, openapi.WithHTTPStatus(e.Status))
	} else {
		oc.AddRespStructure(reflect.New(e.out).Interface(), openapi.WithHTTPStatus(e.Status))
	}
	for _, status := range failures(e) {
		oc.AddRespStructure(new(Problem), openapi.WithHTTPStatus(status), openapi.WithContentType("application/problem+json"))
	}
	return r.AddOperation(oc)
}

// The headers that the kernel itself reads.
type (
	keyHeader struct {
		Key string `header:"Idempotency-Key" minLength:"1" maxLength:"255" description:"The same key with the same request is one effect."`
	}
	keyNeeded struct {
		Key string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"255" description:"The same key with the same request is one effect."`
	}
	matchHeader struct {
		Revision string `header:"If-Match" pattern:"^\"[0-9]{1,18}\"$" description:"The revision that was read; 412 when there is a newer one."`
	}
	vendorHeader struct {
		Vendor string `header:"Markthalle-Vendor" maxLength:"200" description:"The vendor to act for; needed by whoever acts for several."`
	}
)

func headers(e *Endpoint) []any {
	var out []any
	switch e.Idempotency {
	case Accepted:
		out = append(out, new(keyHeader))
	case Required:
		out = append(out, new(keyNeeded))
	case Ignored:
	}
	if e.Method != http.MethodGet && e.Method != http.MethodPost {
		out = append(out, new(matchHeader))
	}
	if e.Audience == Vendor {
		out = append(out, new(vendorHeader))
	}
	return out
}

// failures are the statuses with which an endpoint may refuse.
func failures(e *Endpoint) []int {
	out := []int{400, 404, 409, 413, 422, 429, 431, 500, 503}
	if e.Audience != Public && e.Audience != Hook {
		out = append(out, 401, 403)
	} else {
		out = append(out, 401)
		if e.Guarded {
			out = append(out, 403)
		}
	}
	if e.Method != http.MethodGet {
		out = append(out, 412, 415)
	}
	sort.Ints(out)
	return out
}

func describeAccess(e *Endpoint) string {
	var parts []string
	switch {
	case e.Audience == Public:
		parts = append(parts, "Open to everybody.")
	case e.Audience == Hook:
		parts = append(parts, "Called by the payment provider; signed.")
	case e.Permission != "":
		parts = append(parts, fmt.Sprintf("For a %s with %s.", e.Audience, e.Permission))
	default:
		parts = append(parts, fmt.Sprintf("For a signed-in %s.", e.Audience))
	}
	if n := e.Rate.PerMinute(); n > 0 {
		parts = append(parts, fmt.Sprintf("%d requests a minute.", n))
	}
	if e.Idempotency == Required {
		parts = append(parts, "Needs an Idempotency-Key.")
	}
	return strings.Join(parts, " ")
}

func operationID(e *Endpoint) string {
	return strings.ToLower(e.Method) + "_" + strings.NewReplacer("/", "_", "{", "", "}", "", "-", "_").Replace(strings.Trim(e.Path, "/"))
}

// definition names a schema: the type's name, without the package of the API itself.
func definition(name string) string {
	name = strings.TrimPrefix(name, "Wire")
	return strings.TrimPrefix(strings.TrimPrefix(name, "Api"), "Endpoint")
}

// withoutNull keeps null out of the document: lists are never null and absent values are
// left out. Only what an answer always has and may be empty is null.
func withoutNull(p jsonschema.InterceptNullabilityParams) {
	if p.Schema == nil || p.Schema.Ref != nil {
		return
	}
	oc, ok := openapi.OperationCtx(p.Context)
	if ok && oc.IsProcessingResponse() && p.Type.Kind() == reflect.Pointer && !p.OmitEmpty {
		return
	}
	p.Schema.RemoveType(jsonschema.Null)
}

// translate writes validate tags as schema rules, so that the document says what the
// binding enforces.
func translate(p jsonschema.InterceptPropParams) error {
	if !p.Processed {
		return nil
	}
	oc, ok := openapi.OperationCtx(p.Context)
	response := ok && oc.IsProcessingResponse()
	if response {
		if !strings.Contains(p.Field.Tag.Get("json"), "omitempty") && !strings.Contains(p.Field.Tag.Get("json"), "omitzero") &&
			p.ParentSchema != nil && jsonName(p.Field) != "" {
			p.ParentSchema.Required = appendOnce(p.ParentSchema.Required, p.Name)
		}
		return nil
	}
	if p.ParentSchema != nil && jsonName(p.Field) != "" && p.ParentSchema.AdditionalProperties == nil {
		no := false
		p.ParentSchema.AdditionalProperties = &jsonschema.SchemaOrBool{TypeBoolean: &no}
	}
	for _, rule := range strings.Split(p.Field.Tag.Get("validate"), ",") {
		name, arg, _ := strings.Cut(rule, "=")
		if name == "dive" {
			break
		}
		if name == "required" && p.ParentSchema != nil && jsonName(p.Field) != "" {
			p.ParentSchema.Required = appendOnce(p.ParentSchema.Required, p.Name)
		}
		apply(p.PropertySchema, p.Field.Type, name, arg)
	}
	return nil
}

func appendOnce(list []string, name string) []string {
	for _, x := range list {
		if x == name {
			return list
		}
	}
	return append(list, name)
}

func apply(s *jsonschema.Schema, t reflect.Type, rule, arg string) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	n, _ := strconv.ParseInt(arg, 10, 64)
	switch rule {
	case "required":
		if t.Kind() == reflect.String && s.MinLength == 0 {
			s.MinLength = 1
		}
		if t.Kind() == reflect.Slice && s.MinItems == 0 {
			s.MinItems = 1
		}
	case "min", "gte":
		bound(s, t, n, true)
	case "max", "lte":
		bound(s, t, n, false)
	case "gt":
		bound(s, t, n+1, true)
	case "oneof":
		if t.Kind() == reflect.String {
			s.Enum = nil
			for _, v := range strings.Fields(arg) {
				s.Enum = append(s.Enum, v)
			}
		}
	case "email":
		s.WithFormat("email")
	}
}

func bound(s *jsonschema.Schema, t reflect.Type, n int64, lower bool) {
	f := float64(n)
	switch t.Kind() {
	case reflect.String:
		if lower {
			s.MinLength = n
		} else {
			s.MaxLength = &n
		}
	case reflect.Slice:
		if lower {
			s.MinItems = n
		} else {
			s.MaxItems = &n
		}
	case reflect.Int, reflect.Int64, reflect.Int32:
		if lower {
			s.Minimum = &f
		} else {
			s.Maximum = &f
		}
	default: // nothing else has bounds
	}
}
