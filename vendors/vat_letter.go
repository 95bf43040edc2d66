package vendors

import "strings"

// Schemes whose check character is a letter.

func vatCY(s string) bool {
	if s[:2] == "12" {
		return false
	}
	odd := [...]int{1, 0, 5, 7, 9, 13, 15, 17, 19, 21}
	sum := 0
	for i := range 8 {
		if i%2 == 0 {
			sum += odd[at(s, i)]
		} else {
			sum += at(s, i)
		}
	}
	return byte('A'+sum%26) == s[8]
}

// vatES knows persons (DNI), foreigners (NIE: X, Y, Z), special persons (K, L, M) and
// companies (CIF), whose last character is a digit, a letter, or either.
func vatES(s string) bool {
	const persons, companies = "TRWAGMYFPDXBNJZSQVHLCKE", "JABCDEFGHI"
	switch {
	case s[0] >= '0' && s[0] <= '9':
		return persons[number(s[:8])%23] == s[8]
	case strings.IndexByte("XYZ", s[0]) >= 0:
		return persons[number(string(rune('0'+s[0]-'X'))+s[1:8])%23] == s[8]
	case strings.IndexByte("KLM", s[0]) >= 0:
		return persons[number(s[1:8])%23] == s[8]
	case strings.IndexByte("ABCDEFGHJNPQRSUVW", s[0]) < 0:
		return false
	}
	sum := 0
	for i := 1; i <= 7; i++ {
		if i%2 == 1 {
			sum += crossSum(2 * at(s, i))
		} else {
			sum += at(s, i)
		}
	}
	c := (10 - sum%10) % 10
	digit, letter := s[8] == byte('0'+c), s[8] == companies[c]
	switch {
	case strings.IndexByte("ABEH", s[0]) >= 0:
		return digit
	case strings.IndexByte("NPQRSW", s[0]) >= 0:
		return letter
	}
	return digit || letter
}

// vatIE knows the form of before 2013, with a letter or sign in second place, and the
// present one with one or two letters at the end.
func vatIE(s string) bool {
	const table = "WABCDEFGHIJKLMNOPQRSTUV"
	body := s[:7]
	if s[1] < '0' || s[1] > '9' {
		body = "0" + s[2:7] + s[:1]
	}
	sum := weighted(body, 8, 7, 6, 5, 4, 3, 2)
	if len(s) == 9 && s[8] != 'W' {
		sum += 9 * int(s[8]-'A'+1)
	}
	return table[sum%23] == s[7]
}
