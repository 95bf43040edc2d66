package server

import (
	"context"
	"errors"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/buybox"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
)

// react is the whole backward flow of the market: which event has which reaction. What
// a later package must tell an earlier one, it tells here and nowhere else.
func (m *Market) react() {
	db := m.DB

	// Everybody: deeds are kept, mails are sent.
	store.On(db, "accounts.record_audit", m.Accounts.RecordAudit)
	store.On(db, "accounts.mail_verification", m.Accounts.MailVerification)
	store.On(db, "notify.deliver", m.Notify.Deliver)

	// Vendors: whoever applies owns the shop; the provider says who can be paid.
	store.On(db, "accounts.grant_owner", m.grantOwner)
	store.On(db, "vendors.ensure_profile", m.Vendors.EnsureProfile)
	store.On(db, "vendors.schedule_reinstatement", m.Vendors.ScheduleReinstatement)
	store.On(db, "vendors.payout_status", m.payoutStatus)
	db.OnTimer(vendors.TimerSuspensionEnd, m.Vendors.EndSuspension)

	// Catalogue: prices are remembered, offers know their stock, the best offer and the
	// index follow.
	store.On(db, "catalog.record_price", m.Catalog.RecordPrice)
	store.On(db, "catalog.mirror_stock", m.Catalog.MirrorStock)
	store.On(db, "catalog.run_import", m.Catalog.RunImport)
	db.OnSweep(catalog.SweepImport, m.Catalog.ImportPage)
	store.On(db, "buybox.refresh", m.Buybox.Refresh)
	store.On(db, "buybox.refresh_stock", m.Buybox.RefreshStock)
	store.On(db, "buybox.refresh_vendor", m.Buybox.RefreshVendor)
	store.On(db, "buybox.refresh_profile", m.Buybox.RefreshProfile)
	db.OnSweep(buybox.SweepVendor, m.Buybox.RefreshPage)
	store.On(db, "search.index_offer", m.projection.offerChanged)
	store.On(db, "search.index_product", m.projection.productChanged)
	store.On(db, "search.index_vendor", m.projection.vendorChanged)
	store.On(db, "search.index_profile", m.projection.profileChanged)
	store.On(db, "search.index_demand", m.projection.demandChanged)
	store.On(db, "search.index_category", m.projection.categoryChanged)
	db.OnSweep(sweepIndex, m.projection.page)
	db.OnSweep(sweepCategory, m.projection.categoryPage)

	m.reactToTrade()
	m.reactWithMoney()
	if m.Config.Clock != nil {
		return // a history is being made: nobody is written to, nothing runs by schedule
	}
	m.mails()
	m.schedules()
}

// reactToTrade is what payments and orders tell each other.
func (m *Market) reactToTrade() {
	db := m.DB

	// Payments: the provider's events are read again, intents are executed.
	store.On(db, "payments.process_event", m.Payments.ProcessEvent)
	store.On(db, "payments.execute_refund", m.Payments.ExecuteRefund)
	store.On(db, "payments.execute_transfer", m.Payments.ExecuteTransfer)
	store.On(db, "payments.execute_reversal", m.Payments.ExecuteReversal)
	store.On(db, "payments.refund_stray", m.Payments.RefundStray)
	store.On(db, "payments.block_refunds", m.Payments.BlockRefunds)
	store.On(db, "payments.send_evidence", m.Payments.SendEvidence)
	store.On(db, "payments.close_dispute", m.Payments.CloseDispute)
	store.On(db, "payments.reserve_refund", m.reserveRefund)

	// Orders: paid, closed and failed payments decide them; paid ones become vendor
	// orders and take their stock, the others give everything back.
	store.On(db, "orders.mark_paid", m.Orders.MarkPaid)
	store.On(db, "orders.mark_paying", m.Orders.MarkPaying)
	store.On(db, "orders.mark_closed", m.Orders.MarkClosed)
	store.On(db, "orders.mark_failed", m.Orders.MarkFailed)
	store.On(db, "orders.split_by_vendor", m.Orders.SplitByVendor)
	store.On(db, "orders.take_stock", m.Orders.TakeStock)
	store.On(db, "orders.release_stock", m.Orders.ReleaseStock)
	store.On(db, "orders.reopen_cart", m.Orders.ReopenCart)
	store.On(db, "orders.return_stock", m.Orders.ReturnStock)
	store.On(db, "orders.mark_refunded", m.Orders.MarkRefunded)
	store.On(db, "orders.mark_refund_rejected", m.Orders.MarkRefundRejected)
	store.On(db, "orders.mark_refund_failed", m.Orders.MarkRefundFailed)

	// Returns: what vendor orders set aside becomes a return, refunds end returns and
	// cases, withdrawals are carried out, late refunds come before the operator.
	store.On(db, "returns.open_return", m.Returns.OpenReturn)
	store.On(db, "returns.make_refund", m.Returns.MakeRefund)
	store.On(db, "returns.settle", m.Returns.Settle)
	store.On(db, "returns.free_units", m.Returns.FreeUnits)
	store.On(db, "returns.carry_out", m.Returns.CarryOut)
	store.On(db, "returns.open_overdue", m.Returns.OpenOverdue)
	store.On(db, "returns.refund_case", m.Returns.RefundCase)
	store.On(db, "returns.case_refunded", m.Returns.CaseRefunded)
	store.On(db, "returns.case_refund_failed", m.Returns.CaseRefundFailed)
	store.On(db, "returns.case_refund_rejected", m.Returns.CaseRefundRejected)
}

