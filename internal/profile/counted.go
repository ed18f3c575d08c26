package profile

import (
	"bytes"
	"strconv"
	"strings"
)

// countedLine reads a line of a profile as debug=1 gives it:
//
//	2 @ 0x47d82a 0x41421c
//	# labels: {"worker":"a1"}
//	#	0x4df39d	example.com/app/pool.(*Pool).put+0x1d	/home/me/app/pool/pool.go:41
func (p *parser) countedLine(s []byte) {
	s = bytes.TrimRight(s, " ")
	switch {
	case len(s) == 0:
		p.finishRecord()
	case s[0] == '#':
		p.recordLine(s[1:])
	default:
		n, ok := recordCount(s)
		if !ok {
			p.finish() // of the profile
			p.listen(s)
			return
		}
		p.finishRecord()
		p.count = n
	}
}

// recordCount parses the first line of a record.
func recordCount(s []byte) (n int64, ok bool) {
	at := bytes.Index(s, []byte(" @"))
	if at <= 0 {
		return 0, false
	}
	n, err := strconv.ParseInt(string(s[:at]), 10, 64)
	return n, err == nil && n >= 0
}

// recordLine reads what comes behind a #.
func (p *parser) recordLine(s []byte) {
	if labels, ok := bytes.CutPrefix(s, []byte(" labels: ")); ok {
		p.labels = clip(strings.NewReplacer(`"`, "", ":", ": ").Replace(strings.Trim(string(labels), "{}")))
		return
	}
	fields := bytes.FieldsFunc(s, func(r rune) bool { return r == '\t' })
	if len(fields) < 3 {
		return // without a symbol
	}
	fn := bytes.TrimSpace(fields[1])
	if plus := bytes.LastIndex(fn, []byte("+0x")); plus > 0 {
		fn = fn[:plus]
	}
	if file, line, ok := cutLine(bytes.TrimSpace(fields[2])); ok {
		p.push(fn, file, line)
	}
}

// finishRecord counts a record. One without a stack is none: Go 1.27 has it for main in
// select {}.
func (p *parser) finishRecord() {
	if p.count > 0 && (len(p.frames) > 0 || p.kind == Threads) {
		st := Stack{State: stateOf(p.frames)}
		st.Op = opOf(st.State)
		st.Frames, st.Leaf = normalize(p.frames)
		leaked := int64(0)
		if p.kind == Leaks {
			leaked = p.count
		}
		p.add(&st, p.count, leaked, 0, p.labels)
	}
	p.count, p.labels = 0, ""
	p.reset()
}
