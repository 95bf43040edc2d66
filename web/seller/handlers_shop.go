package seller

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/vendors"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// shopFields are the form fields that are named otherwise than the service's.
var shopFields = map[string]string{
	"shop_name": "name", "holiday": "to", "holiday[from]": "from", "holiday[to]": "to", "story[en]": "story", "story[de]": "story", "story[pl]": "story",
}

func showShop(c *edge.Ctx, a markthalle.Actor) error { return shopPage(c, a, nil, nil) }

// shopPage shows the shop; change, which may be nil, puts in what was typed.
func shopPage(c *edge.Ctx, a markthalle.Actor, faults kernel.Faults, change func(*Shop)) error {
	if err := a.RequireFor(markthalle.ShopRead, a.Vendor); err != nil {
		return err
	}
	v, err := c.Vendors.Get(c.Context, a.Vendor)
	if err != nil {
		return err
	}
	profiles, err := allProfiles(c, a)
	if err != nil {
		return err
	}
	used := map[markthalle.ProfileID]int64{}
	offers, err := ownOffers(c, a)
	if err != nil && !errors.Is(err, markthalle.ErrPermission) {
		return err
	}
	for _, o := range offers {
		used[o.Profile]++
	}
	view := wordsOf(c).shop(v, profiles, used)
	view.Faults = faults
	if change != nil {
		change(&view)
	}
	return c.Render(PageShop, view)
}

// autonyms are the languages' own names.
var autonyms = map[markthalle.Locale]string{markthalle.English: "English", markthalle.German: "Deutsch", markthalle.Polish: "Polski"}

func (w words) shop(v vendors.Vendor, profiles []vendors.ShippingProfile, used map[markthalle.ProfileID]int64) Shop {
	out := Shop{
		Name: v.ShopName, Slug: v.Slug, Email: v.Email, Phone: v.Phone, HolidayOn: v.Holiday.To.After(w.now),
		From: typed(v.Holiday.From, w.zone), To: typed(v.Holiday.To, w.zone), Hide: v.Holiday.Hide,
		Profiles: mapped(profiles, func(p vendors.ShippingProfile) Profile { return w.profile(p, used[p.ProfileID()]) }),
	}
	out.Quote = firstSentence(v.Story.In(w.locale))
	for _, l := range markthalle.Locales() {
		text := ""
		for _, t := range v.Story {
			if t.Locale == l {
				text = t.Value
			}
		}
		out.Story = append(out.Story, LocaleText{Locale: string(l), Name: autonyms[l], Text: text})
	}
	return out
}

func (w words) profile(p vendors.ShippingProfile, used int64) Profile {
	out := Profile{ID: p.ID, Name: p.Name, Default: p.Default, Confirmed: p.Confirmed, Offers: used}
	for i, z := range p.Zones {
		zone := Zone{
			No: i + 1, Countries: strings.Join(z.Countries, ", "), Price: w.plain(z.Price), DaysMin: z.DaysMin, DaysMax: z.DaysMax,
			Currency: string(z.Price.Currency),
		}
		if z.FreeFrom != nil {
			zone.FreeFrom = w.plain(*z.FreeFrom)
		}
		out.Zones = append(out.Zones, zone)
	}
	return out
}

func changeShop(c *edge.Ctx, a markthalle.Actor) error {
	v, err := c.Vendors.Get(c.Context, a.Vendor)
	if err != nil {
		return err
	}
	name, email, phone, story := c.Form("name"), c.Form("email"), c.Form("phone"), v.Story
	for _, x := range c.FormUnder("story") {
		if l := markthalle.Locale(x.Name); slices.Contains(markthalle.Locales(), l) {
			story = textsOver(story, l, x.Text)
		}
	}
	if quote := c.Form("quote"); quote != firstSentence(v.Story.In(c.Locale)) {
		story = textsOver(story, c.Locale, withQuote(story.In(c.Locale), quote))
	}
	patch := vendors.Patch{Story: &story}
	// What stays as it is needs no permission to be changed.
	if name != v.ShopName {
		patch.ShopName = &name
	}
	if email != v.Email {
		patch.Email = &email
	}
	if phone != v.Phone {
		patch.Phone = &phone
	}
	if _, err := c.Vendors.Update(c.Context, a, a.Vendor, patch, nil); err != nil {
		return c.Fail(err, func(faults kernel.Faults) error {
			return shopPage(c, a, renamed(faults, shopFields), func(s *Shop) {
				s.Name, s.Email, s.Phone, s.Quote = name, email, phone, c.Form("quote")
				for i := range s.Story {
					s.Story[i].Text = c.Form("story[" + s.Story[i].Locale + "]")
				}
			})
		})
	}
	c.Flash("good", FlashSaved)
	return c.Redirect("/sell/shop")
}

// firstSentence is the beginning of a story, up to its first full stop. The storefront
// shows it beside the vendor's picture.
func firstSentence(s string) string {
	s = strings.TrimSpace(s)
	if i := strings.Index(s, ". "); i > 0 {
		return s[:i+1]
	}
	return s
}

// withQuote gives a story another first sentence.
func withQuote(story, quote string) string {
	rest := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(story), firstSentence(story)))
	if quote != "" && rest != "" && !strings.HasSuffix(quote, ".") {
		quote += "."
	}
	return strings.TrimSpace(quote + " " + rest)
}

