package vendors_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/notify"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/storetest"
	"github.com/markthalle/markthalle/vendors"
)

type postbox struct{}

func (postbox) Send(context.Context, notify.Mail) error { return nil }

// Each decision is told to the vendor once, in its language.
func TestMails(t *testing.T) {
	t.Parallel()
	db, clock, _ := storetest.OpenClock(t)
	mails, err := notify.New(notify.Deps{DB: db, Sender: postbox{}, Clock: clock, Config: notify.Config{From: "m@market.example", FromName: "Market", BaseURL: "https://market.example"}})
	require.NoError(t, err)
	s := vendors.New(vendors.Deps{DB: db, Config: vendors.DefaultConfig(), Notify: mails, BaseURL: "https://market.example"})
	store.On(db, "vendors.mail_received", s.MailReceived)
	store.On(db, "vendors.mail_approved", s.MailApproved)
	store.On(db, "vendors.mail_rejected", s.MailRejected)
	store.On(db, "vendors.mail_changes", s.MailChangesAsked)
	var ids []markthalle.VendorID
	for _, mail := range []string{"a@shop.example", "b@shop.example"} {
		in := application()
		in.Email, in.Locale = mail, markthalle.German
		v, err := s.Apply(t.Context(), applicant, in)
		require.NoError(t, err)
		ids = append(ids, v.VendorID())
	}
	_, err = s.RequestChanges(t.Context(), owner, ids[0], vendors.Decision{Reasons: []string{"address_unclear"}})
	require.NoError(t, err)
	_, err = s.Resubmit(t.Context(), markthalle.Actor{Kind: markthalle.Vendor, Person: "per_1", Vendor: ids[0], Roles: []markthalle.Role{markthalle.VendorOwner}}, ids[0])
	require.NoError(t, err)
	_, err = s.Approve(t.Context(), owner, ids[0], vendors.Decision{Note: "Willkommen"})
	require.NoError(t, err)
	_, err = s.Reject(t.Context(), owner, ids[1], vendors.Decision{Reasons: []string{"not_a_trader"}})
	require.NoError(t, err)
	require.NoError(t, db.Drain(t.Context()))
	for mail, want := range map[string]int{"a@shop.example": 3, "b@shop.example": 2} {
		page, err := mails.MailsTo(t.Context(), mail, markthalle.PageQuery{})
		require.NoError(t, err)
		require.Len(t, page.Items, want, mail)
		for _, m := range page.Items {
			require.Equal(t, markthalle.German, m.Locale)
			require.Contains(t, m.Text, "Töpferei Grün")
		}
	}
}

// DESIGN §4: the largest vendor and the largest shipping profile stay far below the
// bound of a document.
func TestTheLargestVendor(t *testing.T) {
	t.Parallel()
	m := open(t, func(c *vendors.Config) { c.Entry = vendors.EntryOpen })
	v := m.apply()
	fill := func(n int) markthalle.Texts { return markthalle.T(markthalle.German, strings.Repeat("x", n)) }
	var policies []vendors.Policy
	for _, kind := range vendors.PolicyKinds() {
		policies = append(policies, vendors.Policy{Kind: kind, Text: fill(12_000)})
	}
	story := fill(12_000)
	_, err := m.Update(m.ctx, owner, v.VendorID(), vendors.Patch{Policies: &policies, Story: &story}, nil)
	require.NoError(t, err)
	d := vendors.Decision{Note: strings.Repeat("y", 2000), Reasons: []string{"a_reason"}}
	for range 15 {
		_, err = m.Suspend(m.ctx, owner, v.VendorID(), d)
		require.NoError(t, err)
		require.NoError(t, m.db.Drain(m.ctx))
		_, err = m.Reinstate(m.ctx, owner, v.VendorID(), d)
		require.NoError(t, err)
		require.NoError(t, m.db.Drain(m.ctx))
	}
	v, err = m.Get(m.ctx, v.VendorID())
	require.NoError(t, err)
	require.Len(t, v.History, 20)
	raw, err := store.Encode(v)
	require.NoError(t, err)
	require.Less(t, len(raw), 128<<10)

	policies[0].Text = fill(12_001)
	_, err = m.Update(m.ctx, owner, v.VendorID(), vendors.Patch{Policies: &policies}, nil)
	require.Equal(t, vendors.CodeInvalid, markthalle.CodeOf(err))

	var zones []vendors.Zone
	for range 21 {
		zones = append(zones, vendors.Zone{Countries: []string{"DE"}, Price: money.New(1, money.EUR)})
	}
	_, err = m.CreateProfile(m.ctx, owner, v.VendorID(), vendors.ProfileInput{Name: "x", Zones: zones})
	require.Equal(t, "vendors.shipping_profile", markthalle.CodeOf(err))
}