// reactWithMoney is what the books make of payments and orders.
func (m *Market) reactWithMoney() {
	db := m.DB

	// Payouts: every movement is booked, what is due is released, paid and taken back.
	store.On(db, "payouts.post_sale", m.Payouts.PostSale)
	store.On(db, "payouts.post_fee", m.Payouts.PostFee)
	store.On(db, "payouts.post_available", m.Payouts.PostAvailable)
	store.On(db, "payouts.post_stray", m.Payouts.PostStray)
	store.On(db, "payouts.apply_refund", m.Payouts.ApplyRefund)
	store.On(db, "payouts.post_refund", m.Payouts.PostRefund)
	store.On(db, "payouts.send_refund", m.Payouts.SendRefund)
	store.On(db, "payouts.free_refund", m.Payouts.FreeRefund)
	store.On(db, "payouts.post_refund_paid", m.Payouts.PostRefundPaid)
	store.On(db, "payouts.reverse_transfers", m.Payouts.ReverseTransfers)
	store.On(db, "payouts.post_refund_failed", m.Payouts.PostRefundFailed)
	store.On(db, "payouts.post_reversal", m.Payouts.PostReversal)
	store.On(db, "payouts.keep_debt", m.Payouts.KeepDebt)
	store.On(db, "payouts.mark_shipped", m.Payouts.MarkShipped)
	store.On(db, "payouts.mark_delivered", m.Payouts.MarkDelivered)
	store.On(db, "payouts.mark_cancelled", m.Payouts.MarkCancelled)
	store.On(db, "payouts.post_release", m.Payouts.PostRelease)
	store.On(db, "payouts.post_reserve_freed", m.Payouts.PostReserveFreed)
	store.On(db, "payouts.complete_order", m.Payouts.CompleteOrder)
	store.On(db, "payouts.make_transfers", m.Payouts.MakeTransfers)
	store.On(db, "payouts.post_transfer", m.Payouts.PostTransfer)
	store.On(db, "payouts.settle_transfer", m.Payouts.SettleTransfer)
	store.On(db, "payouts.finish_part", m.Payouts.FinishPart)
	store.On(db, "payouts.hold_part", m.Payouts.HoldPart)
	store.On(db, "payouts.close_claims", m.Payouts.CloseClaims)

	// Disputes: the order waits for the bank, and who bears it gives it back.
	store.On(db, "payouts.post_dispute", m.Payouts.PostDispute)
	store.On(db, "payouts.freeze_order", m.Payouts.FreezeOrder)
	store.On(db, "payouts.note_inquiry", m.Payouts.NoteInquiry)
	store.On(db, "payouts.note_warning", m.Payouts.NoteWarning)
	store.On(db, "payouts.end_warning", m.Payouts.EndWarning)
	store.On(db, "payouts.warning_disputed", m.Payouts.WarningDisputed)
	store.On(db, "payouts.settle_dispute", m.Payouts.SettleDispute)
	store.On(db, "payouts.apply_chargeback", m.Payouts.ApplyChargeback)
	store.On(db, "payouts.post_chargeback", m.Payouts.PostChargeback)
	store.On(db, "payouts.post_chargeback_rest", m.Payouts.PostChargebackRest)
	store.On(db, "payouts.ask_back", m.Payouts.AskBack)
	store.On(db, "payouts.keep_bank_payout", m.Payouts.KeepBankPayout)
	store.On(db, "payouts.reconcile", m.Payouts.Reconcile)
	store.On(db, "payouts.post_approved", m.Payouts.PostApproved)
	store.On(db, "payouts.follow_tax_data", m.Payouts.FollowTaxData)
	store.On(db, "payouts.hold_tax_payouts", m.Payouts.HoldTaxPayouts)
	store.On(db, "payouts.number_invoice", m.Payouts.NumberInvoice)
	store.On(db, "payouts.post_paid_otherwise", m.Payouts.PostPaidOtherwise)
	store.On(db, "payouts.post_resolution", m.Payouts.PostResolution)
	store.On(db, "payouts.report_debts", m.Payouts.ReportDebts)
	store.On(db, "payouts.follow_claim", m.Payouts.FollowClaim)
	store.On(db, "payouts.bear_refund", m.Payouts.BearRefund)
}

