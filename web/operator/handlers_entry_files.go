package operator

import (
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// uploadTime is how long the sending of a file may take.
const uploadTime = 30 * time.Second

// EntryFiles are the files of a manual entry, with the form for another one. Next is the
// page that they are shown on.
type EntryFiles struct {
	Entry, Next string
	Files       []EntryFileRow
	CanAdd      bool
}

// EntryFileRow is one file.
type EntryFileRow struct {
	Name, URL, By string
	KB            int64
	At            time.Time
}

// PostedEntry is a manual entry on a vendor's account that is posted.
type PostedEntry struct {
	Note, By, URL string
	Amount        kernel.Money // what it changed on the account, positive in the vendor's favour
	At            time.Time
}

// postedRows is how many movements are looked through for manual entries.
const postedRows = 100

func entryURL(id, file string) string {
	out := "/operator/entries/" + url.PathEscape(id) + "/files"
	if file != "" {
		out += "/" + url.PathEscape(file)
	}
	return out
}

// entryFiles reads the files of an entry for the page next.
func entryFiles(c *edge.Ctx, a markthalle.Actor, id, next string) (EntryFiles, error) {
	out := EntryFiles{Entry: id, Next: next, CanAdd: a.Can(markthalle.LedgerMoney)}
	list, err := c.Payouts.EntryFilesOf(c.Context, a, id)
	out.Files = mapped(list, func(f payouts.EntryFile) EntryFileRow {
		return EntryFileRow{Name: f.Name, URL: entryURL(id, f.ID), By: f.By, KB: (f.Bytes + 1023) / 1024, At: f.At}
	})
	out.CanAdd = out.CanAdd && len(list) < payouts.MaxEntryFiles
	return out, err
}

// addPosted adds the manual entries among the last movements of the vendor's account.
func (v *Vendor) addPosted(c *edge.Ctx, id markthalle.VendorID) error {
	page, err := c.Ledger.Account(c.Context, ledger.VendorPayable(id), c.Market.Currency, markthalle.PageQuery{Limit: postedRows})
	if err != nil {
		return err
	}
	for _, r := range page.Items {
		if t := r.Transaction; t.Kind == ledger.KindManual || t.Kind == ledger.KindWriteOff {
			v.Posted = append(v.Posted, PostedEntry{
				Note: t.Note, By: t.By, URL: ledgerURL("document", t.ID, t.Currency), Amount: edge.Minor(-r.Amount, t.Currency), At: t.EffectiveAt,
			})
		}
	}
	return nil
}

// addEntryFile puts a file to a manual entry and goes back to where it was sent from.
func addEntryFile(c *edge.Ctx, a markthalle.Actor) error {
	err := takeEntryFile(c, a)
	if err == nil {
		c.Flash("good", FlashFileAdded)
		return c.Redirect(c.Next("/operator/ledger"))
	}
	var bad *markthalle.Error
	if !errors.As(err, &bad) || bad.Kind != markthalle.Invalid && bad.Kind != markthalle.Conflict {
		return err
	}
	c.Flash("bad", FlashFileRefused)
	return c.Redirect(c.Next("/operator/ledger"))
}

func takeEntryFile(c *edge.Ctx, a markthalle.Actor) error {
	head, err := c.Fiber.FormFile("file")
	if err != nil {
		return markthalle.Errorf(markthalle.Invalid, "request.invalid", "A file is missing.")
	}
	file, err := head.Open()
	if err != nil {
		return fmt.Errorf("open upload: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	_, err = c.Payouts.AddEntryFile(c.Context, a, c.Param("entry"), head.Filename, file)
	return err
}

// sendEntryFile sends a file of a manual entry, to be kept and not to be shown here.
func sendEntryFile(c *edge.Ctx, a markthalle.Actor) error {
	f, data, err := c.Payouts.ReadEntryFile(c.Context, a, c.Param("entry"), c.Param("file"))
	if err != nil {
		return err
	}
	return sendFile(c, f.Type, f.File(), data)
}
