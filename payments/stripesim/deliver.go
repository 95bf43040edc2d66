package stripesim

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// hookTimeout is how long an endpoint may take to answer.
const hookTimeout = 10 * time.Second

// httpDeliver posts webhooks over HTTP. A redirect is an answer, and a failed one.
func httpDeliver() func(context.Context, string, http.Header, []byte) (int, error) {
	client := &http.Client{Timeout: hookTimeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return func(ctx context.Context, url string, header http.Header, body []byte) (int, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
		if err != nil {
			return 0, err
		}
		req.Header = header
		res, err := client.Do(req)
		if err != nil {
			return 0, err
		}
		defer func() { _ = res.Body.Close() }()
		_, err = io.Copy(io.Discard, io.LimitReader(res.Body, maxBody))
		return res.StatusCode, err
	}
}

// deliverAll makes claimed deliveries: one worker for each endpoint, in order.
func (s *Simulator) deliverAll(ctx context.Context, batch []*delivery) int {
	byEndpoint := map[string][]*delivery{}
	for _, d := range batch {
		byEndpoint[d.Endpoint] = append(byEndpoint[d.Endpoint], d)
	}
	var wg sync.WaitGroup
	for _, list := range byEndpoint {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for _, d := range list {
				s.deliver(ctx, d)
			}
		}()
	}
	wg.Wait()
	return len(batch)
}

// deliver makes one attempt and stores what became of it. That store is not waited
// for: what a kill loses is delivered again, and delivery is at least once anyway.
func (s *Simulator) deliver(ctx context.Context, d *delivery) {
	to, header, body := s.letter(d)
	failure := ""
	if to != "" {
		ctx, cancel := context.WithTimeout(ctx, hookTimeout)
		status, err := s.cfg.Deliver(ctx, to, header, body)
		cancel()
		switch {
		case err != nil:
			failure = err.Error()
		case status < 200 || status > 299:
			failure = "status " + strconv.Itoa(status)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.land(d)
	t := s.begin(s.now())
	t.delivered(d, failure)
	if err := t.commit(); err != nil {
		s.logger.ErrorContext(ctx, "simulator: delivery not stored", "delivery", d.ID, "error", err)
	}
}

// land gives a claim up and tells who waits for it. The lock is held.
func (s *Simulator) land(d *delivery) {
	delete(s.claimed, d.ID)
	close(s.landed)
	s.landed = make(chan struct{})
}

// letter returns where a delivery goes and what it says; nowhere when its endpoint or
// event is gone.
func (s *Simulator) letter(d *delivery) (string, http.Header, []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.st.rows[d.Event].(*event)
	ep, ok2 := s.st.rows[d.Endpoint].(*endpoint)
	if !ok || !ok2 || ep.Status != "enabled" {
		return "", nil, nil
	}
	o := s.st.rows[settingsID].(*settings).Hooks
	shown := *e
	shown.base, shown.Pending, shown.Initial = e.bare(), e.Initial, 0
	shown.Livemode = o.Livemode
	if o.APIVersion != "" {
		shown.APIVersion = o.APIVersion
	}
	body, err := json.Marshal(&shown)
	if err != nil {
		return "", nil, nil
	}
	at := s.cfg.Wall.WallNow().Unix() + o.SkewSeconds
	secrets := []string{ep.Secret}
	if ep.OldSecret != "" && s.now().Unix() < ep.RollEnds {
		secrets = append(secrets, ep.OldSecret)
	}
	if o.BadSignature {
		secrets = []string{"whsec_wrong"}
	}
	h := http.Header{}
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)")
	h.Set("Stripe-Signature", sign(at, body, secrets))
	return ep.URL, h, body
}

// sign returns the Stripe-Signature of a body: one v1 for each secret.
func sign(at int64, body []byte, secrets []string) string {
	out := "t=" + itoa(at)
	for _, secret := range secrets {
		mac := hmac.New(sha256.New, []byte(secret))
		_, _ = fmt.Fprintf(mac, "%d.%s", at, body) // a hash never fails
		out += ",v1=" + hex.EncodeToString(mac.Sum(nil))
	}
	return out
}

// delivered stores the outcome of an attempt: done, planned again, or given up.
func (t *tx) delivered(d *delivery, failure string) {
	if t.load(d.ID) == nil {
		return
	}
	waits := get[settings](t, settingsID).Hooks.retrySchedule()
	if failure == "" || d.Attempt >= len(waits) {
		t.forget(d.ID)
		if e, ok := t.load(d.Event).(*event); ok && failure == "" && e.Pending > 0 {
			edit[event](t, d.Event).Pending--
		}
		return
	}
	next := edit[delivery](t, d.ID)
	next.Error = failure
	next.Due = t.now.Add(waits[d.Attempt]).UnixMilli()
	next.Attempt++
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