// mails are the reactions that tell people.
func (m *Market) mails() {
	db, mails := m.DB, &mailer{m}
	store.On(db, "vendors.mail_received", m.Vendors.MailReceived)
	store.On(db, "vendors.mail_approved", m.Vendors.MailApproved)
	store.On(db, "vendors.mail_rejected", m.Vendors.MailRejected)
	store.On(db, "vendors.mail_changes_asked", m.Vendors.MailChangesAsked)
	store.On(db, "mail.order_confirmed", mails.orderConfirmed)
	store.On(db, "mail.debit_failed", mails.debitFailed)
	store.On(db, "mail.vendor_new_order", mails.vendorNewOrder)
	store.On(db, "mail.shipped", mails.shipped)
	store.On(db, "mail.cancelled", mails.cancelled)
	store.On(db, "mail.refunded", mails.refunded)
	store.On(db, "mail.payout_sent", mails.payoutSent)
	store.On(db, "mail.invoice_issued", mails.invoiceIssued)
	store.On(db, "mail.disputed", mails.disputed)
	store.On(db, "mail.tax_data_asked", mails.taxDataAsked)
	store.On(db, "mail.fees_changed", mails.feesChanged)
	db.OnSweep(sweepFees, mails.tellFees)
	store.On(db, "mail.return_opened", mails.returnOpened)
	store.On(db, "mail.return_answered", mails.returnAnswered)
	store.On(db, "mail.withdrawal_receipt", mails.withdrawalReceipt)
	store.On(db, "mail.withdrawal_done", mails.withdrawalDone)
	store.On(db, "mail.case_opened", mails.caseOpened)
	store.On(db, "mail.case_message", mails.caseMessage)
	store.On(db, "mail.case_decided", mails.caseDecided)
}

// tick is how often the market looks for what is due by its clock: unpaid orders,
// sessions whose event never came, releases. It bounds how late such things happen.
const tick = 10 * time.Minute

// gapEvery is how often the provider's events are compared with the inbox (PAY-37).
const gapEvery = 10 * time.Minute

// reconcileAt is when in the night the books are compared with the provider: not at
// midnight, while the payouts of the day are on their way and either side is ahead.
const reconcileAt = 2*time.Hour + 5*time.Minute

// memoAt is when in the night the payouts to vendors' banks are read again, before the books
// are compared.
const memoAt = time.Hour + 20*time.Minute

// invoicesAt is when on the first of a month the invoices of the month before are issued:
// after the night's comparison, so that what waited for it is posted.
const invoicesAt = 4*time.Hour + 10*time.Minute

// taxDataAt is when in the night sellers are asked for what the tax authority must be told.
const taxDataAt = 5*time.Hour + 20*time.Minute

// demandAt is when in the night sales are counted.
const demandAt = 3*time.Hour + 20*time.Minute

