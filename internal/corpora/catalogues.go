package corpora

import (
	"fmt"
	"html"
	"strconv"
	"strings"

	"github.com/markthalle/markthalle/search"
)

// Names of the sets whose rows All yields, with their number of documents: 120,603.
const (
	PriceRunner   = "pricerunner"   // 35,311 offers of 13,233 products
	Myntra        = "myntra"        // 44,446 products, clothes
	OpenFoodFacts = "openfoodfacts" // 19,347 products, food
	Toys          = "toys"          // 10,000 products
	BigBasket     = "bigbasket"     // 8,208 products, groceries
	Phones        = "phones"        // 3,291 products
)

// Yield takes one document; its error ends the reading.
type Yield func(search.Document) error

// All yields every document of the six sets below dir.
func All(dir string, yield Yield) error {
	for _, set := range []func(string, Yield) error{priceRunner, myntra, openFoodFacts, toys, bigBasket, phones} {
		if err := set(dir, yield); err != nil {
			return err
		}
	}
	return nil
}

// ordinals of the sets are apart, so that no two documents share one.
const (
	ofPriceRunner = iota * 1_000_000
	ofMyntra
	ofOpenFoodFacts
	ofToys
	ofBigBasket
	ofPhones
)

func priceRunner(dir string, yield Yield) error {
	return rows(dir, "catalog/pricerunner_offers.csv.gz", ',', func(n int, r map[string]string) error {
		d := base(PriceRunner, r["product_id"], ofPriceRunner+int64(n))
		d.Product = PriceRunner + "_" + r["cluster_id"]
		d.Slug, d.Vendor, d.VendorName = d.Product, "ven_"+r["merchant_id"], "Shop "+r["merchant_id"]
		d.Title = text(r["cluster_label"])
		first, _, _ := strings.Cut(r["cluster_label"], " ")
		branded(&d, first)
		under(&d, PriceRunner, r["category_label"])
		// The shops of one product ask for nearly the same.
		d.Price = 5000 + chance(90_000, d.Product, "price") + chance(2000, d.ID, "shop")
		return yield(d)
	})
}

func myntra(dir string, yield Yield) error {
	return rows(dir, "catalog/myntra_styles.csv.gz", ',', func(n int, r map[string]string) error {
		d := base(Myntra, strconv.Itoa(n), ofMyntra+int64(n)) // the ids repeat
		d.Title = text(r["productDisplayName"])
		first, _, _ := strings.Cut(r["productDisplayName"], " ")
		branded(&d, first)
		under(&d, Myntra, r["masterCategory"], r["subCategory"])
		is(&d, "color", r["baseColour"])
		is(&d, "gender", r["gender"])
		is(&d, "season", r["season"])
		is(&d, "usage", r["usage"])
		d.Codes = []string{"MY" + r["id"]}
		return yield(d)
	})
}

func openFoodFacts(dir string, yield Yield) error {
	return rows(dir, "catalog/openfoodfacts_facets.tsv.gz", '\t', func(n int, r map[string]string) error {
		d := base(OpenFoodFacts, strconv.Itoa(n), ofOpenFoodFacts+int64(n))
		d.Title = text(r["product_name"])
		under(&d, OpenFoodFacts, spoken(r["level_1"]), spoken(r["level_2"]), spoken(r["level_3"]))
		is(&d, "allergens", strings.Split(r["allergens"], ",")...)
		is(&d, "origin", strings.Split(r["countries_en"], ",")...)
		is(&d, "nutriscore", r["nutriscore_grade"])
		measures(&d, "energy_kcal", r["energy-kcal_100g"])
		measures(&d, "sugars", r["sugars_100g"])
		measures(&d, "proteins", r["proteins_100g"])
		return yield(d)
	})
}

func spoken(s string) string { return strings.ReplaceAll(s, "-", " ") }

func toys(dir string, yield Yield) error {
	return rows(dir, "catalog/amazon_uk_toys.csv.gz", ';', func(n int, r map[string]string) error {
		d := base(Toys, strconv.Itoa(n), ofToys+int64(n))
		d.Title = text(r["product_name"])
		branded(&d, r["manufacturer"])
		under(&d, Toys, strings.Split(r["amazon_category_and_sub_category"], " > ")...)
		if p := minor(r["price"]); p > 0 {
			d.Price = p
		}
		stars, err := strconv.ParseFloat(strings.Fields(r["average_rating"] + " 0")[0], 64)
		if reviews, err2 := strconv.ParseInt(r["number_of_reviews"], 10, 64); err == nil && err2 == nil && reviews > 0 {
			d.Rating, d.RatingCount = int64(stars*1000), reviews
		}
		if number, condition, ok := strings.Cut(strings.ReplaceAll(r["number_available_in_stock"], "\u00a0", " "), " "); ok {
			d.InStock, d.Condition = number != "0", condition
		}
		return yield(d)
	})
}

func bigBasket(dir string, yield Yield) error {
	return rows(dir, "catalog/bigbasket_products.csv.gz", ',', func(n int, r map[string]string) error {
		d := base(BigBasket, strconv.Itoa(n), ofBigBasket+int64(n))
		d.Title = text(strings.TrimSpace(r["ProductName"] + " " + r["Quantity"]))
		branded(&d, r["Brand"])
		under(&d, BigBasket, r["Category"], r["SubCategory"])
		d.Price, d.ListPrice = minor(r["DiscountPrice"]), minor(r["Price"])
		is(&d, "quantity", r["Quantity"])
		return yield(d)
	})
}

func phones(dir string, yield Yield) error {
	type phone struct {
		Name, Description, Brand string
		Categories               []string
		Price                    float64
		Popularity               int64
	}
	list, err := array[phone](dir, "catalog/bestbuy_phones.json.gz")
	if err != nil {
		return err
	}
	for i, p := range list {
		d := base(Phones, strconv.Itoa(i+1), ofPhones+int64(i+1))
		d.Title, d.Description = text(html.UnescapeString(p.Name)), text(html.UnescapeString(p.Description))
		branded(&d, p.Brand)
		under(&d, Phones, p.Categories...)
		d.Price, d.Popularity = int64(p.Price*100+0.5), p.Popularity
		if err := yield(d); err != nil {
			return err
		}
	}
	return nil
}

// Products reads one document for each product of a set: the first one of it.
func Products(dir, set string) ([]search.Document, error) {
	read, ok := map[string]func(string, Yield) error{
		PriceRunner: priceRunner, Myntra: myntra, OpenFoodFacts: openFoodFacts, Toys: toys, BigBasket: bigBasket, Phones: phones,
	}[set]
	if !ok {
		return nil, fmt.Errorf("there is no set %q", set)
	}
	var out []search.Document
	seen := map[string]bool{}
	err := read(dir, func(d search.Document) error {
		if !seen[d.Product] {
			seen[d.Product] = true
			out = append(out, d)
		}
		return nil
	})
	return out, err
}
