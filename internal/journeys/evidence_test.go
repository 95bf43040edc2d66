package journeys_test

import (
	"bytes"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
)

// attach sends a form with a file to the evidence of an order or of a dispute.
func (c *client) attach(path string, fields obj, name string, file []byte, status int) answer {
	c.t.Helper()
	kind, body := form(c.t, fields, name, file)
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.base+path, bytes.NewReader(body))
	require.NoError(c.t, err)
	req.Header.Set("Content-Type", kind)
	return c.send(req, status)
}

// TestDisputeEvidence: a bank takes an order of two vendors back. Both add what they have,
// neither learns of the other, the operator sees and adds to it all, and it is sent with the
// files.
func TestDisputeEvidence(t *testing.T) {
	s := begin(t)
	s.open()
	a, b := s.shops[0], s.shops[1]
	_, order, _, _ := s.buy(map[string]int64{a.offer: 1, b.offer: 1})
	s.eventually(func() bool {
		return len(b.get("/vendor/orders").list("items")) == 1 && len(a.get("/vendor/orders").list("items")) == 1
	})
	p, err := s.m.Payments.Payment(t.Context(), markthalle.OrderID(order))
	require.NoError(t, err)
	dispute, err := s.m.Simulator.RaiseDispute(p.Main().ID, "product_not_received", false)
	require.NoError(t, err)
	ofA, ofB := "/vendor/orders/"+a.get("/vendor/orders").str("items", 0, "id"), "/vendor/orders/"+b.get("/vendor/orders").str("items", 0, "id")
	s.eventually(func() bool {
		list, _ := a.get(ofA).v.(obj)["disputes"].([]any)
		return len(list) == 1
	})

	paper := []byte("%PDF-1.4\nsigned %%EOF\n")
	before := a.exact(ofA)
	got := b.attach(ofB+"/evidence", obj{"kind": "shipping_documentation", "text": "It was handed over."}, "post.pdf", paper, 201)
	require.Len(t, got.list("evidence"), 2)
	require.Equal(t, before, a.exact(ofA), "what one vendor adds is nothing to the other")
	b.attach(ofA+"/evidence", obj{"kind": "receipt"}, "x.pdf", paper, 404)
	theirs := got.str("evidence", 0, "id")
	require.Equal(t, http.StatusNotFound, a.delete(ofA+"/evidence/"+theirs))
	fault := a.attach(ofA+"/evidence", obj{"kind": "joke"}, "x.exe", []byte("MZ"), 422)
	require.Len(t, fault.list("errors"), 2, "%v", fault)
	got = a.attach(ofA+"/evidence", obj{"kind": "shipping_documentation"}, "dhl.pdf", paper, 201)
	a.attach(ofA+"/evidence", obj{"kind": "customer_signature"}, "s.pdf", paper, 201)
	require.Equal(t, http.StatusOK, a.delete(ofA+"/evidence/"+got.str("evidence", 0, "id")))
	all := s.operator.attach("/admin/disputes/"+dispute+"/evidence", obj{"kind": "receipt"}, "receipt.pdf", paper, 201)
	require.Len(t, all.list("parts"), 4)
	require.Contains(t, all.str("text"), "It was handed over.")

	incident := ""
	for _, x := range s.operator.get("/admin/incidents").list("items") {
		if x.str("subject") == dispute {
			incident = x.str("id")
		}
	}
	s.operator.post("/admin/incidents/"+incident+"/resolve", obj{"action": "submit_evidence", "reason": "it is complete"}, 200)
	s.eventually(func() bool { return a.get(ofA).str("disputes", 0, "state") == "under_review" })
	a.attach(ofA+"/evidence", obj{"kind": "receipt"}, "late.pdf", paper, 409)
	d, err := s.m.Payments.Dispute(t.Context(), dispute)
	require.NoError(t, err)
	require.Len(t, d.Answer.Evidence.Files, 3)
}

// delete deletes something and returns the status.
func (c *client) delete(path string) int {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodDelete, c.base+path, nil)
	require.NoError(c.t, err)
	req.Header.Set("Authorization", "Bearer "+c.bearer)
	res, err := c.http.Do(req)
	require.NoError(c.t, err)
	require.NoError(c.t, res.Body.Close())
	return res.StatusCode
}
