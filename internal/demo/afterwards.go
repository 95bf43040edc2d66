package demo

import (
	"context"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/orders/returns"
)

// afterwards lets some buyers be unhappy: they send things back, complain, or take the
// money back through their bank; a vendor gives some of it back unasked.
func (t *trade) afterwards(arrive int, p part) {
	r := t.rand
	line := p.lines[r.IntN(len(p.lines))]
	more := 1 // of the last days enough is open for everybody to see
	if arrive > t.days-8 {
		more = 4
	}
	switch {
	case t.chance(24 * more):
		t.planReturn(arrive+2+r.IntN(9), p, line)
	case t.chance(9 * more):
		t.planCase(arrive+1+r.IntN(5), p, line)
	case t.chance(12) && line.Paid > 400:
		some := line.Paid / 5
		t.planRefund(arrive+1+r.IntN(3), p, orders.RefundInput{
			Lines: []orders.RefundWish{{Line: line.ID, Amount: &some}}, Reason: "damaged",
		})
	case t.chance(8): // after the money has reached the vendor
		t.planRefund(arrive+25+r.IntN(10), p, orders.RefundInput{
			Lines: []orders.RefundWish{{Line: line.ID, Quantity: line.Quantity}}, Reason: "defective",
		})
	case t.sued < 3 && t.chance(6), t.sued == 3 && arrive > t.days-12 && arrive < t.days-4:
		t.sued++
		t.planChargeback(arrive+3, p, []string{"won", "lost", "lost", ""}[t.sued-1])
	}
}

func (t *trade) planRefund(day int, p part, in orders.RefundInput) {
	s := t.s
	t.on(day, 10, p, func(ctx context.Context, id markthalle.VendorOrderID) error {
		in.ID = markthalle.RefundID(s.m.IDs.New("ref"))
		_, err := s.m.Orders.Refund(ctx, s.system, id, in)
		return err
	})
}

func (b buyer) actor() markthalle.Actor {
	return markthalle.Actor{Kind: markthalle.Buyer, Person: b.person}
}

// planReturn lets a buyer send a thing back: asked, agreed, sent, arrived, paid back.
func (t *trade) planReturn(day int, p part, line orders.Line) {
	s, r := t.s, t.rand
	reason := []string{"changed_mind", "changed_mind", "not_as_described", "damaged"}[r.IntN(4)]
	var id markthalle.ReturnID
	t.on(day, 19, p, func(ctx context.Context, _ markthalle.VendorOrderID) error {
		made, err := s.m.Returns.Ask(ctx, p.buyer.actor(), returns.AskInput{
			ID: markthalle.ReturnID(s.m.IDs.New("ret")), Order: p.order,
			Lines: []orders.Units{{Line: line.ID, Quantity: 1}}, Reason: reason,
		})
		if err == nil && len(made) > 0 {
			id = markthalle.ReturnID(made[0].ID)
		}
		return err
	})
	step := func(day int, hour float64, do func(ctx context.Context) error) {
		t.on(day, hour, p, func(ctx context.Context, _ markthalle.VendorOrderID) error {
			if id == "" {
				return nil // it was not let in
			}
			return do(ctx)
		})
	}
	step(day+1+r.IntN(2), 9, func(ctx context.Context) error {
		_, err := s.m.Returns.Approve(ctx, s.system, id, "")
		return err
	})
	back := day + 5 + r.IntN(4)
	step(back, 11, func(ctx context.Context) error {
		_, err := s.m.Returns.Receive(ctx, s.system, id, nil, "")
		return err
	})
	step(back+1+r.IntN(2), 16, func(ctx context.Context) error {
		_, err := s.m.Returns.Refund(ctx, s.system, id, returns.RefundInput{})
		return err
	})
}

// complaint is what a buyer writes, and what the vendor answers.
type complaint struct {
	kind          returns.Kind
	asks, answers markthalle.Texts
}

func said(en, de, pl string) markthalle.Texts {
	return markthalle.Texts{}.Set(markthalle.English, en).Set(markthalle.German, de).Set(markthalle.Polish, pl)
}

