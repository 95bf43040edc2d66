package vendors

// Schemes whose check digit is a sum modulo 10: Luhn's formula, its relatives, and
// ISO 7064 MOD 11,10.

// luhn reports whether the digits of s satisfy Luhn's formula (ISO/IEC 7812-1 annex B).
func luhn(s string) bool {
	sum := 0
	for i := range len(s) {
		d := at(s, len(s)-1-i)
		if i%2 == 1 {
			d = crossSum(2 * d)
		}
		sum += d
	}
	return sum%10 == 0
}

func crossSum(n int) int { return n/10 + n%10 }

func vatAT(s string) bool {
	d := s[1:]
	sum := 4
	for i := range 7 {
		sum += crossSum(at(d, i) * (1 + i%2))
	}
	return (10-sum%10)%10 == at(d, 7)
}

func vatEE(s string) bool { return (10-weighted(s, 3, 7, 1, 3, 7, 1, 3, 7)%10)%10 == at(s, 8) }

func vatHU(s string) bool { return (10-weighted(s, 9, 7, 3, 1, 9, 7, 3)%10)%10 == at(s, 7) }

// vatIT knows the province's office in positions 8 to 10.
func vatIT(s string) bool {
	office := number(s[7:10])
	known := office >= 1 && office <= 100 || office == 120 || office == 121 || office == 888 || office == 999
	return s[:7] != "0000000" && known && luhn(s)
}

func vatSE(s string) bool { return luhn(s[:10]) }

// mod1110 is the hybrid system of ISO 7064 MOD 11,10.
func mod1110(s string) bool {
	product := 10
	for i := range len(s) - 1 {
		sum := (at(s, i) + product) % 10
		if sum == 0 {
			sum = 10
		}
		product = 2 * sum % 11
	}
	return (11-product)%10 == at(s, len(s)-1)
}

func vatDE(s string) bool { return mod1110(s) }

func vatHR(s string) bool { return mod1110(s) }
