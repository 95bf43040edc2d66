package stripesim

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

// shown is how many rows of each kind the overview lists.
const shown = 20

type tableView struct {
	Title      string
	Columns    []string
	Rows       []rowView
	HasActions bool
}

type rowView struct {
	Cells   []string
	Actions []actionView
}

type actionView struct{ Action, ID, Do, Label string }

type choice struct {
	Value, Label string
	Selected     bool
}

type overviewView struct {
	frame
	Now, Notice string
	Tables      []tableView
	Queue       int
	Delay       int64
	Drops       []choice
}

func (h *hosted) overview(w http.ResponseWriter, r *http.Request) {
	v := overviewView{frame: h.frame("Payment simulator"), Notice: notices[r.URL.Query().Get("done")]}
	v.Wide = true
	err := h.see(func(t *tx) error {
		set := get[settings](t, settingsID)
		v.Now = t.now.Format("2 January 2006, 15:04:05 MST")
		v.Queue, v.Delay = len(t.list("sim.delivery", platformID, "")), set.Hooks.DelayMS/1000
		for _, c := range []choice{{"", "nothing", false}, {dropUntilPolled, "until the events are polled", false}, {dropAlways, "everything", false}} {
			c.Selected = c.Value == set.Hooks.Drop
			v.Drops = append(v.Drops, c)
		}
		v.Tables = []tableView{h.balanceTable(t), h.chargeTable(t), h.transferTable(t), h.disputeTable(t), h.payoutTable(t)}
		return nil
	})
	if err != nil {
		h.message(w, http.StatusInternalServerError, "Failed", asError(err).Message, "")
		return
	}
	h.show(w, http.StatusOK, "overview", v)
}

// newest returns the last records of a kind, newest first.
func newest(t *tx, object, home string, keep func(record) bool) []record {
	list := t.list(object, home, "")
	var out []record
	for i := len(list) - 1; i >= 0 && len(out) < shown; i-- {
		if keep == nil || keep(list[i]) {
			out = append(out, list[i])
		}
	}
	return out
}

func when(at int64) string { return time.Unix(at, 0).UTC().Format("2006-01-02 15:04") }

func (h *hosted) action(id, do, label string) actionView {
	return actionView{h.s.cfg.BasePath + "/", id, do, label}
}

func (h *hosted) balanceTable(t *tx) tableView {
	v := tableView{Title: "Balances", Columns: []string{"Account", "Name", "Available", "Pending"}}
	accounts := newest(t, "account", platformID, func(r record) bool { return r.meta().ID != platformID })
	for _, r := range append([]record{t.load(platformID)}, accounts...) {
		a := r.(*account)
		funds := get[balance](t, balanceID(a.ID)).Funds
		for _, cur := range sortedKeys(funds) {
			v.Rows = append(v.Rows, rowView{Cells: []string{a.ID, string(a.BusinessProfile.Name), amountText(funds[cur].Available, cur), amountText(funds[cur].Pending, cur)}})
		}
	}
	return v
}

