package endpoint

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"mime"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/maypok86/otter/v2"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
)

// Base is the path under which all endpoints are mounted.
const Base = "/api/v1"

// Authenticator finds out whose token or key a bearer is.
type Authenticator interface {
	Authenticate(ctx context.Context, bearer string) (accounts.Identity, error)
	// Afresh is Authenticate without anything remembered.
	Afresh(ctx context.Context, bearer string) (accounts.Identity, error)
}

// Config is what the kernel needs to serve a table.
type Config struct {
	Accounts Authenticator
	Keys     *Keys
	IDs      markthalle.IDs
	Limiter  *Limiter
	Log      *slog.Logger
	Trial    bool
}

type server struct {
	Config
	cache *otter.Cache[string, rendered]
}

// rendered is a public answer as bytes, kept for at most a second.
type rendered struct {
	body []byte
	etag string
}

// Mount adds the table's routes to an app.
func Mount(app fiber.Router, table []Endpoint, c Config) error {
	cache, err := otter.New(&otter.Options[string, rendered]{
		MaximumSize: 4096, ExpiryCalculator: otter.ExpiryWriting[string, rendered](time.Second),
	})
	if err != nil {
		return err
	}
	s := &server{Config: c, cache: cache}
	for i := range table {
		e := &table[i]
		if e.TrialOnly && !c.Trial {
			continue
		}
		app.Add(e.Method, Base+fiberPath(e.Path), s.serve(e))
	}
	return nil
}

// fiberPath writes {id} as the router wants it.
func fiberPath(path string) string {
	return strings.NewReplacer("{", ":", "}", "").Replace(path)
}

// serve returns the handler of one endpoint: the same steps for every request.
func (s *server) serve(e *Endpoint) fiber.Handler {
	return func(f *fiber.Ctx) error {
		ctx, cancel := context.WithTimeout(f.UserContext(), e.Deadline)
		defer cancel()
		if err := s.answer(ctx, f, e); err != nil {
			return WriteProblem(f, s.Log, err)
		}
		return nil
	}
}

func (s *server) answer(ctx context.Context, f *fiber.Ctx, e *Endpoint) error {
	c := &Call{
		Ctx: ctx, fiber: f, ids: s.IDs, RequestID: f.GetRespHeader(fiber.HeaderXRequestID),
		IP: f.IP(), Agent: f.Get(fiber.HeaderUserAgent), Locale: locale(f.Get(fiber.HeaderAcceptLanguage)),
		CartToken: f.Get("Markthalle-Cart"),
	}
	// Whoever is refused is counted too: tokens cannot be tried faster than anything else.
	refused := s.authenticate(c, e)
	if err := s.limit(c, e); err != nil {
		return err
	}
	if refused != nil {
		return refused
	}
	key := ""
	if e.Cache > 0 && c.anonymous() {
		key = string(c.Locale) + " " + f.OriginalURL()
		if hit, ok := s.cache.GetIfPresent(key); ok {
			return sendRendered(f, hit, public)
		}
	}
	in := reflect.New(e.in)
	faults := &markthalle.Faults{}
	e.plan.bindParams(f, in.Elem(), faults)
	c.IfMatch = ifMatch(f.Get(fiber.HeaderIfMatch), faults)
	if err := s.body(f, e, in.Elem(), faults); err != nil {
		return err
	}
	check(in.Interface(), faults)
	if err := faults.Err("request.invalid"); err != nil {
		return err
	}
	if e.Raw {
		_, err := e.handle(c, in)
		return err
	}
	if e.Idempotency != Ignored {
		return s.keyed(c, e, in) //nolint:contextcheck // the call carries it
	}
	return s.run(c, e, in, key)
}

