package profile

import "bytes"

// cutPrefix cuts off the start of a line what stood before the first line of a dump. Times
// differ: any number stands for any other. It reports whether the line begins so.
func cutPrefix(line, prefix []byte) (rest []byte, ok bool) {
	if rest, ok := bytes.CutPrefix(line, prefix); ok {
		return rest, true
	}
	i, j := 0, 0
	for j < len(prefix) {
		switch {
		case i == len(line):
			return nil, len(bytes.TrimSpace(prefix[j:])) == 0 // blanks at the end are easily lost
		case isDigit(line[i]) && isDigit(prefix[j]):
			for i < len(line) && isDigit(line[i]) {
				i++
			}
			for j < len(prefix) && isDigit(prefix[j]) {
				j++
			}
		case line[i] == prefix[j]:
			i++
			j++
		default:
			return nil, false
		}
	}
	return line[i:], true
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// cutArgs cuts the arguments off a call, which have no parentheses: main.f(0x1, {0x2, 0x3?}).
func cutArgs(s []byte) (fn []byte, ok bool) {
	s = bytes.TrimRight(s, " ")
	if len(s) == 0 || s[len(s)-1] != ')' {
		return nil, false
	}
	open := bytes.LastIndexByte(s, '(')
	if open <= 0 || s[open-1] == ' ' {
		return nil, false // "(5 files)" is prose
	}
	return s[:open], true
}

// prefixOf returns what stands before the call in a line, up to the name's start.
func prefixOf(line []byte) []byte {
	fn, ok := cutArgs(line)
	if !ok {
		return nil
	}
	return fn[:bytes.LastIndexAny(fn, " \t")+1]
}

// place parses the line below a call:
//
//	/home/me/app/main.go:14 +0x25 fp=0x25881fa6f38 sp=0x25881fa6f18 pc=0x47d8aa
func place(s []byte) (file []byte, line int, ok bool) {
	s = bytes.TrimSpace(s)
	if i := bytes.LastIndex(s, []byte(" fp=0x")); i > 0 {
		s = s[:i]
	}
	if i := bytes.LastIndex(s, []byte(" +0x")); i > 0 {
		s = s[:i]
	}
	return cutLine(s)
}
