package payouts_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
)

// asking runs the days of a market, each twice, and notes which mails went to whom on which.
type asking struct {
	*world
	day   int
	mails []mail
}

type mail struct {
	vendor markthalle.VendorID
	n, day int
}

func newAsking(t *testing.T) *asking {
	a := &asking{world: newWorld(t)}
	store.On(a.db, "mail.tax_data_asked", func(_ context.Context, e payouts.TaxDataAsked, _ store.Cause) error {
		a.mails = append(a.mails, mail{e.Vendor, e.Mail, a.day})
		return nil
	})
	return a
}

func (a *asking) pass(days int) {
	a.t.Helper()
	for range days {
		for range 2 {
			require.NoError(a.t, a.AskTaxData(a.t.Context(), a.clock.Now()))
			a.drain()
		}
		a.day++
		a.clock.Advance(24 * time.Hour)
	}
}

func (a *asking) kinds(v markthalle.VendorID) (out []string) {
	a.t.Helper()
	list, err := a.Holds(a.t.Context(), v)
	require.NoError(a.t, err)
	for _, h := range list {
		out = append(out, h.Kind)
	}
	return out
}

func (a *asking) patch(v markthalle.VendorID, p vendors.Patch) {
	a.t.Helper()
	_, err := a.sellers.Update(a.t.Context(), system, v, p, nil)
	require.NoError(a.t, err)
	a.drain()
}

// TestTaxDataIsAskedFor: V2 sells for more than 2,000 euros and has given neither address
// nor numbers: it is asked on the first day, reminded on the 20th and 40th, and not paid
// from the 60th on, until the last field is there. V1 stays below the bounds and hears
// nothing.
func TestTaxDataIsAskedFor(t *testing.T) {
	t.Parallel()
	a := newAsking(t)
	a.simple("ord_big", ven2, 210_000)
	a.simple("ord_small", ven1, 1_000)
	a.pass(60)
	require.Equal(t, []mail{{ven2, 1, 0}, {ven2, 2, 20}, {ven2, 3, 40}}, a.mails)
	require.Empty(t, a.kinds(ven2), "60 days are not over")
	a.pass(3)
	require.Equal(t, []string{payouts.HoldTaxData}, a.kinds(ven2))
	require.Empty(t, a.kinds(ven1))
	list, err := a.Holds(t.Context(), ven2)
	require.NoError(t, err)
	require.Contains(t, list[0].Reason, "address, register, tin")
	require.Len(t, a.mails, 3)
	finance := markthalle.Actor{Kind: markthalle.Vendor, Vendor: ven2, Person: "per_1", Roles: []markthalle.Role{markthalle.VendorFinance}}
	open, err := a.TaxRequestOf(t.Context(), finance, ven2)
	require.NoError(t, err)
	require.True(t, open.Blocked)
	_, err = a.TaxRequestOf(t.Context(), finance, ven1)
	require.Equal(t, markthalle.ErrNotFound, err)

	tin, register := "143/256/51307", "HRB 1"
	a.patch(ven2, vendors.Patch{TaxID: &tin, RegistrationNumber: &register})
	require.Len(t, a.kinds(ven2), 1, "the address is missing")
	a.patch(ven2, vendors.Patch{Address: &vendors.Address{Line1: "Färberweg 12", PostalCode: "02826", City: "Görlitz", Country: "DE"}})
	require.Empty(t, a.kinds(ven2), "at once")
	a.pass(90)
	require.Len(t, a.mails, 3)
	none := ""
	a.patch(ven2, vendors.Patch{TaxID: &none})
	a.pass(1)
	require.Equal(t, 1, a.mails[3].n, "a new request begins anew")
}

// TestTaxDataAfterAnOutage: however late reminders go out, the last one leaves two weeks.
func TestTaxDataAfterAnOutage(t *testing.T) {
	t.Parallel()
	a := newAsking(t)
	a.simple("ord_big", ven2, 210_000)
	a.pass(1)
	a.clock.Advance(100 * 24 * time.Hour)
	a.pass(20)
	require.Equal(t, 2, a.mails[len(a.mails)-1].n, "one mail in 20 days")
	a.pass(15)
	require.Len(t, a.mails, 3)
	require.Equal(t, 20+1, a.mails[2].day)
	require.Equal(t, []string{payouts.HoldTaxData}, a.kinds(ven2))
}

// TestPrivateSeller: private sellers are reported with both names apart and their date of
// birth, and asked for them.
func TestPrivateSeller(t *testing.T) {
	t.Parallel()
	a := newAsking(t)
	out, err := a.sellers.Establish(t.Context(), system, []vendors.Founding{{ID: "ven_3", Application: vendors.Application{
		SellerKind: vendors.Private, LegalName: "Ines Haselbach", ShopName: "Ines", Country: "DE", Email: "ines@example.com", TaxID: "143/256/51307",
		IBAN: "DE89370400440532013000", Address: vendors.Address{Line1: "Färberweg 12", PostalCode: "02826", City: "Görlitz", Country: "DE"},
	}}})
	require.NoError(t, err)
	require.NoError(t, out[0].Err)
	request := func() payouts.TaxRequest {
		open, err := a.TaxRequestOf(t.Context(), system, "ven_3")
		require.NoError(t, err)
		return open
	}
	a.simple("ord_big", "ven_3", 210_000)
	a.pass(1)
	require.Equal(t, []mail{{"ven_3", 1, 0}}, a.mails)
	wrong := "31.3.1980"
	_, err = a.sellers.Update(t.Context(), system, "ven_3", vendors.Patch{BirthDate: &wrong}, nil)
	require.Equal(t, "vendors.application", markthalle.CodeOf(err))
	_, err = a.sellers.Update(t.Context(), system, ven1, vendors.Patch{BirthDate: &wrong}, nil)
	require.Equal(t, "vendors.application", markthalle.CodeOf(err))
	for _, name := range []string{"Hasel", "Ines Maria Haselbach"} { // no part of the legal name
		_, err = a.sellers.Update(t.Context(), system, "ven_3", vendors.Patch{FamilyName: &name}, nil)
		require.Equal(t, "vendors.application", markthalle.CodeOf(err))
	}
	born, name := "1980-03-31", "Haselbach"
	a.patch("ven_3", vendors.Patch{BirthDate: &born})
	a.pass(1)
	require.Equal(t, []string{"family_name"}, request().Missing)
	a.patch("ven_3", vendors.Patch{FamilyName: &name})
	r, err := a.DAC7(t.Context(), system, "EUR", 2026)
	require.NoError(t, err)
	require.Equal(t, born, r.Sellers[0].BirthDate)
	require.Equal(t, []string{"Ines", "Haselbach"}, []string{r.Sellers[0].GivenNames, r.Sellers[0].FamilyName})
	require.Empty(t, r.Sellers[0].Missing)
	require.Zero(t, request().Sent)
}
