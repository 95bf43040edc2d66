package vendors

import (
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/language"

	"github.com/markthalle/markthalle"
)

var (
	postalCode = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9 -]{1,10}$`)
	plainID    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9 ./-]{2,39}$`)
)

// check returns every fault of v's trader data. With all, what an application must
// have is required; else only what is there is judged.
func (c Config) check(v *Vendor, all bool) *markthalle.Faults {
	f := &markthalle.Faults{}
	text := func(pointer, value string, least, most int) {
		n := utf8.RuneCountInString(value)
		switch {
		case n == 0 && all && least > 0:
			f.Add(pointer, "required", "This is required.")
		case n > 0 && n < least:
			f.AddField(markthalle.Field{Pointer: pointer, Code: "too_short", Message: "This is too short.", Found: fmt.Sprint(n), Wanted: fmt.Sprintf("%d to %d characters", least, most)})
		case n > most:
			f.AddField(markthalle.Field{Pointer: pointer, Code: "too_long", Message: "This is too long.", Found: fmt.Sprint(n), Wanted: fmt.Sprintf("%d to %d characters", least, most)})
		}
	}
	switch {
	case v.SellerKind != Business && v.SellerKind != Private:
		f.AddField(markthalle.Field{Pointer: "/seller_kind", Code: "enum", Message: "A seller is business or private.", Found: string(v.SellerKind), Wanted: "business, private"})
	case v.SellerKind == Private && !c.PrivateSellers:
		f.AddField(markthalle.Field{Pointer: "/seller_kind", Code: "vendors.private_refused", Message: "Private persons cannot sell here.", Found: "private", Wanted: "business"})
	}
	text("/legal_name", v.LegalName, 2, 120)
	text("/shop_name", v.ShopName, 2, 60)
	c.checkContact(f, v, all)
	checkAddress(f, "/address", v.Address, all)
	c.checkNumbers(f, v, all)
	if all {
		if v.AcceptedTerms != c.TermsVersion {
			f.AddField(markthalle.Field{Pointer: "/accepted_terms", Code: "vendors.terms", Message: "The present terms must be accepted.", Found: v.AcceptedTerms, Wanted: c.TermsVersion})
		}
		f.Check(v.SelfCertified || v.SellerKind == Private, "/self_certified", "required", "A trader must certify to offer only goods that comply with the law.")
	}
	size := 0
	for _, t := range v.Story {
		size += len(t.Value)
	}
	f.Check(size <= maxStory, "/story", "too_long", "The story is too long.")
	return f
}

func (c Config) checkContact(f *markthalle.Faults, v *Vendor, all bool) {
	switch {
	case v.Country == "" && !all:
	case !ValidCountry(v.Country):
		f.AddField(markthalle.Field{Pointer: "/country", Code: "country", Message: "This is not a country's code.", Found: v.Country, Wanted: "an ISO 3166-1 code such as DE"})
	}
	switch {
	case v.Email == "" && all:
		f.Add("/email", "required", "This is required.")
	case v.Email != "" && !validEmail(v.Email):
		f.AddField(markthalle.Field{Pointer: "/email", Code: "email", Message: "This is not an e-mail address.", Found: v.Email, Wanted: "name@example.org"})
	}
	if v.Phone == "" {
		f.Check(!all, "/phone", "required", "This is required.")
	} else if _, ok := parsePhone(v.Phone, v.Country); !ok {
		f.AddField(markthalle.Field{Pointer: "/phone", Code: "phone", Message: "This is not a phone number.", Found: v.Phone, Wanted: "a number such as +49 30 1234567"})
	}
}

// checkAddress notes what is wrong with an address; with all, what is missing too.
func checkAddress(f *markthalle.Faults, at string, a Address, all bool) {
	f.Check(!all || a.Line1 != "", at+"/line1", "required", "Street and number are required.")
	f.Check(!all || a.City != "", at+"/city", "required", "The town is required.")
	if a.PostalCode == "" {
		f.Check(!all || slices.Contains(withoutPostalCodes, a.Country), at+"/postal_code", "required", "The postal code is required.")
	} else if !postalCode.MatchString(a.PostalCode) {
		f.AddField(markthalle.Field{Pointer: at + "/postal_code", Code: "postal_code", Message: "This is not a postal code.", Found: a.PostalCode, Wanted: "letters, digits, spaces, hyphens"})
	}
	if !ValidCountry(a.Country) && (all || a.Country != "") {
		f.AddField(markthalle.Field{Pointer: at + "/country", Code: "country", Message: "This is not a country's code.", Found: a.Country, Wanted: "an ISO 3166-1 code such as DE"})
	}
	for _, part := range []struct{ name, value string }{{"name", a.Name}, {"line1", a.Line1}, {"line2", a.Line2}, {"city", a.City}} {
		f.Check(utf8.RuneCountInString(part.value) <= 120, at+"/"+part.name, "too_long", "At most 120 characters.")
	}
}

