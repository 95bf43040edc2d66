package vendors

import (
	"context"
	"fmt"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/notify"
	"github.com/markthalle/markthalle/store"
)

// write queues a mail to a vendor. Its id is that of its cause, so that the reaction may
// run twice. A vendor without an address is not written to.
func (s *Service) write(ctx context.Context, id markthalle.VendorID, c store.Cause, letter func(Vendor) notify.Template) error {
	if s.mails == nil {
		return nil
	}
	v, err := s.vendors.Get(ctx, string(id))
	if err != nil {
		return err
	}
	if v.Email == "" {
		return nil
	}
	data := letter(v)
	return s.mails.Queue(ctx, notify.Message{
		ID: fmt.Sprintf("mail_%s_%d_%s", c.ID, c.Seq, data.TemplateName()), To: v.Email, Name: v.LegalName, Locale: v.Locale, Data: data,
	})
}

// MailReceived is the reaction to vendors.applied that confirms the application.
func (s *Service) MailReceived(ctx context.Context, e ApplicationReceived, c store.Cause) error {
	return s.write(ctx, e.Vendor, c, func(v Vendor) notify.Template {
		return notify.ApplicationReceived{Shop: v.ShopName, URL: s.baseURL + "/sell"}
	})
}

// MailApproved is the reaction to vendors.approved that tells the vendor.
func (s *Service) MailApproved(ctx context.Context, e VendorApproved, c store.Cause) error {
	return s.write(ctx, e.Vendor, c, func(v Vendor) notify.Template {
		return notify.ApplicationApproved{Shop: v.ShopName, Note: e.Note, URL: s.baseURL + "/sell"}
	})
}

// MailRejected is the reaction to vendors.rejected that tells the vendor why (MKT-11).
func (s *Service) MailRejected(ctx context.Context, e VendorRejected, c store.Cause) error {
	return s.write(ctx, e.Vendor, c, func(v Vendor) notify.Template {
		return notify.ApplicationRejected{Shop: v.ShopName, Note: e.Note, Reasons: e.Reasons}
	})
}

// MailChangesAsked is the reaction to vendors.changes_requested that says what is
// missing.
func (s *Service) MailChangesAsked(ctx context.Context, e ChangesAsked, c store.Cause) error {
	return s.write(ctx, e.Vendor, c, func(v Vendor) notify.Template {
		return notify.ChangesRequested{Shop: v.ShopName, Note: e.Note, Reasons: e.Reasons, URL: s.baseURL + "/sell"}
	})
}
