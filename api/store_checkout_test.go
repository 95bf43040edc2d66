package api

import (
	"errors"
	"testing"

	"github.com/markthalle/markthalle"
)

func testMarket() Market {
	return Market{
		Currency: "EUR", Country: "DE",
		BaseURL: func() string { return "https://market.example" }, Origins: []string{"http://127.0.0.1:3000/", "https://App.Example:443"},
	}
}

func TestReturnsTo(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"https://market.example":                            true,
		"https://market.example/orders/1?token=x#end":       true,
		"https://MARKET.example:443/":                       true,
		"http://127.0.0.1:3000/paid":                        true,
		"https://app.example/":                              true,
		"http://market.example/":                            false, // another scheme
		"https://market.example:8443/":                      false, // another port
		"https://market.example.evil.example/":              false,
		"https://evil.example/?https://market.example":      false,
		"https://market.example@evil.example/":              false,
		"https://user@market.example/":                      false,
		"https://evil.example\\@market.example/":            false,
		"//market.example/":                                 false,
		"/orders/1":                                         false,
		"javascript:alert(1)//market.example":               false,
		"https:market.example":                              false,
		"http://127.0.0.1:30000/":                           false,
		"":                                                  false,
		"https://market.example\r\nLocation: https://evil/": false,
	} {
		if got := returnsTo(testMarket(), address); got != want {
			t.Errorf("%q: %v, want %v", address, got, want)
		}
	}
}

func TestCheckReturnsNamesBothAddresses(t *testing.T) {
	t.Parallel()
	r := &routes{Services{Market: testMarket()}}
	err := r.checkReturns(CheckoutIn{ReturnURL: "https://evil.example", CancelURL: "https://evil.example/no"})
	var e *markthalle.Error
	if !errors.As(err, &e) || e.Kind != markthalle.Invalid || len(e.Fields) != 2 ||
		e.Fields[0].Pointer != "/return_url" || e.Fields[1].Pointer != "/cancel_url" {
		t.Fatalf("got %v", err)
	}
	if err := r.checkReturns(CheckoutIn{ReturnURL: "https://market.example/paid"}); err != nil {
		t.Fatalf("own address refused: %v", err)
	}
}
