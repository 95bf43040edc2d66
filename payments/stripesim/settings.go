package stripesim

// settings are the simulator's own switches. They survive a restart.
type settings struct {
	base
	OffsetMS         int64       `json:"offset_ms"`
	Hooks            HookOptions `json:"webhooks"`
	Fees             FeeTable    `json:"fees"`
	NegativeReversal bool        `json:"allow_negative_reversal"`
}

func (s *settings) wire(*tx) any { return s }

const (
	settingsID = "sim_settings"
	platformID = "acct_platform"
)

// FeeTable says what a payment costs. The numbers are examples, not Stripe's
// prices; a market enters its own.
type FeeTable struct {
	DomesticBP    int64 `json:"domestic_bp"` // cards of the European Economic Area, basis points
	DomesticFixed int64 `json:"domestic_fixed"`
	ForeignBP     int64 `json:"foreign_bp"` // all other cards
	ForeignFixed  int64 `json:"foreign_fixed"`
	Dispute       int64 `json:"dispute"`         // received fee, never returned
	DisputeAnswer int64 `json:"dispute_counter"` // countered fee, returned when won
}

func defaultFees() FeeTable {
	return FeeTable{DomesticBP: 150, DomesticFixed: 25, ForeignBP: 325, ForeignFixed: 25, Dispute: 2000}
}

// of returns the fee of a payment, rounded half up.
func (f FeeTable) of(amount int64, country string) int64 {
	bp, fixed := f.ForeignBP, f.ForeignFixed
	if eea[country] {
		bp, fixed = f.DomesticBP, f.DomesticFixed
	}
	return (amount*bp+5000)/10000 + fixed
}

var eea = func() map[string]bool {
	m := map[string]bool{}
	for _, c := range []string{
		"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT",
		"LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
	} {
		m[c] = true
	}
	return m
}()

// found creates what every simulator has: its settings and the platform's account.
func (t *tx) found() error {
	if t.load(settingsID) == nil {
		t.add(&settings{base: base{ID: settingsID, Object: "sim.settings"}, Fees: defaultFees()}, platformID)
	}
	if t.load(platformID) == nil {
		t.add(newPlatform(t), platformID)
		t.openBalance(platformID)
	}
	return nil
}
