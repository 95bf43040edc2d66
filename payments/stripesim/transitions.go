package stripesim

// transition runs one job. A job that finds its subject gone or in another state than
// expected does nothing: the subject went another way meanwhile.
func (t *tx) transition(j *job) {
	id := j.Subject
	if t.load(id) == nil {
		return
	}
	switch j.Kind {
	case "release":
		t.release(id)
	case "balance_available":
		b := get[balance](t, balanceID(id))
		t.emit(id, "balance.available", b)
	case "waiting_refunds":
		t.waitingRefunds(id)
	case "capture":
		ch := edit[charge](t, id)
		t.capture(ch)
		t.emitUpdated(ch.Home, "charge.updated", ch)
	case "debit":
		t.debited(edit[intent](t, id))
	case "dispute":
		c := get[method](t, string(get[charge](t, id).Method)).card()
		_, _ = t.openDispute(id, c.dispute, c.inquiry) // refused when refunded or disputed meanwhile
	case "dispute_deadline":
		t.deadline(id)
	case "verdict":
		d := get[dispute](t, id)
		t.decide(id, verdict(string(d.Evidence["uncategorized_text"]), d.Status))
	case "fraud_warning":
		t.warnOfFraud(id)
	case "expire":
		if cs := edit[session](t, id); cs.Status == "open" {
			t.expire(cs)
		}
	case "refund":
		t.refundSucceeds(id)
	case "refund_failure":
		t.refundFails(id, "expired_or_canceled_card")
	case "topup":
		t.topupArrives(id)
	case "auto_payout":
		t.autoPayout(id)
	case "payout_transit":
		t.payoutTo(id, "in_transit", "")
	case "payout_arrival":
		t.arrive(id)
	case "account_verified":
		if get[account](t, id).Sim.Stage == stageReview {
			t.moveAccount(id, stageEnabled, "")
		}
	case "document_deadline":
		if get[account](t, id).Sim.Stage == stageDue {
			t.moveAccount(id, stagePastDue, "")
		}
	case "forget_link":
		t.forget(id)
	}
}
