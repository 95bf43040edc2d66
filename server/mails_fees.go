package server

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/notify"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
)

// sweepFees is the kind of sweep that tells vendors of other fees.
const sweepFees = "mail.fees_changed"

// feesChanged is the reaction to a changed list of fees: every vendor that it may concern
// is told, page by page (Regulation (EU) 2019/1150, Art. 3(2)).
func (w *mailer) feesChanged(ctx context.Context, e commission.Published, c store.Cause) error {
	worse := "0"
	if e.Worse {
		worse = "1"
	}
	subject := strings.Join([]string{string(e.Currency), string(e.Rule), strconv.FormatInt(e.Version, 10), strconv.FormatInt(e.EffectiveAt.Unix(), 10), worse, strconv.FormatInt(c.At.UnixMilli(), 10)}, "|")
	return w.m.DB.StartSweep(ctx, sweepFees, subject)
}

// tellFees tells a page of vendors.
func (w *mailer) tellFees(ctx context.Context, s store.Sweep) (next string, done bool, err error) {
	part := strings.Split(s.Subject, "|")
	if len(part) != 6 {
		return "", true, nil
	}
	unix, err := strconv.ParseInt(part[3], 10, 64)
	if err != nil {
		return "", true, fmt.Errorf("read %s: %w", s.Subject, err)
	}
	published, err := strconv.ParseInt(part[5], 10, 64)
	if err != nil {
		return "", true, fmt.Errorf("read %s: %w", s.Subject, err)
	}
	concerned, err := w.concerned(ctx, markthalle.RuleID(part[1]))
	if err != nil {
		return s.Cursor, false, err
	}
	page, err := w.m.Vendors.List(ctx, markthalle.SystemActor(sweepFees), "", markthalle.PageQuery{Limit: markthalle.MaxLimit, Cursor: s.Cursor})
	if err != nil {
		return s.Cursor, false, fmt.Errorf("list vendors: %w", err)
	}
	for _, v := range page.Items {
		if v.CreatedAt.UnixMilli() > published { // it came under these fees
			continue
		}
		if v.State != vendors.Active && v.State != vendors.Suspended || concerned != nil && !slices.Contains(concerned, v.VendorID()) {
			continue
		}
		data := notify.FeesChanged{Shop: v.ShopName, On: day(time.Unix(unix, 0)), URL: w.url("/sell/money"), Worse: part[4] == "1"}
		id := "fees_" + strings.Join(part[:4], "_") + "_" + markthalle.Body(v.VendorID())
		if err := w.toVendor(ctx, v, id, data); err != nil {
			return s.Cursor, false, err
		}
	}
	return page.Next, page.Next == "", nil
}

// concerned are the only vendors that a rule's last two versions are for; nil for all. Who
// is told does not learn of rules that are for others.
func (w *mailer) concerned(ctx context.Context, id markthalle.RuleID) ([]markthalle.VendorID, error) {
	if id == "" {
		return nil, nil
	}
	page, err := w.m.Commission.Versions(ctx, markthalle.SystemActor(sweepFees), id, markthalle.PageQuery{Limit: 2})
	if err != nil {
		return nil, fmt.Errorf("load versions: %w", err)
	}
	var out []markthalle.VendorID
	for _, r := range page.Items {
		if len(r.Match.Vendors) == 0 {
			return nil, nil
		}
		out = append(out, r.Match.Vendors...)
	}
	return out, nil
}
