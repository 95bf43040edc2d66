package server

import (
	"context"
	"fmt"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/notify"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
)

// mailer words what people are told of events. Each mail's id derives from its cause.
type mailer struct{ m *Market }

func (w *mailer) url(path string) string { return w.m.Config.PublicURL + path }

// orderURL is where a buyer finds an order, also without an account.
func (w *mailer) orderURL(id markthalle.OrderID) string {
	return w.url("/orders/" + string(id) + "?token=" + w.m.Orders.AccessToken(id))
}

func day(t time.Time) string { return t.UTC().Format("2006-01-02") }

func (w *mailer) orderConfirmed(ctx context.Context, e orders.PaidEvent, _ store.Cause) error {
	o, err := w.m.Orders.Order(ctx, markthalle.SystemActor("mail"), e.Order, "")
	if err != nil {
		return fmt.Errorf("load order: %w", err)
	}
	data := notify.OrderConfirmed{Number: o.Number, Total: money.New(o.Total, o.Currency).Format(o.Locale), URL: w.orderURL(e.Order)}
	for _, p := range o.Parts {
		parcel := notify.Parcel{
			Vendor: p.VendorName, Shipping: money.New(p.ShippingPrice, o.Currency).Format(o.Locale),
			Total: money.New(p.Total, o.Currency).Format(o.Locale),
		}
		for _, l := range p.Lines {
			parcel.Items = append(parcel.Items, item(l, o.Currency, o.Locale))
		}
		data.Parcels = append(data.Parcels, parcel)
	}
	return w.m.Notify.Queue(ctx, notify.Message{
		ID: "mail_order_" + markthalle.Body(e.Order), To: o.Email, Name: o.Address.Name, Locale: o.Locale, Data: data,
	})
}

func item(l orders.Line, c money.Currency, locale markthalle.Locale) notify.Item {
	title := l.Title
	if l.Options != "" {
		title += " (" + l.Options + ")"
	}
	return notify.Item{Quantity: l.Quantity, Title: title, Total: money.New(l.Gross, c).Format(locale)}
}

func (w *mailer) vendorNewOrder(ctx context.Context, e orders.VendorOrderPlaced, _ store.Cause) error {
	v, err := w.m.Orders.VendorOrder(ctx, markthalle.SystemActor("mail"), e.VendorOrder)
	if err != nil {
		return fmt.Errorf("load vendor order: %w", err)
	}
	seller, err := w.m.Vendors.Get(ctx, e.Vendor)
	if err != nil {
		return fmt.Errorf("load vendor: %w", err)
	}
	data := notify.VendorNewOrder{
		Number: v.Number, Shop: seller.ShopName, Buyer: v.Buyer, AcceptBy: v.AcceptBy.UTC().Format("2006-01-02 15:04 UTC"),
		ShipBy: day(v.ShipBy), Total: money.New(v.Total, v.Currency).Format(localeOf(seller)),
		URL: w.url("/sell/orders/" + string(e.VendorOrder)),
	}
	for _, l := range v.Lines {
		data.Items = append(data.Items, item(l.Line, v.Currency, localeOf(seller)))
	}
	return w.toVendor(ctx, seller, "vo_"+markthalle.Body(e.VendorOrder), data)
}

// localeOf is the language of a vendor's country, as far as the market speaks it.
func localeOf(v vendors.Vendor) markthalle.Locale {
	switch v.Country {
	case "DE", "AT", "CH", "LI":
		return markthalle.German
	case "PL":
		return markthalle.Polish
	}
	return markthalle.English
}

func (w *mailer) toVendor(ctx context.Context, v vendors.Vendor, id string, data notify.Template) error {
	return w.m.Notify.Queue(ctx, notify.Message{ID: "mail_" + id, To: v.Email, Name: v.ShopName, Locale: localeOf(v), Data: data})
}

// toBuyer mails the buyer of a vendor order.
func (w *mailer) toBuyer(ctx context.Context, id markthalle.VendorOrderID, mail string, data func(orders.VendorOrder) notify.Template) error {
	v, err := w.m.Orders.VendorOrder(ctx, markthalle.SystemActor("mail"), id)
	if err != nil {
		return fmt.Errorf("load vendor order: %w", err)
	}
	o, err := w.m.Orders.Order(ctx, markthalle.SystemActor("mail"), v.Order, "")
	if err != nil {
		return fmt.Errorf("load order: %w", err)
	}
	return w.m.Notify.Queue(ctx, notify.Message{ID: "mail_" + mail, To: o.Email, Name: v.Buyer, Locale: v.Locale, Data: data(v)})
}

func (w *mailer) shipped(ctx context.Context, e orders.VendorOrderShipped, _ store.Cause) error {
	return w.toBuyer(ctx, e.VendorOrder, markthalle.Body(e.Shipment)+"_shipped", func(v orders.VendorOrder) notify.Template {
		data := notify.ShippedMail{Number: v.Number, Vendor: v.VendorName, URL: w.orderURL(v.Order)}
		for _, sh := range v.Shipments {
			if sh.ID == e.Shipment {
				data.Carrier, data.Tracking = orders.CarrierName(sh.Carrier), sh.TrackingNumber
				data.TrackingURL = orders.TrackingURL(sh.Carrier, sh.TrackingNumber)
			}
		}
		return data
	})
}

