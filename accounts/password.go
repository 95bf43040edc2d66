package accounts

import (
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"github.com/markthalle/markthalle"
)

// Argon2 are the parameters of argon2id (RFC 9106 §4: the second recommended option
// is 64 MiB, 3 passes, 4 lanes). Tests and generated markets use cheaper ones.
type Argon2 struct {
	MemoryKiB uint32
	Passes    uint32
	Lanes     uint8
}

// StrongArgon2 is what live installations use.
var StrongArgon2 = Argon2{MemoryKiB: 64 << 10, Passes: 3, Lanes: 4}

// QuickArgon2 is for generated people and tests.
var QuickArgon2 = Argon2{MemoryKiB: 64, Passes: 1, Lanes: 1}

const keyLength = 32

// hashPassword returns the encoded hash of a password under a salt.
func (a Argon2) hash(password string, salt []byte) string {
	sum := argon2.IDKey([]byte(password), salt, a.Passes, a.MemoryKiB, a.Lanes, keyLength)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, a.MemoryKiB, a.Passes, a.Lanes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(sum))
}

// verifyPassword reports whether a password has the encoded hash. The parameters are
// read from the hash, so that older ones stay good.
func verifyPassword(password, encoded string) bool {
	parts := strings.Split(encoded, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false
	}
	var a Argon2
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &a.MemoryKiB, &a.Passes, &a.Lanes); err != nil {
		return false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false
	}
	return subtle.ConstantTimeCompare([]byte(a.hash(password, salt)), []byte(encoded)) == 1
}

// The bounds of a password in characters (marketplace rules MKT-22; NIST SP 800-63B
// §3.1.1.2 asks verifiers to take at least 64).
const (
	minPassword = 12
	maxPassword = 200
)

// common are the passwords of at least minPassword characters that lists of breached
// passwords begin with; shorter ones are refused by their length.
var common = map[string]bool{
	"123456789012": true, "1234567890123": true, "123456123456": true, "111111111111": true,
	"qwertyuiop12": true, "qwertyuiop123": true, "qwertyuiopasdfghjkl": true, "1q2w3e4r5t6y": true,
	"passwordpassword": true, "password1234": true, "password12345": true, "password123456": true,
	"iloveyou1234": true, "letmein12345": true, "welcome12345": true, "administrator": true,
	"changemechangeme": true, "abcdefghijkl": true, "abcdefghijklmnop": true, "000000000000": true,
	"correcthorsebatterystaple": true, "markthalle123": true, "q1w2e3r4t5y6": true, "zaq12wsxcde3": true,
}

// checkPassword records what is wrong with a new password.
func checkPassword(f *markthalle.Faults, pointer, password, email string) {
	n := utf8.RuneCountInString(password)
	lower := strings.ToLower(password)
	switch {
	case n < minPassword || n > maxPassword:
		f.AddField(markthalle.Field{
			Pointer: pointer, Code: "accounts.password_length", Message: "A password has 12 to 200 characters.",
			Found: fmt.Sprintf("%d characters", n), Wanted: "12 to 200 characters",
		})
	case common[lower]:
		f.Add(pointer, "accounts.password_breached", "This password is on lists of stolen passwords.")
	case email != "" && strings.Contains(lower, strings.SplitN(normalEmail(email), "@", 2)[0]) && n < 20:
		f.Add(pointer, "accounts.password_guessable", "The password holds the e-mail address.")
	}
}