func (m *Market) schedules() {
	every := func(d time.Duration) func(time.Time) time.Time {
		return func(last time.Time) time.Time { return last.Truncate(d).Add(d) }
	}
	m.DB.OnSchedule("market.tick", every(tick), func(ctx context.Context, _ time.Time) error {
		var errs []error
		for _, due := range []func(context.Context) (int, error){
			m.Payments.PollDue, m.Orders.ExpireDue, m.Orders.CancelUnaccepted, m.Returns.RunDue, m.Payouts.ReleaseDue, m.Payouts.FreeReserves, m.Payouts.SubmitEvidenceDue,
		} {
			_, err := due(ctx)
			errs = append(errs, err)
		}
		return errors.Join(errs...)
	})
	m.DB.OnSchedule("payments.fill_gap", every(gapEvery), func(ctx context.Context, due time.Time) error {
		_, err := m.Payments.FillGap(ctx, due.Add(-2*gapEvery))
		return err
	})
	m.DB.OnSchedule("payouts.run", func(last time.Time) time.Time {
		if next := m.Payouts.NextRun(last); !next.IsZero() {
			return next
		}
		return last.AddDate(100, 0, 0)
	}, m.Payouts.RunScheduled)
	m.DB.OnSchedule("payouts.memo", func(last time.Time) time.Time {
		return last.Truncate(24 * time.Hour).Add(24*time.Hour + memoAt)
	}, func(ctx context.Context, _ time.Time) error { return m.Payouts.SweepMemo(ctx) })
	m.DB.OnSchedule("payouts.reconcile", func(last time.Time) time.Time {
		return last.Truncate(24 * time.Hour).Add(24*time.Hour + reconcileAt)
	}, func(ctx context.Context, due time.Time) error {
		return m.Payouts.ReconcileScheduled(ctx, due.Truncate(24*time.Hour))
	})
	m.DB.OnSchedule("payouts.invoices", func(last time.Time) time.Time {
		return time.Date(last.Year(), last.Month()+1, 1, 0, 0, 0, 0, time.UTC).Add(invoicesAt)
	}, m.Payouts.IssueScheduled)
	m.DB.OnSchedule("payouts.tax_data", func(last time.Time) time.Time {
		return last.Truncate(24 * time.Hour).Add(24*time.Hour + taxDataAt)
	}, m.Payouts.AskTaxData)
	m.DB.OnSchedule("catalog.demand", func(last time.Time) time.Time {
		return last.Truncate(24 * time.Hour).Add(24*time.Hour + demandAt)
	}, func(ctx context.Context, _ time.Time) error { return m.CountDemand(ctx) })
	m.DB.OnSchedule("housekeeping", every(24*time.Hour), m.housekeeping)
}

// housekeeping forgets what nobody needs any more.
func (m *Market) housekeeping(ctx context.Context, _ time.Time) error {
	_, err := m.Accounts.PurgeSessions(ctx)
	if m.keys != nil {
		_, e := m.keys.Purge(ctx)
		err = errors.Join(err, e)
	}
	return err
}

// grantOwner is the reaction to an application: the person owns the shop.
func (m *Market) grantOwner(ctx context.Context, e vendors.ApplicationReceived, _ store.Cause) error {
	_, err := m.Accounts.Grant(ctx, e.Person, e.Vendor, markthalle.VendorOwner)
	return err
}

// payoutStatus is the reaction to what the provider says of a vendor's account.
func (m *Market) payoutStatus(ctx context.Context, e payments.AccountChanged, _ store.Cause) error {
	return m.Vendors.SetPayoutStatus(ctx, e.Vendor, vendors.PayoutStatus{
		Account: e.Account, Status: string(e.Status), Transferable: e.Transferable, CurrentlyDue: e.CurrentlyDue, Deadline: e.Deadline,
	})
}

// reserveRefund is the reaction to somebody's decision to give money back.
func (m *Market) reserveRefund(ctx context.Context, e orders.RefundDecided, _ store.Cause) error {
	in := payments.RefundIntent{
		ID: e.Refund, Order: e.Order, VendorOrder: e.VendorOrder, Vendor: e.Vendor, Shipping: e.Shipping,
		Amount: e.Amount, Reason: e.Reason, OperatorBP: e.OperatorBP,
	}
	for _, l := range e.Lines {
		in.Lines = append(in.Lines, payments.RefundLine{Line: l.Line, Quantity: l.Quantity, Amount: l.Amount})
	}
	return m.Payments.ReserveRefund(ctx, in)
}