// authenticate finds out who acts and whether the endpoint is for them.
func (s *server) authenticate(c *Call, e *Endpoint) error {
	bearer, ok := strings.CutPrefix(c.fiber.Get(fiber.HeaderAuthorization), "Bearer ")
	if ok && e.Audience != Hook {
		id, err := s.Accounts.Authenticate(c.Ctx, strings.TrimSpace(bearer))
		if err != nil {
			return err
		}
		if id.Key != nil && len(id.Key.IPs) > 0 && !slices.Contains(id.Key.IPs, c.IP) {
			return markthalle.ErrSignIn
		}
		c.Identity, c.Bearer = id, strings.TrimSpace(bearer)
	}
	kind := markthalle.Guest
	switch e.Audience {
	case Public, Hook:
		if c.Identity.Person != nil {
			kind = markthalle.Buyer
		}
	case Person:
		kind = markthalle.Buyer
	case Vendor:
		kind = markthalle.Vendor
	case Operator:
		kind = markthalle.Operator
	}
	if kind == markthalle.Guest {
		c.Actor = markthalle.Actor{RequestID: c.RequestID}
		return nil
	}
	if c.Identity.Person == nil && c.Identity.Key == nil {
		return markthalle.ErrSignIn
	}
	err := c.act(kind, e.Permission)
	if markthalle.KindOf(err) != markthalle.Forbidden {
		return err
	}
	// Another process may have given them the role within the last second.
	if c.Identity, err = s.Accounts.Afresh(c.Ctx, c.Bearer); err != nil {
		return err
	}
	return c.act(kind, e.Permission)
}

// act takes on the role that a request needs.
func (c *Call) act(kind markthalle.ActorKind, permission markthalle.Permission) error {
	actor, err := c.Identity.Actor(kind, markthalle.VendorID(c.fiber.Get("Markthalle-Vendor")))
	if err != nil {
		return err
	}
	actor.RequestID = c.RequestID
	c.Actor = actor
	if permission != "" {
		return actor.Require(permission)
	}
	return nil
}

func (s *server) limit(c *Call, e *Endpoint) error {
	factor := 1
	switch {
	case c.Identity.Key != nil:
		factor = 10
	case c.Identity.Person != nil:
		factor = 2
	}
	a := s.Limiter.Take(c.IP, e.Rate, factor)
	if a.Limit > 0 {
		c.fiber.Set("RateLimit-Limit", strconv.Itoa(a.Limit))
		c.fiber.Set("RateLimit-Remaining", strconv.Itoa(a.Remaining))
		c.fiber.Set("RateLimit-Reset", seconds(a.Reset))
	}
	if !a.OK {
		c.fiber.Set(fiber.HeaderRetryAfter, seconds(a.Reset))
		return errRate
	}
	return nil
}

// body reads and binds the JSON body of an endpoint that takes one.
func (s *server) body(f *fiber.Ctx, e *Endpoint, in reflect.Value, faults *markthalle.Faults) error {
	if len(f.Body()) > e.BodyLimit {
		return errTooLarge
	}
	if e.Method == http.MethodGet || e.Method == http.MethodDelete || e.Multipart || e.Raw {
		return nil
	}
	if len(f.Body()) == 0 {
		if len(e.plan.body) > 0 || e.plan.object != nil {
			e.plan.bindBody(in, map[string]any{}, faults)
		}
		return nil
	}
	media, _, err := mime.ParseMediaType(f.Get(fiber.HeaderContentType))
	if err != nil || media != "application/json" {
		return errMediaType
	}
	value, err := decode(f.Body())
	if err != nil {
		return err
	}
	e.plan.bindBody(in, value, faults)
	return nil
}

func (s *server) run(c *Call, e *Endpoint, in reflect.Value, cacheKey string) error {
	out, err := e.handle(c, in)
	if err != nil {
		return err
	}
	if e.Status == http.StatusNoContent {
		return c.fiber.SendStatus(http.StatusNoContent)
	}
	body, err := encode(out)
	if err != nil {
		return err
	}
	if e.Cache > 0 {
		r := rendered{body: body, etag: etag(body)}
		if cacheKey == "" {
			return sendRendered(c.fiber, r, private)
		}
		s.cache.Set(cacheKey, r)
		return sendRendered(c.fiber, r, public)
	}
	c.fiber.Set(fiber.HeaderCacheControl, "no-store")
	c.fiber.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return c.fiber.Status(e.Status).Send(body)
}

