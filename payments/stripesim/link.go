package stripesim

import (
	"encoding/hex"
	"net/url"
	"time"
)

const (
	linkLife      = 5 * time.Minute  // to open a link
	formLife      = time.Hour        // to finish what was opened
	reviewTime    = 60 * time.Second // of the button "in review"
	documentGrace = 14 * 24 * time.Hour
)

// link is a single-use address of an onboarding form or of an Express dashboard. Its
// id is the secret part of the address.
type link struct {
	base
	Account string `json:"account"`
	Kind    string `json:"kind"` // onboard, express
	Return  string `json:"return_url"`
	Refresh string `json:"refresh_url"`
	Until   int64  `json:"until"` // epoch milliseconds
	Opened  bool   `json:"opened"`
	Done    bool   `json:"done"`
}

func (l *link) wire(*tx) any { return l }

// linkAnswer is what clients see: nothing but the address.
type linkAnswer struct {
	Object    string `json:"object"`
	Created   int64  `json:"created"`
	ExpiresAt int64  `json:"expires_at,omitempty"`
	URL       string `json:"url"`
}

func (t *tx) mintLink(l link, life time.Duration) *link {
	l.base = base{ID: hex.EncodeToString(t.s.cfg.IDs.Token(20)), Object: "account_link"}
	l.Until = t.now.Add(life).UnixMilli()
	t.add(&l, platformID)
	t.schedule("forget_link", l.ID, platformID, t.now.Add(life+formLife))
	return &l
}

// page returns an address of a hosted page.
func (s *Simulator) page(path string) string { return s.cfg.PublicURL() + s.cfg.BasePath + path }

func createAccountLink(c *call) (any, error) {
	id, perr := required(c.p, "account")
	if perr != nil {
		return nil, perr
	}
	a, err := c.ownAccount(id)
	if err != nil {
		return nil, err
	}
	kind, perr := required(c.p, "type")
	if perr != nil {
		return nil, perr
	}
	if kind == "account_update" {
		return nil, invalid("", "type", "You cannot create `account_update` type Account Links for this account. Valid types are: `account_onboarding`.")
	}
	if err := oneOf("type", kind, "account_onboarding"); err != nil {
		return nil, err
	}
	l := link{Account: a.ID, Kind: "onboard"}
	for name, to := range map[string]*string{"return_url": &l.Return, "refresh_url": &l.Refresh} {
		v, perr := required(c.p, name)
		if perr != nil {
			return nil, perr
		}
		if u, err := url.Parse(v); err != nil || u.Host == "" {
			return nil, invalid("url_invalid", name, "Not a valid URL")
		}
		*to = v
	}
	c.p.Take("collection_options", "collect") // the form always asks for everything
	minted := c.mintLink(l, linkLife)
	return linkAnswer{"account_link", c.seconds(), minted.Until / 1000, c.s.page("/connect/onboard/" + minted.ID)}, nil
}

func createLoginLink(c *call) (any, error) {
	a, err := c.ownAccount(c.args[0])
	if err != nil {
		return nil, err
	}
	if !a.DetailsSubmitted {
		return nil, refused("", "", "Cannot create a login link for an account that has not completed onboarding.")
	}
	minted := c.mintLink(link{Account: a.ID, Kind: "express"}, linkLife)
	return linkAnswer{Object: "login_link", Created: c.seconds(), URL: c.s.page("/express/" + minted.ID)}, nil
}
