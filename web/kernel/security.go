package kernel

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
)

// CSP is the Content-Security-Policy of every page (style.md §9). Payment pages are the
// only foreign target that a form may be sent on to.
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
	"font-src 'self'; connect-src 'self'; form-action 'self' https://checkout.stripe.com; " +
	"frame-ancestors 'none'; base-uri 'none'"

// CSRFField is the name of the form field that carries the token.
const CSRFField = "csrf"

// NewCSRF returns a token that is valid for session only. The nonce, at least 16 random
// bytes, makes the token differ on each page, so that compression tells nothing.
func NewCSRF(secret []byte, session string, nonce []byte) string {
	return encode(nonce) + "." + encode(sign(secret, "csrf", nonce, []byte(session)))
}

// CheckCSRF reports whether token was made for session with secret.
func CheckCSRF(secret []byte, session, token string) bool {
	head, tail, ok := strings.Cut(token, ".")
	if !ok || session == "" {
		return false
	}
	nonce, err := base64.RawURLEncoding.DecodeString(head)
	if err != nil || len(nonce) < 16 {
		return false
	}
	mac, err := base64.RawURLEncoding.DecodeString(tail)
	return err == nil && hmac.Equal(mac, sign(secret, "csrf", nonce, []byte(session)))
}

// Flash is a message that outlives a redirect.
type Flash struct {
	Tone string   `json:"t"`           // "good", "warn" or "bad"
	Key  string   `json:"k"`           // message key
	Args []string `json:"a,omitempty"` // name, value, name, value
}

// maxFlash bounds the cookie: browsers refuse more than 4 KiB.
const maxFlash = 3000

// SealFlash returns the value of a signed cookie with messages; empty when there are
// none or when they are too long to travel.
func SealFlash(secret []byte, messages []Flash) string {
	if len(messages) == 0 {
		return ""
	}
	body, err := json.Marshal(messages)
	if err != nil || len(body) > maxFlash {
		return ""
	}
	return encode(body) + "." + encode(sign(secret, "flash", body))
}

// OpenFlash returns the messages of a cookie made by SealFlash, none when it was not.
func OpenFlash(secret []byte, cookie string) []Flash {
	head, tail, ok := strings.Cut(cookie, ".")
	if !ok {
		return nil
	}
	body, err := base64.RawURLEncoding.DecodeString(head)
	if err != nil {
		return nil
	}
	mac, err := base64.RawURLEncoding.DecodeString(tail)
	if err != nil || !hmac.Equal(mac, sign(secret, "flash", body)) {
		return nil
	}
	var messages []Flash
	if json.Unmarshal(body, &messages) != nil {
		return nil
	}
	return messages
}

// sign is HMAC-SHA256 over the parts, each with its length, under a purpose.
func sign(secret []byte, purpose string, parts ...[]byte) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(purpose))
	for _, p := range parts {
		n := len(p)
		mac.Write([]byte{0, byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
		mac.Write(p)
	}
	return mac.Sum(nil)
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// SafeReturn returns path when it is an address on this site, else fallback. It is for
// "come back here" fields, which anybody can forge.
func SafeReturn(path, fallback string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return fallback
	}
	return path
}
