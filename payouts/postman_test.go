package payouts_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle/payments"
)

// letter is one event on its way from the provider to one of the market's endpoints.
type letter struct {
	scope string
	body  []byte
}

// postman brings the provider's letters as badly as letters ever come: in any order, days
// late, several times, several at once, not at all, old ones again, and between them
// letters that are forged, of the other mode or about nobody.
type postman struct {
	w    *world
	rng  *rand.Rand
	lost int // of a hundred letters, those that only the gap filler brings

	mu  sync.Mutex
	bag map[string][]letter // by scope: what has not been brought
	old []letter            // what was
	saw func(typ, account string, object json.RawMessage)

	brought, dropped, again, refused int
}

// keptLetters bounds the old letters that come again.
const keptLetters = 2000

func newPostman(w *world, rng *rand.Rand, lost int) *postman {
	p := &postman{w: w, rng: rng, lost: lost, bag: map[string][]letter{}}
	w.post = func(scope string, body []byte) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.bag[scope] = append(p.bag[scope], letter{scope, bytes.Clone(body)})
	}
	return p
}

// signed is the header of a letter that the provider signs now: it signs every attempt anew.
func (p *postman) signed(secret string, body []byte) http.Header {
	at := p.w.clock.Now().Unix()
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = fmt.Fprintf(mac, "%d.%s", at, body) // a hash never fails
	h := http.Header{}
	h.Set("Stripe-Signature", fmt.Sprintf("t=%d,v1=%s", at, hex.EncodeToString(mac.Sum(nil))))
	return h
}

// round takes the bag and brings what comes today.
func (p *postman) round() {
	p.mu.Lock()
	list := append(p.bag[payments.ScopeAccount], p.bag[payments.ScopeConnect]...)
	p.bag = map[string][]letter{}
	p.mu.Unlock()
	p.rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	for _, l := range list {
		p.tell(l)
		switch {
		case p.rng.IntN(100) < p.lost:
			p.dropped++
			continue
		case p.rng.IntN(100) < 15: // tomorrow, or later
			p.bag[l.scope] = append(p.bag[l.scope], l)
			continue
		}
		p.spoil(l)
		p.bring(l, 1+p.rng.IntN(3)*p.rng.IntN(2))
		if len(p.old) < keptLetters {
			p.old = append(p.old, l)
		} else {
			p.old[p.rng.IntN(keptLetters)] = l
		}
		if p.rng.IntN(10) == 0 {
			p.bring(p.old[p.rng.IntN(len(p.old))], 1)
			p.again++
		}
		if p.rng.IntN(4) == 0 {
			p.w.drain()
		}
	}
	p.w.drain()
}

// bring delivers a letter n times at once.
func (p *postman) bring(l letter, n int) {
	header := p.signed(p.w.secrets[l.scope], l.body)
	var wg sync.WaitGroup
	errs := make([]error, n)
	for i := range n {
		wg.Go(func() { errs[i] = p.w.pay.Receive(p.w.t.Context(), l.scope, header, l.body) })
	}
	wg.Wait()
	for _, err := range errs {
		require.NoError(p.w.t, err, "%s", l.body)
	}
	p.brought += n
}

// spoil sends, now and then, a letter of the same contents before it that must be refused,
// or that is about nobody here.
func (p *postman) spoil(l letter) {
	t := p.w.t
	refuse := func(scope string, header http.Header, body []byte) {
		require.ErrorIs(t, p.w.pay.Receive(t.Context(), scope, header, body), payments.ErrSignature)
		p.refused++
	}
	secret := p.w.secrets[l.scope]
	switch p.rng.IntN(40) {
	case 0: // forged
		refuse(l.scope, p.signed("whsec_of_somebody_else", l.body), l.body)
	case 1: // changed on its way
		changed := bytes.Replace(l.body, []byte(`"livemode":false`), []byte(`"livemode":false `), 1)
		refuse(l.scope, p.signed(secret, l.body), changed)
	case 2: // of the other mode
		live := bytes.ReplaceAll(l.body, []byte(`"livemode":false`), []byte(`"livemode":true`))
		refuse(l.scope, p.signed(secret, live), live)
	case 3: // to the other endpoint
		other := map[string]string{payments.ScopeAccount: payments.ScopeConnect, payments.ScopeConnect: payments.ScopeAccount}[l.scope]
		refuse(other, p.signed(secret, l.body), l.body)
	case 4: // a week old
		stale := p.signed(secret, l.body)
		at := p.w.clock.Now().Add(-7 * 24 * time.Hour).Unix()
		stale.Set("Stripe-Signature", fmt.Sprintf("t=%d,v1=%s", at, "00"))
		refuse(l.scope, stale, l.body)
	case 5: // of an account that is not ours, about an object that is not ours
		p.foreign(l)
	}
}

// foreign brings a genuine letter about somebody else: it is kept and has no effect.
func (p *postman) foreign(l letter) {
	var e map[string]any
	require.NoError(p.w.t, json.Unmarshal(l.body, &e))
	n := p.brought
	e["id"] = fmt.Sprintf("evt_foreign_%d", n)
	if l.scope == payments.ScopeConnect {
		e["account"] = "acct_of_another_market"
	}
	if data, ok := e["data"].(map[string]any); ok {
		if o, ok := data["object"].(map[string]any); ok {
			o["id"] = fmt.Sprintf("%v_foreign", o["id"])
			o["metadata"] = map[string]any{"order_id": "ord_foreign", "refund_id": "ref_foreign"}
			o["client_reference_id"] = "ord_foreign"
		}
	}
	body, err := json.Marshal(e)
	require.NoError(p.w.t, err)
	p.bring(letter{l.scope, body}, 1)
}

// tell shows a letter to who plays the provider's side.
func (p *postman) tell(l letter) {
	var e struct {
		Type    string `json:"type"`
		Account string `json:"account"`
		Data    struct {
			Object json.RawMessage `json:"object"`
		} `json:"data"`
	}
	require.NoError(p.w.t, json.Unmarshal(l.body, &e))
	if p.saw != nil {
		p.saw(e.Type, e.Account, e.Data.Object)
	}
}
