package profile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// lineSize is the longest line that is looked at, in bytes; the rest is skipped.
const lineSize = 64 << 10

// maxParsers bounds how many programs may write to one log, interleaved.
const maxParsers = 256

// readText reads lines. Those that are wrapped in JSON are taken out of it; each of the
// programs that write to a log has a parser of its own.
func (s *Set) readText(r *bufio.Reader, source string) error {
	t := &text{set: s, source: source, parsers: make(map[string]*parser)}
	var total int64
	for {
		line, err := r.ReadSlice('\n')
		total += int64(len(line))
		t.line(bytes.TrimRight(line, "\r\n"))
		for err == bufio.ErrBufferFull {
			line, err = r.ReadSlice('\n')
			total += int64(len(line))
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			t.end()
			return err
		}
		if total > MaxText {
			return fmt.Errorf("it has more than %d GiB", MaxText>>30)
		}
	}
	t.end()
	switch {
	case t.heap:
		return errors.New("it is a profile of memory, not of goroutines")
	case !t.found && t.html:
		return fmt.Errorf("%w: it is a page of HTML", ErrNothing)
	case !t.found:
		return ErrNothing
	}
	return nil
}

// A text is a source that is read by lines.
type text struct {
	set     *Set
	source  string
	parsers map[string]*parser // by what tells who wrote a line
	order   []*parser          // as they were met
	found   bool               // something
	heap    bool
	html    bool
	first   bool
}

func (t *text) end() {
	for _, p := range t.order {
		p.finish()
		p.flush()
	}
}

func (t *text) parser(who string) *parser {
	p := t.parsers[who]
	if p == nil {
		if len(t.parsers) >= maxParsers {
			who = ""
			if p = t.parsers[who]; p != nil {
				return p
			}
		}
		p = &parser{text: t}
		t.parsers[who] = p
		t.order = append(t.order, p)
	}
	return p
}

func (t *text) line(line []byte) {
	if !t.first && len(bytes.TrimSpace(line)) > 0 {
		t.first = true
		lower := bytes.ToLower(bytes.TrimSpace(line[:min(len(line), 40)]))
		t.html = bytes.HasPrefix(lower, []byte("<!doctype html")) || bytes.HasPrefix(lower, []byte("<html"))
		t.heap = bytes.HasPrefix(line, []byte("heap profile: ")) || bytes.HasPrefix(line, []byte("--- contention"))
	}
	if bytes.IndexByte(line, 0x1b) >= 0 {
		line = plain(line)
	}
	if start := bytes.TrimLeft(line, " \t"); len(start) > 1 && start[0] == '{' && start[len(start)-1] == '}' {
		if t.unwrap(start) {
			return
		}
	}
	t.parser("").line(line)
}

// plain removes the escape sequences that colour text.
func plain(line []byte) []byte {
	var out []byte
	for len(line) > 0 {
		if line[0] == 0x1b && len(line) > 1 && line[1] == '[' {
			end := 2
			for end < len(line) && (line[end] >= '0' && line[end] <= '9' || line[end] == ';') {
				end++
			}
			if end < len(line) && line[end] == 'm' {
				line = line[end+1:]
				continue
			}
		}
		out = append(out, line[0])
		line = line[1:]
	}
	return out
}

// A record is a line of a log that is JSON: of go test -json (Package, Output), of
// containers (stream, log) or of a program that writes its log so.
type record struct {
	Package string
	Output  string
	Stream  string
	Log     string
	Message string
	Msg     string
	Text    string `json:"textPayload"`
	Line    string
	Error   string
	Stack   string
	Trace   string `json:"stacktrace"`
}

// unwrap reads a line of JSON, and reports whether it was one.
func (t *text) unwrap(line []byte) bool {
	var r record
	err := json.Unmarshal(line, &r)
	if _, ok := errors.AsType[*json.UnmarshalTypeError](err); err != nil && !ok {
		return false // a field that is no text does not matter
	}
	p := t.parser("json " + r.Package + r.Stream)
	for _, part := range []string{r.Output, r.Log, r.Message, r.Msg, r.Text, r.Line, r.Error, r.Stack, r.Trace} {
		if part == "" {
			continue
		}
		part = p.partial + part
		p.partial = ""
		complete := strings.HasSuffix(part, "\n") || r.Output == "" && r.Log == ""
		for line := range strings.Lines(part) {
			if !complete && !strings.HasSuffix(line, "\n") && len(line) < lineSize {
				p.partial = line
				break
			}
			p.line([]byte(strings.TrimRight(line, "\r\n")))
		}
	}
	return true
}
