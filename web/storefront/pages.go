package storefront

import "github.com/markthalle/markthalle/web/kernel"

// Names of the pages, for Render.
const (
	PageHome              = "storefront/home"
	PageCategory          = "storefront/category"
	PageSearch            = "storefront/search"
	PageProduct           = "storefront/product"
	PageVendor            = "storefront/vendor"
	PageVendors           = "storefront/vendors"
	PageCart              = "storefront/cart"
	PageCheckout          = "storefront/checkout"
	PageThanks            = "storefront/thanks"
	PageOrder             = "storefront/order"
	PageRequest           = "storefront/request"
	PageCase              = "storefront/case"
	PageFindOrder         = "storefront/find-order"
	PageWithdraw          = "storefront/withdraw"
	PageWithdrawConfirm   = "storefront/withdraw-confirm"
	PageWithdrawReceipt   = "storefront/withdraw-receipt"
	PageSignIn            = "storefront/sign-in"
	PageSignUp            = "storefront/sign-up"
	PageVerify            = "storefront/verify"
	PageForgotten         = "storefront/forgotten"
	PageReset             = "storefront/reset"
	PageInvitation        = "storefront/invitation"
	PageAccount           = "storefront/account"
	PageSettings          = "storefront/settings"
	PageError             = "storefront/error"
	PageLegal             = "storefront/legal"
	PageRanking           = "storefront/ranking"
	FragmentShelf         = "main"   // of category, search and vendor: what a filter changes
	FragmentCart          = "cart"   // of PageCart
	FragmentThanks        = "thanks" // of PageThanks
	FlashAdded            = "flash.added"
	FlashRemoved          = "flash.removed"
	FlashQuantity         = "flash.quantity"
	FlashCodeRedeemed     = "flash.code_redeemed"
	FlashSignedOut        = "flash.signed_out"
	FlashSaved            = "flash.saved"
	FlashDeviceEnded      = "flash.device_ended"
	FlashPasswordSet      = "flash.password_set"
	FlashRequestSent      = "flash.request_sent"
	FlashOrderCancelled   = "flash.order_cancelled"
	FlashInvitationJoined = "flash.invitation_joined"
)

// Pages declares every page of the storefront.
func Pages() []kernel.Page {
	return []kernel.Page{
		{Name: PageHome, Sample: func() any { return sampleHome() }},
		{Name: PageCategory, Fragments: []string{"main"}, Sample: func() any { return sampleCategory() }},
		{Name: PageSearch, Fragments: []string{"main"}, Sample: func() any { return sampleSearch() }},
		{Name: PageProduct, Sample: func() any { return sampleProduct() }},
		{Name: PageVendor, Fragments: []string{"main"}, Sample: func() any { return sampleVendor() }},
		{Name: PageVendors, Sample: func() any { return sampleVendors() }},
		{Name: PageCart, Fragments: []string{FragmentCart}, Sample: func() any { return sampleCart() }},
		{Name: PageCheckout, Sample: func() any { return sampleCheckout() }},
		{Name: PageThanks, Fragments: []string{FragmentThanks}, Sample: func() any { return sampleThanks() }},
		{Name: PageOrder, Sample: func() any { return sampleOrder() }},
		{Name: PageRequest, Sample: func() any { return sampleRequest() }},
		{Name: PageCase, Sample: func() any { return sampleCase() }},
		{Name: PageFindOrder, Sample: func() any { return sampleFindOrder() }},
		{Name: PageWithdraw, Sample: func() any { return sampleWithdrawal() }},
		{Name: PageWithdrawConfirm, Sample: func() any { return sampleWithdrawalConfirm() }},
		{Name: PageWithdrawReceipt, Sample: func() any { return sampleWithdrawalReceipt() }},
		{Name: PageSignIn, Sample: func() any { return sampleSignIn() }},
		{Name: PageSignUp, Sample: func() any { return sampleSignUp() }},
		{Name: PageVerify, Sample: func() any { return sampleVerify() }},
		{Name: PageForgotten, Sample: func() any { return sampleForgotten() }},
		{Name: PageReset, Sample: func() any { return sampleReset() }},
		{Name: PageInvitation, Sample: func() any { return sampleInvitation() }},
		{Name: PageAccount, Sample: func() any { return sampleAccount() }},
		{Name: PageSettings, Sample: func() any { return sampleSettings() }},
		{Name: PageError, Sample: func() any { return sampleError() }},
		{Name: PageLegal, Sample: func() any { return sampleLegal() }},
		{Name: PageRanking, Sample: func() any { return sampleRanking() }},
	}
}
