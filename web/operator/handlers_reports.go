package operator

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/web/edge"
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
			return err
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