var complaints = []complaint{
	{
		returns.Damaged,
		said("It arrived with a crack along one side. The box was dented too.", "Angekommen mit einem Riss an der Seite. Auch der Karton war eingedrückt.", "Przyszło z pęknięciem z boku. Karton też był wgnieciony."),
		said("I am sorry. Keep the piece, please; I will send another one this week.", "Das tut mir leid. Behalten Sie das Stück bitte, ich schicke diese Woche ein neues.", "Przykro mi. Proszę zatrzymać tę sztukę, w tym tygodniu wyślę nową."),
	},
	{
		returns.NotAsDescribed,
		said("The colour is much darker than in the picture.", "Die Farbe ist viel dunkler als auf dem Bild.", "Kolor jest znacznie ciemniejszy niż na zdjęciu."),
		said("Natural material varies. You may send it back at my cost.", "Naturmaterial fällt unterschiedlich aus. Sie können es auf meine Kosten zurückschicken.", "Naturalny materiał bywa różny. Można odesłać na mój koszt."),
	},
	{
		returns.Missing,
		said("One of the two pieces was not in the parcel.", "Eines der beiden Stücke war nicht im Paket.", "W paczce brakowało jednej z dwóch sztuk."),
		said("You are right, it is still on our table. It goes out today.", "Sie haben recht, es liegt noch hier auf dem Tisch. Es geht heute heraus.", "Rzeczywiście, leży jeszcze na stole. Wysyłam dziś."),
	},
	{
		returns.Question,
		said("How do I look after it so that it lasts?", "Wie pflege ich es, damit es lange hält?", "Jak o to dbać, żeby długo służyło?"),
		said("A damp cloth is enough, and no dishwasher.", "Ein feuchtes Tuch genügt, und keine Spülmaschine.", "Wystarczy wilgotna ściereczka, bez zmywarki."),
	},
}

// planCase lets a buyer complain. Most vendors answer and the buyer is content; some do
// not, and the market decides.
func (t *trade) planCase(day int, p part, line orders.Line) {
	s, r := t.s, t.rand
	c := complaints[r.IntN(len(complaints))]
	id := markthalle.CaseID("")
	t.on(day, 18, p, func(ctx context.Context, vo markthalle.VendorOrderID) error {
		made, err := s.m.Returns.OpenCase(ctx, p.buyer.actor(), returns.CaseInput{
			ID: markthalle.CaseID(s.m.IDs.New("case")), Order: p.order, VendorOrder: vo, Line: line.ID, Kind: c.kind, Text: c.asks.In(p.buyer.locale),
		})
		if err == nil {
			id = markthalle.CaseID(made.ID)
		}
		return err
	})
	step := func(day int, hour float64, do func(ctx context.Context) error) {
		t.on(day, hour, p, func(ctx context.Context, _ markthalle.VendorOrderID) error {
			if id == "" {
				return nil
			}
			return do(ctx)
		})
	}
	if c.kind != returns.Question && r.IntN(4) == 0 {
		step(day+4, 20, func(ctx context.Context) error {
			_, err := s.m.Returns.Escalate(ctx, p.buyer.actor(), id, "")
			return err
		})
		step(day+7, 14, func(ctx context.Context) error {
			_, err := s.m.Returns.Decide(ctx, s.system, id, returns.Decision{
				Outcome: returns.GiveRefund, Bearer: returns.ByVendor, Amount: s.money(max(1, line.Paid/2)),
				Reason: "The vendor has not answered for a week; half of the price is given back.",
			})
			return err
		})
		return
	}
	owner := s.owners[p.vendor]
	step(day+1, 10, func(ctx context.Context) error {
		_, err := s.m.Returns.Write(ctx, owner, id, "", returns.MessageInput{Key: "reply", Text: c.answers.In(p.buyer.locale)})
		return err
	})
	step(day+3+r.IntN(3), 20, func(ctx context.Context) error {
		_, err := s.m.Returns.Close(ctx, p.buyer.actor(), id, "")
		return err
	})
}

// planChargeback lets a buyer's bank take the money back, and decide within a week. No
// outcome: it has not decided yet.
func (t *trade) planChargeback(day int, p part, outcome string) {
	s := t.s
	dispute := ""
	t.on(day, 12, p, func(ctx context.Context, _ markthalle.VendorOrderID) error {
		pay, err := s.m.Payments.Payment(ctx, p.order)
		if err != nil || len(pay.Charges) == 0 {
			return err
		}
		dispute, err = s.m.Simulator.RaiseDispute(pay.Charges[0].ID, "product_not_received", false)
		return err
	})
	if outcome == "" {
		return
	}
	t.on(day+6, 12, p, func(context.Context, markthalle.VendorOrderID) error {
		if dispute == "" {
			return nil
		}
		return s.m.Simulator.DecideDispute(dispute, outcome)
	})
}
