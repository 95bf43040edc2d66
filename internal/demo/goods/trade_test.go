package goods_test

import (
	"math/big"
	"strconv"
	"strings"
	"testing"

	"github.com/markthalle/markthalle/internal/demo/goods"
)

// validGTIN computes the check digit another way round: from the right.
func validGTIN(s string) bool {
	sum := 0
	for i := range len(s) {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			d *= 3
		}
		sum += d
	}
	return len(s) == 13 && sum%10 == 0
}

func validIBAN(s string) bool {
	var digits strings.Builder
	for _, c := range s[4:] + s[:4] {
		if c >= 'A' {
			digits.WriteString(strconv.Itoa(int(c - 'A' + 10)))
		} else {
			digits.WriteRune(c)
		}
	}
	n, ok := new(big.Int).SetString(digits.String(), 10)
	return ok && new(big.Int).Mod(n, big.NewInt(97)).Int64() == 1
}

// The published examples of the standards and tax offices.
func TestCheckDigits(t *testing.T) {
	t.Parallel()
	if got := goods.GTIN13("400638133393"); got != "4006381333931" {
		t.Errorf("GTIN %s", got)
	}
	if got := goods.IBAN("DE", "370400440532013000"); got != "DE89370400440532013000" {
		t.Errorf("IBAN %s", got)
	}
	for _, id := range []string{"DE136695976", "ATU13585627", "PL8567346215", "FR83404833048", "IT00743110157", "NL010000446B01", "DK13585628", "CZ25123891", "ESB58378431", "PT501964843", "SE556188840401", "BE0776091951"} {
		if !goods.ValidVAT(id) {
			t.Errorf("%s is right, and refused", id)
		}
		last := id[len(id)-1]
		wrong := id[:len(id)-1] + string('0'+(last-'0'+1)%10)
		if goods.ValidVAT(wrong) {
			t.Errorf("%s is wrong, and taken", wrong)
		}
	}
}

// MKT-3: trader data of business sellers, with right check digits.
func TestVendors(t *testing.T) {
	t.Parallel()
	for _, v := range goods.Generate(5, 400, 0).Vendors {
		if !validIBAN(v.IBAN) || v.IBAN[:2] != v.Country {
			t.Errorf("%s: IBAN %s", v.Key, v.IBAN)
		}
		if v.Phone[0] != '+' || len(v.Phone) < 9 || len(v.Phone) > 16 || !strings.HasSuffix(v.Email, ".example") {
			t.Errorf("%s: %s %s", v.Key, v.Phone, v.Email)
		}
		if v.LegalName == "" || v.Street == "" || v.PostalCode == "" || v.Contact == "" || v.Plan == "" || len(v.Departments) == 0 || v.Scale < 1 {
			t.Errorf("incomplete: %+v", v)
		}
		if v.Quality < 5000 || v.Quality > 10000 {
			t.Errorf("%s: quality %d", v.Key, v.Quality)
		}
		trader := v.SellerKind == goods.SellerBusiness && v.State != goods.StateMissingTax
		if trader && (!goods.ValidVAT(v.VATID) || v.VATID[:2] != v.Country || v.RegistrationNumber == "" || v.TaxID == "") {
			t.Errorf("%s: VAT %q register %q", v.Key, v.VATID, v.RegistrationNumber)
		}
		if v.State == goods.StateMissingTax && v.VATID+v.TaxID != "" {
			t.Errorf("%s has the tax data that it should lack", v.Key)
		}
	}
}

func TestVendorsShowEveryState(t *testing.T) {
	t.Parallel()
	m := market(t)
	states, countries, kinds, big := map[string]int{}, map[string]bool{}, map[string]int{}, 0
	listed := map[string]int{}
	for _, p := range m.Products {
		listed[p.Owner]++
	}
	for _, v := range m.Vendors {
		states[v.State]++
		countries[v.Country] = true
		kinds[v.SellerKind]++
		if listed[v.Key] >= 120 {
			big++
		}
		if v.State == goods.StateInReview && listed[v.Key] > 0 {
			t.Errorf("%s lists before it is approved", v.ShopName)
		}
	}
	for s, want := range map[string]int{goods.StateHoliday: 2, goods.StateSuspended: 1, goods.StateInReview: 1, goods.StateMissingTax: 1} {
		if states[s] != want {
			t.Errorf("%d vendors %s, want %d", states[s], s, want)
		}
	}
	if len(countries) != 12 || kinds[goods.SellerPrivate] == 0 || big != 3 {
		t.Errorf("%d countries, kinds %v, %d large catalogues", len(countries), kinds, big)
	}
}

func TestOffers(t *testing.T) {
	t.Parallel()
	m := market(t)
	active, vendors := map[string]bool{}, map[string]bool{}
	for _, v := range m.Vendors {
		active[v.Key], vendors[v.Key] = v.Active(), true
	}
	variants := map[string]bool{}
	for _, p := range m.Products {
		for _, v := range p.Variants {
			variants[p.Key+v.Key] = true
		}
	}
	sellers, buyable, seen := map[string]map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, o := range m.Offers {
		id := o.Product + o.Variant + o.Vendor
		if seen[id] || !variants[o.Product+o.Variant] || !vendors[o.Vendor] {
			t.Fatalf("offer on nothing, or twice: %+v", o)
		}
		seen[id] = true
		if o.Price <= 0 || o.Price%5 != 0 || o.ListPrice != 0 && o.ListPrice < o.Price || o.Stock < 0 || o.HandlingDays < 1 || o.SKU == "" {
			t.Errorf("%+v", o)
		}
		if sellers[o.Product] == nil {
			sellers[o.Product] = map[string]bool{}
		}
		sellers[o.Product][o.Vendor] = true
		buyable[o.Product] = buyable[o.Product] || active[o.Vendor] && o.Stock > 0
	}
	can, several := 0, 0
	for _, p := range m.Products {
		if !sellers[p.Key][p.Owner] {
			t.Errorf("%s has no offer of its owner", p.Key)
		}
		if n := len(sellers[p.Key]); n > 1 {
			several++
			if n > 5 {
				t.Errorf("%s has %d sellers", p.Key, n)
			}
		}
		if buyable[p.Key] {
			can++
		}
		if p.Price <= 0 || p.ListPrice != 0 && p.ListPrice <= p.Price {
			t.Errorf("%s: price %d, list price %d", p.Key, p.Price, p.ListPrice)
		}
	}
	if can*100 < 85*len(m.Products) {
		t.Errorf("%d of %d products can be bought", can, len(m.Products))
	}
	if several*100 < 31*len(m.Products) || several*100 > 42*len(m.Products) {
		t.Errorf("%d of %d products have several sellers", several, len(m.Products))
	}
}

func BenchmarkGenerate(b *testing.B) {
	for b.Loop() {
		goods.Generate(1, 36, 1500)
	}
}
