package operator

import (
	"bytes"
	"errors"
	"strconv"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// dac7Links lead to the reports of this year and the last.
func dac7Links(c *edge.Ctx) []Link {
	var out []Link
	for year, last := wordsOf(c).now.Year(), wordsOf(c).now.Year()-1; year >= last; year-- {
		at := "/operator/reports/dac7/" + strconv.Itoa(year)
		out = append(out, Link{Label: strconv.Itoa(year) + " (CSV)", URL: at + ".csv"})
		if year < wordsOf(c).now.Year() { // the authority is told when it is over
			out = append(out, Link{Label: strconv.Itoa(year) + " (XML)", URL: at + ".xml"})
		}
	}
	return out
}

// sendDAC7 sends what the tax authority is told about sellers for a year: YYYY.csv to be
// read, YYYY.xml to be handed in.
func sendDAC7(c *edge.Ctx, a markthalle.Actor) error {
	name, kind, _ := strings.Cut(c.Param("year"), ".")
	year, err := strconv.Atoi(name)
	if err != nil || kind != "csv" && kind != "xml" {
		return markthalle.ErrNotFound
	}
	var b bytes.Buffer
	if kind == "xml" {
		if err := c.Payouts.DAC7XML(c.Context, a, c.Market.Currency, year, &b); err != nil {
			return lacking(c, err)
		}
		return sendFile(c, "application/xml; charset=utf-8", "dac7-"+name+".xml", b.Bytes())
	}
	y, err := c.Payouts.DAC7(c.Context, a, c.Market.Currency, year)
	if err != nil {
		return err
	}
	if err := y.WriteCSV(&b); err != nil {
		return err
	}
	return sendFile(c, "text/csv; charset=utf-8", "dac7-"+name+".csv", b.Bytes())
}

// lacking shows the ledger with everything that a report cannot be written without, whose
// it is and what; every other error is returned.
func lacking(c *edge.Ctx, err error) error {
	var e *markthalle.Error
	if !errors.As(err, &e) || e.Code != "payouts.dac7_incomplete" {
		return err
	}
	w := wordsOf(c)
	list := mapped(e.Fields, func(f markthalle.Field) string {
		return lack(w, f, func(id markthalle.VendorID) string { return shopName(c, id) })
	})
	return c.Fail(err, func(kernel.Faults) error { return renderLedger(c, list) })
}

// lack names what is missing: "/sellers/ven_1/birth_date" is a vendor's, "/issuer/name" the
// market's own.
func lack(w words, f markthalle.Field, name func(markthalle.VendorID) string) string {
	parts := strings.Split(strings.TrimPrefix(f.Pointer, "/"), "/")
	var vendor markthalle.VendorID
	if parts[0] == "sellers" && len(parts) > 1 {
		vendor = markthalle.VendorID(parts[1])
	}
	return name(vendor) + ": " + w.tk("lack", parts[len(parts)-1])
}
