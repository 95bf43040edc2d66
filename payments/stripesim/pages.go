package stripesim

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"strings"
	"time"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed static/style.css
var styleSheet []byte

// contentPolicy lets the pages load nothing but their own style sheet.
const contentPolicy = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'"

// frame is what every page has.
type frame struct {
	Title string
	Base  string
	Wide  bool
}

// Pages returns the handler of the hosted pages, mounted at Config.BasePath with that
// prefix stripped: the overview, pay/{session}, authenticate/{intent},
// connect/onboard/{token} and express/{token}. They work without JavaScript. A declined
// card shows the form again with status 402.
func (s *Simulator) Pages() http.Handler {
	h := &hosted{s: s, views: template.Must(template.ParseFS(templateFiles, "templates/*.html"))}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /style.css", h.style)
	mux.HandleFunc("GET /pay/{id}", h.payForm)
	mux.HandleFunc("POST /pay/{id}", h.pay)
	mux.HandleFunc("GET /authenticate/{id}", h.authForm)
	mux.HandleFunc("POST /authenticate/{id}", h.auth)
	mux.HandleFunc("GET /connect/onboard/{token}", h.onboardForm)
	mux.HandleFunc("POST /connect/onboard/{token}", h.onboard)
	mux.HandleFunc("GET /express/{token}", h.express)
	mux.HandleFunc("GET /{$}", h.overview)
	mux.HandleFunc("POST /{$}", h.act)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		head := w.Header()
		head.Set("Content-Security-Policy", contentPolicy)
		head.Set("Referrer-Policy", "same-origin")
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("Cache-Control", "no-store")
		if site := r.Header.Get("Sec-Fetch-Site"); r.Method == http.MethodPost && site != "" && site != "same-origin" && site != "none" {
			h.message(w, http.StatusForbidden, "Refused", "This form can only be sent from its own page.", "")
			return
		}
		if r.URL.Path == "" { // the mount point without its slash
			http.Redirect(w, r, h.s.cfg.BasePath+"/", http.StatusSeeOther)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		mux.ServeHTTP(w, r)
	})
}

type hosted struct {
	s     *Simulator
	views *template.Template
}

func (h *hosted) frame(title string) frame { return frame{Title: title, Base: h.s.cfg.BasePath} }

