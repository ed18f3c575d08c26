package show

import "unicode"

// Width returns how many columns of a terminal a text takes that has no tabs.
func Width(s string) (n int) {
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

// runeWidth is that of East Asian Width (Unicode TR 11), where ambiguous is narrow.
func runeWidth(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana, unicode.Yi),
		r >= 0x3000 && r <= 0x303e, r >= 0xff01 && r <= 0xff60, r >= 0x1f300 && r <= 0x1faff:
		return 2
	}
	return 1
}

// Cut returns what of a text fits into so many columns, with an ellipsis for the rest.
func Cut(s string, columns int) string {
	if Width(s) <= columns {
		return s
	}
	n := 0
	for i, r := range s {
		if n += runeWidth(r); n > columns-3 {
			return s[:i] + "..."
		}
	}
	return s
}

// Wrap breaks a text between words into lines of so many columns. A longer word has a line of
// its own.
func Wrap(s string, columns int) []string {
	var lines []string
	line, width := "", 0
	for _, word := range splitWords(s) {
		w := Width(word)
		if line != "" && width+1+w > columns {
			lines = append(lines, line)
			line, width = "", 0
		}
		if line != "" {
			line, width = line+" ", width+1
		}
		line, width = line+word, width+w
	}
	return append(lines, line)
}

func splitWords(s string) (words []string) {
	start := 0
	for i, r := range s {
		if r == ' ' {
			if i > start {
				words = append(words, s[start:i])
			}
			start = i + 1
		}
	}
	if start < len(s) {
		words = append(words, s[start:])
	}
	return words
}
