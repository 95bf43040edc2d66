package vendors_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/vendors"
)

// TestAgain: an application or a profile that is handed in again under its id is the
// one that is there.
func TestAgain(t *testing.T) {
	t.Parallel()
	m := open(t, nil)
	in := application()
	in.ID = "ven_1"
	first, err := m.Apply(m.ctx, applicant, in)
	require.NoError(t, err)
	again, err := m.Apply(m.ctx, applicant, in)
	require.NoError(t, err)
	require.Equal(t, first.ID, again.ID)
	require.Equal(t, first.Slug, again.Slug)
	require.Equal(t, first.Version, again.Version, "nothing was written")

	profile := vendors.ProfileInput{ID: "spr_express", Name: "Express", Zones: []vendors.Zone{
		{Countries: []string{"DE"}, Price: money.New(990, money.EUR), DaysMin: 1, DaysMax: 2},
	}}
	by := seller(first, markthalle.VendorOwner)
	for range 2 {
		p, err := m.CreateProfile(m.ctx, by, first.VendorID(), profile)
		require.NoError(t, err)
		require.Equal(t, "spr_express", p.ID)
	}
	page, err := m.Profiles(m.ctx, by, first.VendorID(), markthalle.PageQuery{})
	require.NoError(t, err)
	require.Len(t, page.Items, 2, "the default one and this one")
}
