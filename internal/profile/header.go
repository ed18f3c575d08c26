package profile

import (
	"bytes"
	"strconv"
	"strings"
)

// A header is the line above the frames of a goroutine.
type header struct {
	id      uint64
	state   string
	leaked  bool
	locked  bool
	minutes int
	labels  string
}

var goroutineWord = []byte("goroutine ")

// findHeader looks for the header of a goroutine in a line, as the runtime writes it:
//
//	goroutine 34 gp=0x2e5253012d20 m=nil [chan receive (leaked), 2 minutes] {worker: a1}:
//
// What stands before it, a time or the name of a container, is the prefix.
func findHeader(line []byte) (prefix []byte, h header, ok bool) {
	for from := 0; ; {
		i := bytes.Index(line[from:], goroutineWord)
		if i < 0 {
			return nil, header{}, false
		}
		i += from
		// The text of a panic has a tab before each further line, so that it is no header.
		if h, ok := parseHeader(line[i+len(goroutineWord):]); ok && string(line[:i]) != "\t" {
			return line[:i], h, true
		}
		from = i + len(goroutineWord)
	}
}

// parseHeader parses what comes after the word.
func parseHeader(s []byte) (h header, ok bool) {
	id, s := cutDigits(s)
	if id == nil {
		return h, false
	}
	h.id, _ = strconv.ParseUint(string(id), 10, 64) // or it is too large, and 0 as well
	if bytes.HasPrefix(s, []byte(" gp=")) {
		open := bytes.Index(s, []byte(" ["))
		if open < 0 {
			return h, false
		}
		s = s[open:]
	}
	if !bytes.HasPrefix(s, []byte(" [")) {
		return h, false
	}
	s = s[2:]
	end := endOfBracket(s)
	if end < 0 {
		return h, false
	}
	rest := bytes.TrimSuffix(bytes.TrimSpace(s[end+1:]), []byte(":"))
	if len(rest) > 0 && rest[0] != '{' {
		return h, false // "goroutine 1 [running] was seen"
	}
	h.parseState(string(s[:end]))
	if len(rest) > 0 {
		h.labels = clip(strings.Trim(string(rest), "{}"))
	}
	return h, true
}

// cutDigits cuts a number off the start.
func cutDigits(s []byte) (digits, rest []byte) {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	if n == 0 {
		return nil, s
	}
	return s[:n], s[n:]
}

// endOfBracket returns the index of the first ] outside of quotes, -1 if there is none.
func endOfBracket(s []byte) int {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quoted:
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ']' && !quoted:
			return i
		}
	}
	return -1
}

// parseState parses what stands between the brackets. Go 1.26 has the labels there.
func (h *header) parseState(text string) {
	if state, labels, ok := strings.Cut(text, " labels:{"); ok {
		text, h.labels = state, clip(strings.TrimSuffix(labels, "}"))
	}
	state, rest, _ := strings.Cut(text, ", ")
	for more := true; more; {
		more = false
		for _, suffix := range []string{" (leaked)", " (scan)", " (durable)"} {
			if s, ok := strings.CutSuffix(state, suffix); ok {
				state, more = s, true
				h.leaked = h.leaked || suffix == " (leaked)"
			}
		}
	}
	h.state = known(state)
	for part := range strings.SplitSeq(rest, ", ") {
		if part == "locked to thread" {
			h.locked = true
		} else if n, ok := strings.CutSuffix(part, " minutes"); ok {
			h.minutes, _ = strconv.Atoi(n) // or it is 0
			h.minutes = max(0, h.minutes)
		}
	}
}

// known returns the state, cut if it is none of the runtime's.
func known(state string) string {
	const most = 60
	if len(state) > most {
		return strings.ToValidUTF8(state[:most], "")
	}
	return state
}

// findGoleak looks for a header of goleak's:
//
//	[Goroutine 20 in state chan send, with example.com/app.Leak.func1 on top of the stack:
//
// Those after the first have a blank instead of the bracket.
func findGoleak(line []byte) (prefix []byte, h header, ok bool) {
	i := bytes.Index(line, []byte("Goroutine "))
	if i < 1 {
		return nil, h, false
	}
	id, s := cutDigits(line[i+len("Goroutine "):])
	state, ok := bytes.CutPrefix(s, []byte(" in state "))
	with := bytes.LastIndex(state, []byte(", with "))
	if id == nil || !ok || with < 0 || !bytes.HasSuffix(line, []byte(" on top of the stack:")) {
		return nil, h, false
	}
	h.id, _ = strconv.ParseUint(string(id), 10, 64) // as above
	text, labels, _ := strings.Cut(string(state[:with]), "] {")
	h.parseState(text)
	if labels != "" {
		h.labels = clip(strings.TrimSuffix(labels, "}"))
	}
	return line[:i-1], h, true
}

// findDelve looks for a line of delve's "goroutines":
//
//   - Goroutine 1 - User: ./main.go:27 main.main (0x528993) (thread 8992) [chan receive]
func findDelve(line []byte) (prefix []byte, h header, fn, file []byte, n int, ok bool) {
	i := bytes.Index(line, []byte("Goroutine "))
	if i < 0 {
		return nil, h, nil, nil, 0, false
	}
	id, s := cutDigits(line[i+len("Goroutine "):])
	place, user := bytes.CutPrefix(s, []byte(" - User: "))
	end := bytes.LastIndex(place, []byte(" (0x"))
	if id == nil || !user || end < 0 {
		return nil, h, nil, nil, 0, false
	}
	h.id, _ = strconv.ParseUint(string(id), 10, 64) // as above
	blank := bytes.LastIndexByte(place[:end], ' ')
	if blank < 0 {
		return nil, h, nil, nil, 0, false
	}
	file, n, ok = cutLine(place[:blank])
	if open := bytes.LastIndex(place, []byte(" [")); open > end && bytes.HasSuffix(place, []byte("]")) {
		h.parseState(string(place[open+2 : len(place)-1]))
	}
	return line[:max(i-2, 0)], h, place[blank+1 : end], file, n, ok
}

// cutLine cuts ":LINE" off a place.
func cutLine(s []byte) (file []byte, line int, ok bool) {
	i := bytes.LastIndexByte(s, ':')
	if i <= 0 || len(s)-i-1 > 9 {
		return nil, 0, false
	}
	for _, c := range s[i+1:] {
		if c < '0' || c > '9' {
			return nil, 0, false
		}
		line = line*10 + int(c-'0')
	}
	return s[:i], line, i+1 < len(s)
}