func changeHoliday(c *edge.Ctx, a markthalle.Actor) error {
	var f formFaults
	var holiday vendors.Holiday
	if c.Form("do") != "end" {
		zone := c.Site.Zone()
		from, to := f.day("from", c.Form("from"), zone), f.day("to", c.Form("to"), zone)
		f.Check(c.Form("from") != "", "/from", "required", "A holiday begins.")
		f.Check(c.Form("to") != "", "/to", "required", "A holiday ends.")
		holiday = vendors.Holiday{From: from, To: to, Hide: c.Ticked("hide")}
	}
	err := f.err()
	if err == nil {
		_, err = c.Vendors.Update(c.Context, a, a.Vendor, vendors.Patch{Holiday: &holiday}, nil)
	}
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error {
			return shopPage(c, a, renamed(faults, shopFields), func(s *Shop) {
				s.From, s.To, s.Hide = c.Form("from"), c.Form("to"), c.Ticked("hide")
			})
		})
	}
	c.Flash("good", FlashSaved)
	return c.Redirect("/sell/shop")
}

// createProfile makes a profile with the zones of the default one, to be changed then.
func createProfile(c *edge.Ctx, a markthalle.Actor) error {
	err := c.Once(func() error {
		model, err := c.Vendors.Profile(c.Context, vendors.DefaultProfileID(a.Vendor))
		if err != nil {
			return err
		}
		_, err = c.Vendors.CreateProfile(c.Context, a, a.Vendor, vendors.ProfileInput{Name: c.Form("profile_name"), Zones: model.Zones})
		return err
	})
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error {
			return shopPage(c, a, renamed(faults, map[string]string{"name": "profile_name"}), func(s *Shop) { s.NewName = c.Form("profile_name") })
		})
	}
	c.Flash("good", FlashSaved)
	return c.Redirect("/sell/shop")
}

// typedZones reads the fields zone[<n>][<key>].
func typedZones(fields []edge.Value, cur money.Currency) []Zone {
	var out []Zone
	for _, x := range fields {
		no, key, ok := strings.Cut(x.Name, "][")
		n, err := strconv.Atoi(no)
		if !ok || err != nil || n < 1 || n > 100 {
			continue
		}
		i := slices.IndexFunc(out, func(z Zone) bool { return z.No == n })
		if i < 0 {
			out, i = append(out, Zone{No: n, Currency: string(cur)}), len(out)
		}
		days, err := strconv.Atoi(x.Text)
		if err != nil {
			days = -1 // the service refuses it
		}
		switch key {
		case "countries":
			out[i].Countries = strings.ToUpper(x.Text)
		case "price":
			out[i].Price = x.Text
		case "free_from":
			out[i].FreeFrom = x.Text
		case "days_min":
			out[i].DaysMin = days
		case "days_max":
			out[i].DaysMax = days
		}
	}
	slices.SortFunc(out, func(x, y Zone) int { return x.No - y.No })
	return out
}

// zoneInputs are the zones as the service takes them; one without countries is left out.
func zoneInputs(list []Zone, f *formFaults, cur money.Currency) []vendors.Zone {
	var out []vendors.Zone
	for _, z := range list {
		at := "zone/" + strconv.Itoa(z.No)
		codes := strings.FieldsFunc(z.Countries, func(r rune) bool { return r == ',' || r == ';' || r == ' ' })
		if len(codes) == 0 {
			continue
		}
		x := vendors.Zone{Countries: codes, Price: f.amount(at+"/price", z.Price, cur), DaysMin: z.DaysMin, DaysMax: z.DaysMax}
		if z.Price == "" {
			f.bad(at+"/price", "required")
		}
		if z.FreeFrom != "" {
			free := f.amount(at+"/free_from", z.FreeFrom, cur)
			x.FreeFrom = &free
		}
		out = append(out, x)
	}
	return out
}

func changeProfile(c *edge.Ctx, a markthalle.Actor) error {
	id := markthalle.ProfileID(c.Param("id"))
	profile, err := c.Vendors.Profile(c.Context, id)
	if err != nil {
		return err
	}
	if profile.Vendor != a.Vendor {
		return markthalle.ErrNotFound
	}
	cur := c.Market.Currency
	if len(profile.Zones) > 0 {
		cur = profile.Zones[0].Price.Currency
	}
	zones := typedZones(c.FormUnder("zone"), cur)
	keep := func(s *Shop) {
		for i := range s.Profiles {
			if s.Profiles[i].ID == string(id) {
				s.Profiles[i].Zones = zones
			}
		}
	}
	if c.Form("do") == "add_zone" {
		zones = append(zones, Zone{No: len(zones) + 1, Currency: string(cur)})
		return shopPage(c, a, nil, keep)
	}
	var f formFaults
	in := vendors.ProfileInput{Name: profile.Name, Zones: zoneInputs(zones, &f, cur)}
	if err = f.err(); err == nil {
		_, err = c.Vendors.UpdateProfile(c.Context, a, id, in, nil)
	}
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error { return shopPage(c, a, faults, keep) })
	}
	c.Flash("good", FlashSaved)
	return c.Redirect("/sell/shop")
}
