package seller

import "github.com/markthalle/markthalle/web/kernel"

// Names of the pages, for Render, and keys of messages after a redirect.
const (
	PageApply      = "seller/apply"
	PageOnboarding = "seller/onboarding"
	PageToday      = "seller/today"
	PageOrders     = "seller/orders"
	PageOrder      = "seller/order"
	PageReturns    = "seller/returns"
	PageReturn     = "seller/return"
	PageTalk       = "seller/talk"
	PageProducts   = "seller/products"
	PageProduct    = "seller/product"
	PageOffers     = "seller/offers"
	PageWhy        = "seller/why"
	PageMoney      = "seller/money"
	PageLedger     = "seller/ledger"
	PageBank       = "seller/bank"
	PageBankPayout = "seller/bank_payout"
	PageShop       = "seller/shop"
	PageTeam       = "seller/team"
	PageKeys       = "seller/keys"
	PageFind       = "seller/find"
	FlashSaved     = "flash.saved"
	FlashAccepted  = "flash.accepted"
	FlashShipped   = "flash.shipped"
	FlashDelivered = "flash.delivered"
	FlashCancelled = "flash.cancelled"
	FlashRefunded  = "flash.refunded"

	FlashEvidenceAdded   = "flash.evidence_added"
	FlashEvidenceRemoved = "flash.evidence_removed"
	FlashProductSaved    = "flash.product_saved"
	FlashChangeFiled     = "flash.change_filed"
	FlashOfferMade       = "flash.offer_made"
	FlashInvited         = "flash.invited"
	FlashMemberRemoved   = "flash.member_removed"
	FlashKeyRevoked      = "flash.key_revoked"
	FlashApplied         = "flash.applied"
)

// Pages declares every page of the package.
func Pages() []kernel.Page {
	return []kernel.Page{
		{Name: PageApply, Sample: func() any { return sampleApply() }},
		{Name: PageOnboarding, Sample: func() any { return sampleOnboarding() }},
		{Name: PageToday, Sample: func() any { return sampleToday() }},
		{Name: PageOrders, Sample: func() any { return sampleOrders() }},
		{Name: PageOrder, Sample: func() any { return sampleOrderPage() }},
		{Name: PageReturns, Sample: func() any { return sampleReturns() }},
		{Name: PageReturn, Sample: func() any { return sampleReturn() }},
		{Name: PageTalk, Sample: func() any { return sampleTalk() }},
		{Name: PageProducts, Sample: func() any { return sampleProducts() }},
		{Name: PageProduct, Sample: func() any { return sampleProductForm() }},
		{Name: PageOffers, Sample: func() any { return sampleOffers() }},
		{Name: PageWhy, Sample: func() any { return sampleWhy() }},
		{Name: PageMoney, Sample: func() any { return sampleMoney() }},
		{Name: PageLedger, Sample: func() any { return sampleLedger() }},
		{Name: PageBank, Sample: func() any { return sampleBank() }},
		{Name: PageBankPayout, Sample: func() any { return sampleBankPayout() }},
		{Name: PageShop, Sample: func() any { return sampleShop() }},
		{Name: PageTeam, Sample: func() any { return sampleTeam() }},
		{Name: PageKeys, Sample: func() any { return sampleKeys() }},
		{Name: PageFind, Sample: func() any { return sampleFound() }},
	}
}
