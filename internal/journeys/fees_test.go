package journeys_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle/notify"
)

// told is how many mails about other fees went to a vendor.
func (s *story) told(n int) int {
	s.t.Helper()
	count := 0
	for _, template := range s.subjects(fmt.Sprintf("shop%d@journey.example", n)) {
		if template == (notify.FeesChanged{}).TemplateName() {
			count++
		}
	}
	return count
}

// TestFeesThroughTime: a dearer version of a rule is drafted, tried out on what was sold,
// published with notice to every vendor, holds from its day on and
// is rolled back at once; a rule for one vendor is told to that vendor only.
func TestFeesThroughTime(t *testing.T) {
	s := begin(t)
	s.open()
	s.sell()
	s.settled()
	rule := s.operator.get("/admin/commission-rules").str("items", 0, "id")
	path := "/admin/commission-rules/" + rule
	s.operator.post(path+"/versions", obj{
		"name": "Standard", "currency": "EUR", "rank": 1000, "percent_bp": 1500, "refund_policy": "return_all", "vat": obj{"mode": "by_country"},
	}, 201)
	tried := s.operator.post(path+"/dry-run", obj{"days": 30}, 200)
	require.NotEmpty(t, tried.list("vendors"))
	day := s.now().Add(15*24*time.Hour + time.Hour).Truncate(time.Second)
	s.operator.post(path+"/publish", obj{"effective_at": day.Format(time.RFC3339)}, 200)
	s.settled()
	told := func() []int { return []int{s.told(0), s.told(1), s.told(2)} }
	require.Equal(t, []int{1, 1, 1}, told(), "everybody is told, once")
	fee := func() int64 {
		_, order, _, _ := s.buy(map[string]int64{s.shops[0].offer: 1})
		s.settled()
		s.proved(order)
		part := s.shops[0].get("/vendor/orders").str("items", 0, "id")
		return s.shops[0].get("/vendor/orders/"+part+"/fees").num("lines", 0, "fee", "amount")
	}
	require.EqualValues(t, 240, fee(), "12 %% of 19.99 until the day")
	s.advance(day.Sub(s.now()) + time.Minute)
	require.EqualValues(t, 300, fee(), "15 %% from it on")
	s.operator.post(path+"/publish", obj{"version": 1}, 200)
	require.EqualValues(t, 240, fee(), "rolled back")

	own := s.operator.post("/admin/commission-rules", obj{
		"name": "For one", "currency": "EUR", "percent_bp": 500, "refund_policy": "return_all", "vat": obj{"mode": "by_country"}, "match": obj{"vendors": []string{s.shops[1].id}},
	}, 201).str("id")
	s.settled()
	require.Equal(t, []int{2, 2, 2}, told(), "also that it is rolled back")
	s.operator.post("/admin/commission-rules/"+own+"/publish", obj{}, 200)
	s.settled()
	require.Equal(t, []int{2, 3, 2}, told())
}
