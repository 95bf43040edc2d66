package stripesim

import (
	"net/http"
	"strconv"
	"strings"
)

type onboardField struct{ Name, Label, Value string }

type onboardView struct {
	frame
	Intro  string
	Fields []onboardField
}

// openLink returns a link that may still be used. Opening a form is single use: what
// was opened before, or too late, sends the reader to refresh_url.
func (t *tx) openLink(token, kind string, opening bool) (*link, error) {
	l, ok := t.load(token).(*link)
	switch {
	case !ok || l.Kind != kind:
		return nil, noSuch("link", token)
	case opening && (l.Opened || t.now.UnixMilli() > l.Until):
		return l, refused("", "", "This link has expired.")
	case !opening && (!l.Opened || l.Done):
		return l, refused("", "", "This link has been used.")
	}
	l = edit[link](t, token)
	if opening {
		l.Opened = true
	}
	return l, nil
}

func (h *hosted) onboardForm(w http.ResponseWriter, r *http.Request) {
	var l *link
	var v onboardView
	err := h.see(func(t *tx) (err error) {
		if l, err = t.openLink(r.PathValue("token"), "onboard", true); err != nil {
			return err
		}
		v = h.onboardView(t, get[account](t, l.Account))
		return nil
	})
	switch {
	case l == nil:
		h.message(w, http.StatusNotFound, "Not found", "There is no such form.", "")
	case err != nil:
		http.Redirect(w, r, l.Refresh, http.StatusSeeOther)
	default:
		h.show(w, http.StatusOK, "onboard", v)
	}
}

// onboardView shows what the account owes, filled with valid test data.
func (h *hosted) onboardView(t *tx, a *account) onboardView {
	v := onboardView{frame: h.frame("Verify your business"), Intro: "These are the details that are still missing. They are filled with test data."}
	scratch := t.s.begin(t.now) // only to see what the test data would be; never committed
	filled := *a
	filled.fillOwed(scratch)
	for _, name := range a.Requirements.CurrentlyDue {
		label := strings.NewReplacer(".", ": ", "_", " ").Replace(name)
		label = strings.ToUpper(label[:1]) + label[1:]
		v.Fields = append(v.Fields, onboardField{name, label, filled.testValue(name)})
	}
	if len(v.Fields) == 0 {
		v.Intro = "Nothing is missing. You can still choose what the verification says."
	}
	return v
}

// testValue returns what the form shows for a requirement.
func (a *account) testValue(name string) string {
	short := name[strings.IndexByte(name, '.')+1:]
	var p person
	if a.Individual != nil {
		p = *a.Individual
	}
	var c company
	if a.Company != nil {
		c = *a.Company
	}
	where := p.Address
	if strings.HasPrefix(name, "company.") {
		where = c.Address
	}
	values := map[string]string{
		"business_profile.mcc": string(a.BusinessProfile.MCC), "business_profile.url": string(a.BusinessProfile.URL), "business_type": string(a.BusinessType),
		"company.name": string(c.Name), "company.tax_id": "DE000000000", "external_account": "000123456789", documentField: "passport.pdf",
		"tos_acceptance.date": itoa(int64(a.TOS.Date)), "tos_acceptance.ip": string(a.TOS.IP),
	}
	if v, ok := values[name]; ok {
		return v
	}
	return map[string]string{
		"address.city": string(where.City), "address.line1": string(where.Line1), "address.postal_code": string(where.PostalCode),
		"dob.day": itoa(int64(p.DOB.Day)), "dob.month": itoa(int64(p.DOB.Month)), "dob.year": itoa(int64(p.DOB.Year)),
		"email": string(p.Email), "first_name": string(p.FirstName), "last_name": string(p.LastName), "phone": string(p.Phone),
	}[short]
}

