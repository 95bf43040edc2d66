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
	for year := wordsOf(c).now.Year(); len(out) < 2; year-- {
		out = append(out, Link{Label: strconv.Itoa(year), URL: "/operator/reports/dac7/" + strconv.Itoa(year) + ".csv"})
	}
	return out
}

// sendDAC7 sends what the tax authority is told about sellers for a year: YYYY.csv.
func sendDAC7(c *edge.Ctx, a markthalle.Actor) error {
	name, ok := strings.CutSuffix(c.Param("year"), ".csv")
	year, err := strconv.Atoi(name)
	if !ok || err != nil {
		return markthalle.ErrNotFound
	}
	y, err := c.Payouts.DAC7(c.Context, a, c.Market.Currency, year)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := y.WriteCSV(&b); err != nil {
		return err
	}
	return sendFile(c, "text/csv; charset=utf-8", "dac7-"+name+".csv", b.Bytes())
}
