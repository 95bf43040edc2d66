package vendors

// Schemes whose check digits are a remainder by another number than 11 or 10.

func vatBE(s string) bool { return 97-number(s[:8])%97 == number(s[8:]) }

func vatLU(s string) bool { return number(s[:6])%89 == number(s[6:]) }

func vatMT(s string) bool { return weighted(s, 3, 4, 6, 7, 8, 9, 10, 1)%37 == 0 }

// vatGB knows the old modulus 97 and the one shifted by 55 that numbers since 2010
// have. Government departments (GD) and health authorities (HA) have no check digit.
func vatGB(s string) bool {
	if s[0] == 'G' || s[0] == 'H' {
		return true
	}
	if repeated(s[:9]) {
		return false
	}
	sum := weighted(s, 8, 7, 6, 5, 4, 3, 2) + number(s[7:9])
	return sum%97 == 0 || (sum+55)%97 == 0
}

// vatNL knows numbers derived from a citizen or company number (modulo 11) and those
// that sole traders have since 2020 (ISO 7064 MOD 97-10 over the whole number).
func vatNL(s string) bool {
	old := weighted(s, 9, 8, 7, 6, 5, 4, 3, 2) % 11
	return !repeated(s[:9]) && old == at(s, 8) || mod97("NL"+s) == 1
}

// vatFR checks the two characters in front of a SIREN number: digits by the published
// formula, letters by its later form.
func vatFR(s string) bool {
	siren := s[2:]
	if siren[:3] != "000" && !luhn(siren) { // Monaco's numbers start with 000
		return false
	}
	if digits(s[:2]) {
		return (12+3*(number(siren)%97))%97 == number(s[:2])
	}
	const alphabet = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
	index := func(c byte) int {
		for i := range len(alphabet) {
			if alphabet[i] == c {
				return i
			}
		}
		return 0
	}
	key := index(s[0])*34 + index(s[1]) - 100
	if digits(s[:1]) {
		key = index(s[0])*24 + index(s[1]) - 10
	}
	return (number(siren)+1+key/11)%11 == key%11
}