// debitFailed tells a buyer, who has left the market days ago, that the debit did not come.
func (w *mailer) debitFailed(ctx context.Context, e orders.Ended, _ store.Cause) error {
	if e.Reason != payments.CodeDelayed {
		return nil
	}
	o, err := w.m.Orders.Order(ctx, markthalle.SystemActor("mail"), e.Order, "")
	if err != nil {
		return fmt.Errorf("load order: %w", err)
	}
	return w.m.Notify.Queue(ctx, notify.Message{
		ID: "mail_" + markthalle.Body(e.Order) + "_debit_failed", To: o.Email, Name: o.Address.Name, Locale: o.Locale,
		Data: notify.DebitFailed{Number: o.Number, Total: money.New(o.Total, o.Currency).Format(o.Locale), URL: w.orderURL(e.Order)},
	})
}

func (w *mailer) cancelled(ctx context.Context, e orders.VendorOrderCancelled, _ store.Cause) error {
	return w.toBuyer(ctx, e.VendorOrder, markthalle.Body(e.VendorOrder)+"_cancelled", func(v orders.VendorOrder) notify.Template {
		return notify.CancelledMail{Number: v.Number, Vendor: v.VendorName, Reason: e.Reason, URL: w.orderURL(v.Order)}
	})
}

func (w *mailer) refunded(ctx context.Context, e payments.RefundSucceeded, _ store.Cause) error {
	if e.VendorOrder == "" || e.Amount.Minor == 0 {
		return nil
	}
	return w.toBuyer(ctx, e.VendorOrder, markthalle.Body(e.Refund)+"_refunded", func(v orders.VendorOrder) notify.Template {
		return notify.Refunded{Number: v.Number, Vendor: v.VendorName, Amount: e.Amount.Format(v.Locale), URL: w.orderURL(v.Order)}
	})
}

func (w *mailer) payoutSent(ctx context.Context, e payouts.PaidOut, _ store.Cause) error {
	v, err := w.m.Vendors.Get(ctx, e.Vendor)
	if err != nil {
		return fmt.Errorf("load vendor: %w", err)
	}
	return w.toVendor(ctx, v, markthalle.Body(e.Payout)+"_sent", notify.PayoutSent{
		Shop: v.ShopName, Amount: e.Amount.Format(localeOf(v)), On: day(e.At), URL: w.url("/sell/money"),
	})
}

// invoiceIssued tells a vendor of an invoice or a credit note, and where it finds it.
func (w *mailer) invoiceIssued(ctx context.Context, e payouts.InvoiceIssued, c store.Cause) error {
	v, err := w.m.Vendors.Get(ctx, e.Vendor)
	if err != nil {
		return fmt.Errorf("load vendor: %w", err)
	}
	gross := e.Gross
	if e.Kind == payouts.CreditNote {
		gross.Minor = -gross.Minor
	}
	return w.toVendor(ctx, v, c.ID, notify.InvoiceIssued{
		Number: e.Number, Shop: v.ShopName, Month: e.Month, Amount: gross.Format(localeOf(v)), Credit: e.Kind == payouts.CreditNote,
		URL: w.url("/sell/money?month=" + e.Month),
	})
}

// taxDataAsked asks a vendor for what the tax authority must be told, or reminds it.
func (w *mailer) taxDataAsked(ctx context.Context, e payouts.TaxDataAsked, c store.Cause) error {
	v, err := w.m.Vendors.Get(ctx, e.Vendor)
	if err != nil {
		return fmt.Errorf("load vendor: %w", err)
	}
	return w.toVendor(ctx, v, fmt.Sprintf("tax_%s_%d", markthalle.Body(e.Vendor), c.Seq), notify.TaxDataMissing{
		Shop: v.ShopName, Deadline: day(e.Deadline), URL: w.url("/sell/apply"), Mail: e.Mail, Missing: e.Missing,
	})
}

// disputed tells every vendor of an order that the buyer's bank has taken the payment back.
func (w *mailer) disputed(ctx context.Context, e payments.DisputeOpened, _ store.Cause) error {
	if e.Stray {
		return nil
	}
	o, err := w.m.Orders.Order(ctx, markthalle.SystemActor("mail"), e.Order, "")
	if err != nil {
		return fmt.Errorf("load order: %w", err)
	}
	for _, p := range o.Parts {
		v, err := w.m.Vendors.Get(ctx, p.Vendor)
		if err != nil {
			return fmt.Errorf("load vendor: %w", err)
		}
		data := notify.Disputed{
			Number: o.Number, Shop: v.ShopName, Amount: e.Amount.Format(localeOf(v)), URL: w.url("/sell/orders/" + string(p.VendorOrder)),
		}
		if !e.DueBy.IsZero() {
			data.DueBy = day(e.DueBy)
		}
		if err := w.toVendor(ctx, v, e.Dispute+"_"+markthalle.Body(p.Vendor)+"_disputed", data); err != nil {
			return err
		}
	}
	return nil
}