// show renders into memory first, so that a failure is never half a page.
func (h *hosted) show(w http.ResponseWriter, status int, name string, view any) {
	var b bytes.Buffer
	if err := h.views.ExecuteTemplate(&b, name, view); err != nil {
		h.s.logger.Error("simulator: page failed", "page", name, "error", err)
		http.Error(w, "simulator: page failed", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if _, err := b.WriteTo(w); err != nil {
		h.s.logger.Debug("simulator: the reader is gone", "page", name, "error", err)
	}
}

type messageView struct {
	frame
	Text, Link, LinkText string
}

func (h *hosted) message(w http.ResponseWriter, status int, title, text, link string) {
	h.show(w, status, "message", messageView{frame: h.frame(title), Text: text, Link: link, LinkText: "Continue"})
}

func (h *hosted) style(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=300")
	if _, err := w.Write(styleSheet); err != nil {
		h.s.logger.DebugContext(r.Context(), "simulator: the reader is gone", "error", err)
	}
}

// see reads the state for a page.
func (h *hosted) see(fn func(*tx) error) error { return h.s.command(cause{}, fn) }

type payLine struct {
	Text, Amount string
	Quantity     int64
}

type payView struct {
	frame
	Total, CancelURL, Message string
	Lines                     []payLine
	NeedsCard                 bool
	Card, Exp, CVC, Name      string
}

func (h *hosted) payView(cs *session, now time.Time) payView {
	v := payView{
		frame: h.frame("Pay your order"), Total: amountText(cs.Total, cs.Currency), CancelURL: string(cs.CancelURL), NeedsCard: cs.Total > 0,
		Card: "4242 4242 4242 4242", Exp: "12/" + now.AddDate(3, 0, 0).Format("06"), CVC: "123", Name: "Test Buyer",
	}
	for _, l := range cs.Sim.Lines {
		v.Lines = append(v.Lines, payLine{l.Description, amountText(l.Total, l.Currency), l.Quantity})
	}
	if cs.ShippingCost != nil {
		v.Lines = append(v.Lines, payLine{"Shipping: " + cs.ShippingOptions[0].Name, amountText(cs.ShippingCost.Total, cs.Currency), 1})
	}
	return v
}

func (h *hosted) payForm(w http.ResponseWriter, r *http.Request) {
	var cs *session
	var now time.Time
	err := h.see(func(t *tx) (err error) {
		var ok bool
		if cs, ok = t.load(r.PathValue("id")).(*session); !ok {
			return noSuch("checkout.session", r.PathValue("id"))
		}
		now = t.now
		return nil
	})
	switch {
	case err != nil:
		h.message(w, http.StatusNotFound, "Not found", "There is no such payment.", "")
	case cs.Status == "complete":
		http.Redirect(w, r, cs.successURL(), http.StatusSeeOther)
	case cs.Status == "expired":
		h.message(w, http.StatusGone, "Expired", "This payment has expired. Please start again in the shop.", string(cs.CancelURL))
	default:
		h.show(w, http.StatusOK, "pay", h.payView(cs, now))
	}
}

// pay takes the form. Posting it twice pays once.
func (h *hosted) pay(w http.ResponseWriter, r *http.Request) {
	in := CardInput{Number: r.PostFormValue("card_number"), Exp: r.PostFormValue("exp"), CVC: r.PostFormValue("cvc"), Name: r.PostFormValue("name")}
	var cs *session
	var outcome CheckoutOutcome
	var now time.Time
	err := h.see(func(t *tx) (err error) {
		outcome, err = t.submit(r.PathValue("id"), in)
		cs, _ = t.load(r.PathValue("id")).(*session)
		now = t.now
		return err
	})
	h.s.flushHooks(r)
	switch {
	case cs == nil:
		h.message(w, http.StatusNotFound, "Not found", "There is no such payment.", "")
	case err == nil && outcome == CheckoutAction:
		http.Redirect(w, r, h.s.cfg.BasePath+"/authenticate/"+string(cs.Intent), http.StatusSeeOther)
	case err == nil:
		http.Redirect(w, r, cs.successURL(), http.StatusSeeOther)
	case cs.Status == "expired":
		h.message(w, http.StatusGone, "Expired", "This payment has expired. Please start again in the shop.", string(cs.CancelURL))
	default:
		v := h.payView(cs, now)
		v.Message, v.Card, v.Exp, v.CVC, v.Name = asError(err).Message, in.Number, in.Exp, "", in.Name
		h.show(w, http.StatusPaymentRequired, "pay", v)
	}
}

type authView struct {
	frame
	Total string
}

func (h *hosted) authForm(w http.ResponseWriter, r *http.Request) {
	var pi *intent
	err := h.see(func(t *tx) error {
		var ok bool
		if pi, ok = t.load(r.PathValue("id")).(*intent); !ok {
			return noSuch("payment_intent", r.PathValue("id"))
		}
		return nil
	})
	switch {
	case err != nil:
		h.message(w, http.StatusNotFound, "Not found", "There is no such payment.", "")
	case pi.Status != "requires_action":
		h.afterAuth(w, r, pi)
	default:
		h.show(w, http.StatusOK, "authenticate", authView{h.frame("Confirm your payment"), amountText(pi.Amount, pi.Currency)})
	}
}

// auth ends the 3D Secure step: back to the form after a failure, on after success.
func (h *hosted) auth(w http.ResponseWriter, r *http.Request) {
	var pi *intent
	err := h.see(func(t *tx) error {
		err := t.authenticate(r.PathValue("id"), r.PostFormValue("result") == "complete")
		pi, _ = t.load(r.PathValue("id")).(*intent)
		return err
	})
	h.s.flushHooks(r)
	switch {
	case pi == nil:
		h.message(w, http.StatusNotFound, "Not found", "There is no such payment.", "")
	case err != nil && pi.Session != "" && pi.Status == "requires_payment_method":
		h.declinedAfterAuth(w, pi, asError(err).Message)
	default:
		h.afterAuth(w, r, pi)
	}
}

func (h *hosted) declinedAfterAuth(w http.ResponseWriter, pi *intent, text string) {
	h.message(w, http.StatusPaymentRequired, "Not paid", text, h.s.cfg.BasePath+"/pay/"+pi.Session)
}

func (h *hosted) afterAuth(w http.ResponseWriter, r *http.Request, pi *intent) {
	to := pi.ReturnURL
	if pi.Session != "" {
		to = h.s.cfg.BasePath + "/pay/" + pi.Session // which goes on by itself once it is complete
	}
	if to == "" {
		h.message(w, http.StatusOK, "Done", "The payment is now "+strings.ReplaceAll(pi.Status, "_", " ")+".", "")
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}