func (h *hosted) chargeTable(t *tx) tableView {
	v := tableView{Title: "Charges", Columns: []string{"Charge", "Time", "Amount", "Refunded", "State", "Group"}, HasActions: true}
	for _, r := range newest(t, "charge", platformID, nil) {
		c := r.(*charge)
		row := rowView{Cells: []string{c.ID, when(c.Created), amountText(c.Amount, c.Currency), amountText(c.AmountRefunded, c.Currency), c.Status, string(c.TransferGroup)}}
		if c.Status == "succeeded" && c.Captured && c.refundable() > 0 && c.Sim.DisputeID == "" {
			row.Actions = []actionView{h.action(c.ID, "dispute", "Raise a dispute"), h.action(c.ID, "inquiry", "Raise an inquiry")}
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

func (h *hosted) transferTable(t *tx) tableView {
	v := tableView{Title: "Transfers", Columns: []string{"Transfer", "Time", "Amount", "Reversed", "Destination", "Group"}}
	for _, r := range newest(t, "transfer", platformID, nil) {
		x := r.(*transfer)
		v.Rows = append(v.Rows, rowView{Cells: []string{x.ID, when(x.Created), amountText(x.Amount, x.Currency), amountText(x.Reversed, x.Currency), x.Destination, string(x.Group)}})
	}
	return v
}

func (h *hosted) disputeTable(t *tx) tableView {
	v := tableView{Title: "Disputes", Columns: []string{"Dispute", "Charge", "Amount", "Reason", "State"}, HasActions: true}
	for _, r := range newest(t, "dispute", platformID, nil) {
		d := r.(*dispute)
		row := rowView{Cells: []string{d.ID, d.Charge, amountText(d.Amount, d.Currency), d.Reason, d.Status}}
		for _, to := range disputeStates[d.Status] {
			row.Actions = append(row.Actions, h.action(d.ID, to, "To "+to))
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

func (h *hosted) payoutTable(t *tx) tableView {
	v := tableView{Title: "Payouts", Columns: []string{"Payout", "Account", "Time", "Amount", "State"}, HasActions: true}
	for _, ra := range append([]record{t.load(platformID)}, newest(t, "account", platformID, func(r record) bool { return r.meta().ID != platformID })...) {
		for _, r := range newest(t, "payout", ra.meta().ID, nil) {
			if len(v.Rows) == 2*shown {
				return v
			}
			p := r.(*payout)
			row := rowView{Cells: []string{p.ID, p.Home, when(p.Created), amountText(p.Amount, p.Currency), p.Status}}
			for _, to := range payoutStates[p.Status] {
				if to == "failed" || to == "paid" {
					row.Actions = append(row.Actions, h.action(p.ID, to, "To "+to))
				}
			}
			v.Rows = append(v.Rows, row)
		}
	}
	return v
}

// notices are what the overview says after an action; the address names one.
var notices = map[string]string{
	"dispute": "The dispute was raised.", "state": "The new state was stored.", "webhooks": "The webhook options were stored.", "refused": "That is not possible in the present state.",
}

// act takes the overview's forms and leads back to it.
func (h *hosted) act(w http.ResponseWriter, r *http.Request) {
	id, do := r.PostFormValue("id"), r.PostFormValue("do")
	done, err := "state", error(nil)
	switch {
	case do == "webhooks":
		done, err = "webhooks", h.setHooks(r)
	case do == "dispute" || do == "inquiry":
		done = "dispute"
		_, err = h.s.RaiseDispute(id, "fraudulent", do == "inquiry")
	case len(id) > 3 && id[:3] == "dp_":
		err = h.s.DecideDispute(id, do)
	case len(id) > 3 && id[:3] == "po_":
		err = h.s.DecidePayout(id, do, "")
	default:
		done = "refused"
	}
	if err != nil {
		done = "refused"
	}
	h.s.flushHooks(r)
	http.Redirect(w, r, h.s.cfg.BasePath+"/?done="+done, http.StatusSeeOther)
}

func (h *hosted) setHooks(r *http.Request) error {
	seconds, err := strconv.ParseInt(orDefault(r.PostFormValue("delay"), "0"), 10, 64)
	if err != nil || seconds < 0 || seconds > 7*24*3600 {
		return invalid("", "delay", "The delay is a number of seconds, at most a week.")
	}
	var o HookOptions
	if err := h.see(func(t *tx) error { o = get[settings](t, settingsID).Hooks; return nil }); err != nil {
		return err
	}
	o.DelayMS, o.Drop = seconds*1000, r.PostFormValue("drop")
	return h.s.SetWebhookOptions(o)
}

type fact struct{ Label, Value string }

type expressView struct {
	frame
	Facts             []fact
	Balances, Payouts tableView
}

// express is the dashboard that a login link opens.
func (h *hosted) express(w http.ResponseWriter, r *http.Request) {
	v := expressView{frame: h.frame("Your payments")}
	v.Balances = tableView{Title: "Balance", Columns: []string{"Available", "Pending"}}
	v.Payouts = tableView{Title: "Payouts", Columns: []string{"Payout", "Time", "Amount", "State"}}
	err := h.see(func(t *tx) error {
		l, err := t.openLink(r.PathValue("token"), "express", true)
		if err != nil {
			return err
		}
		a := get[account](t, l.Account)
		v.Facts = []fact{{"Account", a.ID}, {"Name", string(a.BusinessProfile.Name)}, {"Payouts", map[bool]string{true: "enabled", false: "stopped"}[a.PayoutsEnabled]}}
		funds := get[balance](t, balanceID(a.ID)).Funds
		for _, cur := range sortedKeys(funds) {
			v.Balances.Rows = append(v.Balances.Rows, rowView{Cells: []string{amountText(funds[cur].Available, cur), amountText(funds[cur].Pending, cur)}})
		}
		for _, x := range newest(t, "payout", a.ID, nil) {
			p := x.(*payout)
			v.Payouts.Rows = append(v.Payouts.Rows, rowView{Cells: []string{p.ID, when(p.Created), amountText(p.Amount, p.Currency), p.Status}})
		}
		return nil
	})
	if err != nil {
		h.message(w, http.StatusGone, "Expired", "This link has expired or was used. Please ask for a new one.", "")
		return
	}
	h.show(w, http.StatusOK, "express", v)
}

// flushHooks delivers what a page caused before it answers, when the options ask so.
func (s *Simulator) flushHooks(r *http.Request) {
	s.mu.Lock()
	set, ok := s.st.rows[settingsID].(*settings)
	s.mu.Unlock()
	if !ok || !set.Hooks.BeforeAnswer {
		return
	}
	if _, err := s.RunDue(context.WithoutCancel(r.Context()), s.cfg.Clock.Now()); err != nil {
		s.logger.ErrorContext(r.Context(), "simulator: delivery before the answer failed", "error", err)
	}
}