// onboard takes the form: the button decides what the verification says.
func (h *hosted) onboard(w http.ResponseWriter, r *http.Request) {
	var l *link
	err := h.see(func(t *tx) (err error) {
		if l, err = t.openLink(r.PathValue("token"), "onboard", false); err != nil {
			return err
		}
		if err := t.verify(l.Account, r); err != nil {
			return err
		}
		l.Done = true
		return nil
	})
	h.s.flushHooks(r)
	switch {
	case l == nil:
		h.message(w, http.StatusNotFound, "Not found", "There is no such form.", "")
	case err != nil && !l.Done:
		h.message(w, http.StatusUnprocessableEntity, "Not accepted", asError(err).Message, l.Refresh)
	default:
		http.Redirect(w, r, l.Return, http.StatusSeeOther)
	}
}

// verify stores what was typed and moves the account as the button says.
func (t *tx) verify(id string, r *http.Request) error {
	a := edit[account](t, id)
	if err := a.readTyped(t, r); err != nil {
		return err
	}
	switch r.PostFormValue("outcome") {
	case "review":
		a.fillOwed(t)
		t.moveAccount(id, stageReview, "")
		t.schedule("account_verified", id, platformID, t.now.Add(reviewTime))
	case "document":
		a.fillOwed(t)
		t.moveAccount(id, stageDocument, "")
	case "leave":
		t.accountChanged(a)
	case "rejected":
		a.fillOwed(t)
		t.moveAccount(id, stageRejected, "other")
	default:
		a.fillOwed(t)
		a.Sim.BankErrored = false
		t.moveAccount(id, stageEnabled, "")
	}
	return nil
}

// readTyped takes the fields of the form that the account stores.
func (a *account) readTyped(t *tx, r *http.Request) error {
	text := func(name string, to *opt) {
		if v := strings.TrimSpace(r.PostFormValue(name)); v != "" {
			*to = opt(v)
		}
	}
	text("business_profile.mcc", &a.BusinessProfile.MCC)
	text("business_profile.url", &a.BusinessProfile.URL)
	text("business_type", &a.BusinessType)
	var c company
	if a.Company != nil {
		c = *a.Company
	}
	text("company.name", &c.Name)
	text("company.address.city", &c.Address.City)
	text("company.address.line1", &c.Address.Line1)
	text("company.address.postal_code", &c.Address.PostalCode)
	if c != (company{}) {
		a.Company = &c
	}
	if err := a.readTypedPerson(r, text); err != nil {
		return err
	}
	number := strings.ToUpper(strings.ReplaceAll(r.PostFormValue("external_account"), " ", ""))
	if number == "" {
		return nil
	}
	if !validAccountNumber(number) {
		return invalid("account_number_invalid", "external_account", "The bank account number must be a valid IBAN or a number of 4 to 17 digits.")
	}
	a.Sim.Banks, a.Sim.BankErrored = []bank{newBank(t, a.ID, number, a.Country, a.DefaultCurrency)}, false
	return nil
}

func (a *account) readTypedPerson(r *http.Request, text func(string, *opt)) error {
	var p person
	if a.Individual != nil {
		p = *a.Individual
	}
	before := p
	for _, prefix := range []string{"individual.", "representative."} {
		text(prefix+"first_name", &p.FirstName)
		text(prefix+"last_name", &p.LastName)
		text(prefix+"email", &p.Email)
		text(prefix+"phone", &p.Phone)
		text(prefix+"address.city", &p.Address.City)
		text(prefix+"address.line1", &p.Address.Line1)
		text(prefix+"address.postal_code", &p.Address.PostalCode)
		for name, to := range map[string]*optInt{"dob.day": &p.DOB.Day, "dob.month": &p.DOB.Month, "dob.year": &p.DOB.Year} {
			v := r.PostFormValue(prefix + name)
			if v == "" {
				continue
			}
			n, err := strconv.ParseInt(v, 10, 32)
			if err != nil || n < 1 || n > 2100 {
				return invalid("", prefix+name, "The date of birth must be made of numbers.")
			}
			*to = optInt(n)
		}
	}
	if p != before {
		a.Individual = &p
	}
	return nil
}