// withoutPostalCodes are countries of the market's surroundings that use none.
var withoutPostalCodes = []string{"HK", "AE", "QA", "PA", "BO"}

func (c Config) checkNumbers(f *markthalle.Faults, v *Vendor, all bool) {
	if v.VATID != "" {
		if why := CheckVAT(v.VATID); why != "" {
			f.AddField(markthalle.Field{Pointer: "/vat_id", Code: "vendors.vat_id", Message: "This VAT number cannot be right.", Found: v.VATID, Wanted: why})
		}
	}
	if v.IBAN != "" {
		if why := CheckIBAN(v.IBAN); why != "" {
			f.AddField(markthalle.Field{Pointer: "/iban", Code: "vendors.iban", Message: "This account number cannot be right.", Found: mask(v.IBAN), Wanted: why})
		}
	}
	checkPerson(f, v)
	for _, n := range []struct{ pointer, value string }{{"/tax_id", v.TaxID}, {"/registration_number", v.RegistrationNumber}} {
		if n.value != "" && !plainID.MatchString(n.value) {
			f.AddField(markthalle.Field{Pointer: n.pointer, Code: "format", Message: "This number has characters that no such number has.", Found: n.value, Wanted: "3 to 40 letters, digits, spaces, . / -"})
		}
	}
	if all && v.SellerKind == Business && v.VATID == "" && v.TaxID == "" {
		f.AddField(markthalle.Field{Pointer: "/vat_id", Code: "required", Message: "A business names its VAT number or its tax number.", Wanted: "vat_id or tax_id"})
	}
}

// GivenNames is what a private seller's legal name has besides the family name; ok is false
// when that is not given, or neither the beginning nor the end of the legal name.
func (v *Vendor) GivenNames() (names string, ok bool) {
	if v.FamilyName == "" {
		return "", false
	}
	if v.LegalName == v.FamilyName {
		return "", true
	}
	if names, ok = strings.CutSuffix(v.LegalName, " "+v.FamilyName); ok {
		return names, true
	}
	return strings.CutPrefix(v.LegalName, v.FamilyName+" ")
}

// checkPerson notes what is wrong with what only a private seller has: a family name and a
// date of birth.
func checkPerson(f *markthalle.Faults, v *Vendor) {
	if v.FamilyName != "" {
		if _, ok := v.GivenNames(); !ok {
			f.AddField(markthalle.Field{
				Pointer: "/family_name", Code: "not_in_name", Message: "The family name is not the beginning or the end of the legal name.", Found: v.FamilyName, Wanted: "a part of " + v.LegalName,
			})
		}
		f.Check(v.SellerKind == Private, "/family_name", "not_allowed", "Only private sellers have a family name.")
	}
	if v.BirthDate == "" {
		return
	}
	born, err := time.Parse(time.DateOnly, v.BirthDate)
	if err != nil || born.Year() < 1900 {
		f.AddField(markthalle.Field{Pointer: "/birth_date", Code: "date", Message: "This is not a date of birth.", Wanted: "a day such as 1980-03-31"})
	}
	f.Check(v.SellerKind == Private, "/birth_date", "not_allowed", "Only private sellers have a date of birth.")
}

// mask keeps the ends of an account number, so that an error tells which one is meant
// and gives nothing away.
func mask(s string) string {
	if len(s) <= 8 {
		return strings.Repeat("•", len(s))
	}
	return s[:4] + "…" + s[len(s)-2:]
}

// ValidCountry reports whether code is an ISO 3166-1 alpha-2 code in upper case.
func ValidCountry(code string) bool {
	if len(code) != 2 {
		return false
	}
	r, err := language.ParseRegion(code)
	return err == nil && r.IsCountry() && r.Canonicalize().String() == code
}

func validEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > 254 {
		return false
	}
	_, domain, _ := strings.Cut(s, "@")
	return strings.Contains(domain, ".") && !strings.HasPrefix(domain, ".") && !strings.HasSuffix(domain, ".")
}

// parsePhone reads a number written in the manner of country and returns it as E.164.
// Whether a number is assigned is not asked: ranges change faster than tables.
func parsePhone(s, country string) (string, bool) {
	n, err := phonenumbers.Parse(s, country)
	if err != nil || !phonenumbers.IsPossibleNumber(n) {
		return "", false
	}
	return phonenumbers.Format(n, phonenumbers.E164), true
}

// The bounds that keep a vendor's document small.
const (
	maxStory  = 12_000 // bytes over all languages
	maxPolicy = 12_000 // bytes over all languages, each policy
)