// keyed runs a POST under its Idempotency-Key, or refuses one that needs a key.
func (s *server) keyed(c *Call, e *Endpoint, in reflect.Value) error {
	key := c.fiber.Get("Idempotency-Key")
	if key == "" {
		if e.Idempotency == Required {
			return errKeyRequired
		}
		return s.run(c, e, in, "")
	}
	if len(key) > 255 {
		return markthalle.Errorf(markthalle.Invalid, "idempotency.key_too_long", "The Idempotency-Key is longer than 255 characters.")
	}
	who := c.Actor.ID()
	switch {
	case c.Actor.Kind != markthalle.Guest:
	case c.CartToken != "": // a guest is the cart, wherever the next request comes from
		who = "cart:" + hash(c.CartToken)
	default:
		who = "guest:" + hash(c.IP, c.Agent)
	}
	id := "idem_" + hash(who, string(c.Actor.Vendor), e.Method, c.fiber.Path(), key)
	rec, leave, err := s.Keys.begin(c.Ctx, id, hash(c.fiber.OriginalURL(), string(c.fiber.Body())))
	if err != nil {
		return err
	}
	defer leave()
	if rec.Done {
		c.fiber.Set("Idempotent-Replayed", "true")
		if len(rec.Answer) > 0 || rec.Status == http.StatusNoContent {
			c.fiber.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
			return c.fiber.Status(rec.Status).Send(rec.Answer)
		}
	}
	c.seed = rec.Seed
	if err := s.run(c, e, in, ""); err != nil {
		// The caller may be gone and its deadline over; the key must be free all the same.
		if e2 := s.Keys.release(context.WithoutCancel(c.Ctx), id); e2 != nil {
			s.Log.Warn("idempotency key stays taken", "request_id", c.RequestID, "error", e2.Error())
		}
		return err
	}
	if rec.Done {
		return nil
	}
	var answer []byte
	if !e.Secret {
		answer = bytes.Clone(c.fiber.Response().Body())
	}
	if err := s.Keys.finish(context.WithoutCancel(c.Ctx), id, e.Status, answer); err != nil {
		s.Log.Warn("idempotency record not finished", "request_id", c.RequestID, "error", err.Error())
	}
	return nil
}

// encode renders an answer; lists that are empty are written as lists.
func encode(out any) ([]byte, error) {
	v := reflect.New(reflect.TypeOf(out)).Elem()
	v.Set(reflect.ValueOf(out))
	fillLists(v)
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v.Interface()); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// fillLists replaces nil lists by empty ones: clients are told [] and never null.
func fillLists(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == timeType {
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fillLists(v.Field(i))
			}
		}
	case reflect.Slice:
		if v.IsNil() && v.CanSet() {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		}
		if k := v.Type().Elem().Kind(); k == reflect.Struct || k == reflect.Slice || k == reflect.Pointer {
			for i := range v.Len() {
				fillLists(v.Index(i))
			}
		}
	case reflect.Pointer:
		if !v.IsNil() {
			fillLists(v.Elem())
		}
	default: // everything else holds no lists
	}
}

func etag(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + hex.EncodeToString(sum[:12]) + `"`
}

// How an answer of a public resource may be kept: by everybody, or by the one who is
// signed in.
const (
	public  = "public, max-age=1"
	private = "private, max-age=1"
)

func sendRendered(f *fiber.Ctx, r rendered, keep string) error {
	f.Set(fiber.HeaderETag, r.etag)
	f.Set(fiber.HeaderCacheControl, keep)
	f.Set(fiber.HeaderVary, "Accept-Language")
	if f.Get(fiber.HeaderIfNoneMatch) == r.etag {
		return f.SendStatus(http.StatusNotModified)
	}
	f.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return f.Status(http.StatusOK).Send(r.body)
}

// locale picks the language of a request from its Accept-Language.
func locale(header string) markthalle.Locale {
	for _, part := range strings.Split(header, ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		base, _, _ := strings.Cut(strings.ToLower(tag), "-")
		for _, l := range markthalle.Locales() {
			if base == string(l) {
				return l
			}
		}
	}
	return markthalle.English
}

func ifMatch(header string, faults *markthalle.Faults) *int64 {
	if header == "" || header == "*" {
		return nil
	}
	n, err := strconv.ParseInt(strings.Trim(strings.TrimPrefix(header, "W/"), `"`), 10, 64)
	if err != nil {
		faults.AddField(markthalle.Field{
			Pointer: "/If-Match", Code: "request.wrong_type", Message: "If-Match takes a revision.",
			Found: shorten(header), Wanted: `a revision in quotes, such as "3"`,
		})
		return nil
	}
	return &n
}
