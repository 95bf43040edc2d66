package operator

import "github.com/markthalle/markthalle/web/kernel"

// Names of the pages, for Render, and keys of messages after a redirect.
const (
	PageWork           = "operator/work"
	PageVendors        = "operator/vendors"
	PageVendor         = "operator/vendor"
	PageReview         = "operator/review"
	PageOrders         = "operator/orders"
	PageOrder          = "operator/order"
	PageCases          = "operator/cases"
	PageCase           = "operator/case"
	PageLedger         = "operator/ledger"
	PageCategories     = "operator/categories"
	PageRules          = "operator/rules"
	PageRule           = "operator/rule"
	PagePayouts        = "operator/payouts"
	PageInvoices       = "operator/invoices"
	PagePosition       = "operator/position"
	PageReconciliation = "operator/reconciliation"
	PageDispute        = "operator/dispute"
	PageSearchQueries  = "operator/search-queries"
	PageSearchRules    = "operator/search-rules"
	PageSearchSynonyms = "operator/search-synonyms"
	PageSearchWords    = "operator/search-words"
	PageSearchExplain  = "operator/search-explain"
	PageAudit          = "operator/audit"
	PageMembers        = "operator/members"
	PageSystem         = "operator/system"
	PageClock          = "operator/clock"
	PageFind           = "operator/find"
	FlashSaved         = "flash.saved"

	FlashEvidenceAdded   = "flash.evidence_added"
	FlashEvidenceRemoved = "flash.evidence_removed"

	FlashApproved      = "flash.approved"
	FlashRejected      = "flash.rejected"
	FlashAsked         = "flash.asked"
	FlashSuspended     = "flash.suspended"
	FlashReinstated    = "flash.reinstated"
	FlashHeld          = "flash.held"
	FlashLifted        = "flash.lifted"
	FlashReserveSet    = "flash.reserve_set"
	FlashWrittenOff    = "flash.written_off"
	FlashEntryPosted   = "flash.entry_posted"
	FlashEntryWaits    = "flash.entry_waits"
	FlashFileAdded     = "flash.file_added"
	FlashFileRefused   = "flash.file_refused"
	FlashEntryRefused  = "flash.entry_refused"
	FlashReserveFreed  = "flash.reserve_freed"
	FlashRefunded      = "flash.refunded"
	FlashPublished     = "flash.published"
	FlashDraftSaved    = "flash.draft_saved"
	FlashPayoutsRun    = "flash.payouts_run"
	FlashInvoiced      = "flash.invoiced"
	FlashReconStarted  = "flash.recon_started"
	FlashResolved      = "flash.resolved"
	FlashInvited       = "flash.invited"
	FlashMemberRemoved = "flash.member_removed"
	FlashReplayed      = "flash.replayed"
	FlashClockMoved    = "flash.clock_moved"
)

// Pages declares every page of the package.
func Pages() []kernel.Page {
	return []kernel.Page{
		{Name: PageWork, Sample: func() any { return sampleWork() }},
		{Name: PageVendors, Sample: func() any { return sampleVendors() }},
		{Name: PageVendor, Sample: func() any { return sampleVendor() }},
		{Name: PageReview, Sample: func() any { return sampleReview() }},
		{Name: PageOrders, Sample: func() any { return sampleOrders() }},
		{Name: PageOrder, Sample: func() any { return sampleOrder() }},
		{Name: PageCases, Sample: func() any { return sampleCases() }},
		{Name: PageCase, Sample: func() any { return sampleCase() }},
		{Name: PageLedger, Sample: func() any { return sampleLedger() }},
		{Name: PageCategories, Sample: func() any { return sampleCategories() }},
		{Name: PageRules, Sample: func() any { return sampleRules() }},
		{Name: PageRule, Sample: func() any { return sampleRule() }},
		{Name: PagePayouts, Sample: func() any { return samplePayouts() }},
		{Name: PageInvoices, Sample: func() any { return sampleInvoices() }},
		{Name: PagePosition, Sample: func() any { return samplePosition() }},
		{Name: PageReconciliation, Sample: func() any { return sampleReconciliation() }},
		{Name: PageDispute, Sample: func() any { return sampleDispute() }},
		{Name: PageSearchQueries, Sample: func() any { return sampleSearchQueries() }},
		{Name: PageSearchRules, Sample: func() any { return sampleSearchRules() }},
		{Name: PageSearchSynonyms, Sample: func() any { return sampleSearchSynonyms() }},
		{Name: PageSearchWords, Sample: func() any { return sampleSearchWords() }},
		{Name: PageSearchExplain, Sample: func() any { return sampleSearchExplain() }},
		{Name: PageAudit, Sample: func() any { return sampleAudit() }},
		{Name: PageMembers, Sample: func() any { return sampleMembers() }},
		{Name: PageSystem, Sample: func() any { return sampleSystem() }},
		{Name: PageClock, Sample: func() any { return sampleClock() }},
		{Name: PageFind, Sample: func() any { return sampleFound() }},
	}
}
