package profile

import (
	"bytes"
	"strconv"
	"strings"
)

// A mode is what a parser is in the middle of.
type mode uint8

const (
	outside mode = iota
	block        // the frames of a goroutine
	counted      // a profile as debug=1 gives it
	threads      // the frames of threads, as pstack and gdb print them
)

// A parser reads the lines of one program.
type parser struct {
	*text
	partial string // the start of a line that came in pieces

	mode   mode
	prefix []byte    // of each line
	snap   *Snapshot // to which goroutines are added
	format string    // of the next snapshot
	kind   Kind
	fresh  bool // what comes next is another snapshot

	header
	frames  []*Frame
	creator *Frame
	fn      []byte // a call
	pending bool   // its place is in the next line
	created bool   // it is the creator's
	ancient bool   // these are the frames of an ancestor
	lost    bool   // a frame could not be kept
	count   int64  // of a record
	again   bool   // delve tells the frames once more, in full
	noise   int    // lines that belong to nothing

	events []string // what was said, until goroutines follow
	silent int      // lines since then
}

// maxNoise is how many lines may stand within the frames of a goroutine that have nothing
// to do with it.
const maxNoise = 20

func (p *parser) line(line []byte) {
	if p.mode == block && p.pending && len(p.prefix) == 0 && len(line) > 0 && line[0] == '\t' {
		p.placeLine(line) // what most lines are
		return
	}
	if p.begins(line) {
		return
	}
	if p.mode == outside {
		p.listen(line)
		return
	}
	rest, ok := cutPrefix(line, p.prefix)
	if !ok || p.mode == block && p.unfit(rest) {
		// Only the first line of what a program logs at once has the prefix.
		if p.mode == block && len(p.frames) == 0 && !p.pending && p.noise == 0 {
			if _, call := cutArgs(line); call {
				p.prefix = append(p.prefix[:0], prefixOf(line)...)
				rest, ok = line[len(p.prefix):], true
			}
		}
	}
	switch {
	case !ok:
		p.drop()
	case p.mode == block:
		p.blockLine(rest)
	case p.mode == counted:
		p.countedLine(rest)
	case p.mode == threads:
		p.threadLine(rest)
	}
}

// unfit reports whether a line is a call with something before it.
func (p *parser) unfit(rest []byte) bool {
	fn, ok := cutArgs(rest)
	return ok && len(p.frames) == 0 && !p.pending && bytes.ContainsAny(fn, " \t") && !bytes.HasPrefix(fn, []byte("created by "))
}

// begins looks for a line that begins something, whatever came before.
func (p *parser) begins(line []byte) bool {
	if prefix, h, ok := findHeader(line); ok {
		// All of it may be in one line, with its ends written out.
		if lines := bytes.Split(line[len(prefix):], []byte(`:\n`)); len(lines) > 1 {
			for l := range bytes.SplitSeq(bytes.ReplaceAll(line[len(prefix):], []byte(`\t`), []byte("\t")), []byte(`\n`)) {
				p.line(l)
			}
			p.finish()
			return true
		}
		format := "goroutine stacks"
		if bytes.Contains(prefix, []byte("leaktest: leaked goroutine: ")) {
			format = "leaktest report"
		}
		p.beginBlock(prefix, h, format)
		return true
	}
	if bytes.Contains(line, []byte("Goroutine ")) {
		if prefix, h, ok := findGoleak(line); ok {
			p.beginBlock(prefix, h, "goleak report")
			return true
		}
		if prefix, h, fn, file, n, ok := findDelve(line); ok {
			p.beginBlock(prefix, h, "delve's goroutines")
			p.push(fn, file, n)
			return true
		}
	}
	if i := bytes.Index(line, []byte("profile: total ")); i > 0 {
		return p.beginCounted(line, i)
	}
	return p.beginThread(line)
}

func (p *parser) beginBlock(prefix []byte, h header, format string) {
	p.finish()
	p.text.found = true
	p.mode, p.header = block, h
	p.prefix = append(p.prefix[:0], prefix...)
	if p.format != format || p.kind != Goroutines {
		p.fresh, p.format, p.kind = true, format, Goroutines
	}
}

// blockLine reads a line of a goroutine, without its prefix.
func (p *parser) blockLine(s []byte) {
	trimmed := bytes.TrimSpace(s)
	switch {
	case len(trimmed) == 0 || len(trimmed) == 1 && trimmed[0] == ']':
		p.finish()
	case bytes.HasPrefix(trimmed, []byte("[originating from goroutine ")):
		p.ancient, p.pending = true, false
	case p.pending:
		p.placeLine(s)
	case bytes.HasPrefix(trimmed, []byte("created by ")):
		fn := trimmed[len("created by "):]
		if i := bytes.LastIndex(fn, []byte(" in goroutine ")); i > 0 {
			fn = fn[:i]
		}
		p.await(fn, true)
	case bytes.HasPrefix(trimmed, []byte("...")), bytes.HasPrefix(trimmed, []byte("non-Go function at pc=")):
	case bytes.HasPrefix(s, []byte("\tgoroutine running on other thread")):
	case p.delveFrame(trimmed):
	default:
		fn, ok := cutArgs(s)
		if fn = bytes.TrimLeft(fn, " "); ok && len(fn) < maxName && !bytes.ContainsAny(fn, " \t") {
			p.await(fn, false)
			return
		}
		p.drop()
	}
}

// await keeps a call until its place is known.
func (p *parser) await(fn []byte, created bool) {
	p.fn, p.pending, p.created = append(p.fn[:0], fn...), true, created
}

// placeLine reads the line after a call.
func (p *parser) placeLine(s []byte) {
	p.pending = false
	file, line, ok := place(s)
	if !ok || s[0] != '\t' && s[0] != ' ' {
		p.blockLine(s) // it was no call
		return
	}
	switch {
	case p.ancient:
	case p.created:
		p.creator = p.set.frame(p.fn, file, line)
	default:
		p.push(p.fn, file, line)
	}
}

// delveFrame reads a line that delve's "goroutines -t" prints below a goroutine:
//
//	0  0x0000000000489971 in runtime.gopark
//	    at /usr/lib/go/src/runtime/proc.go:475
func (p *parser) delveFrame(s []byte) bool {
	if p.format != "delve's goroutines" {
		return false
	}
	if at, ok := bytes.CutPrefix(s, []byte("at ")); ok && len(p.fn) > 0 {
		if file, line, ok := cutLine(at); ok {
			if p.again {
				p.frames, p.again = p.frames[:0], false
			}
			p.push(p.fn, file, line)
		}
		p.fn = p.fn[:0]
		return true
	}
	digits, rest := cutDigits(s)
	pc, fn, ok := bytes.Cut(rest, []byte(" in "))
	if digits == nil || !ok || !bytes.HasPrefix(bytes.TrimSpace(pc), []byte("0x")) {
		return false
	}
	p.again = string(digits) == "0"
	p.fn = append(p.fn[:0], fn...)
	return true
}

// push adds a frame.
func (p *parser) push(fn, file []byte, line int) {
	if len(p.frames) >= maxDepth {
		return // the outermost frames tell least
	}
	f := p.set.frame(fn, file, line)
	p.lost = p.lost || f == nil
	if f != nil {
		p.frames = append(p.frames, f)
	}
}

// drop takes a line for somebody else's. After too many of them the goroutine has ended.
func (p *parser) drop() {
	if p.noise++; p.noise > maxNoise || len(p.prefix) == 0 && p.noise > 3 {
		p.finish()
	}
}

// finish counts what was read last.
func (p *parser) finish() {
	switch p.mode {
	case block:
		p.finishBlock()
	case counted:
		p.finishRecord()
	case threads:
		p.finishThread()
	}
	p.mode, p.noise = outside, 0
	p.reset()
}

func (p *parser) reset() {
	p.frames, p.creator, p.fn = p.frames[:0], nil, p.fn[:0]
	p.pending, p.ancient, p.lost, p.again = false, false, false, false
}

func (p *parser) finishBlock() {
	if p.state == "running" && p.format != "leaktest report" {
		if len(p.frames) > 0 {
			p.fresh = true // who asked for the dump comes first
		}
		p.flushEvents()
		return
	}
	if p.id == 0 || len(p.frames) == 0 && p.creator == nil {
		return
	}
	st := Stack{State: p.state, Op: opOf(p.state), Locked: p.locked, Creator: p.creator}
	if p.state == "" {
		st.State = stateOf(p.frames)
		st.Op = opOf(st.State)
	}
	st.Frames, st.Leaf = normalize(p.frames)
	if len(st.Frames) == 0 && (st.Creator == nil || isRuntime(st.Creator.Func)) {
		return // the runtime's own
	}
	leaked := int64(0)
	if p.leaked {
		leaked = 1
	}
	p.add(&st, 1, leaked, p.minutes, p.labels)
}

// add counts goroutines in the snapshot, which may begin here.
func (p *parser) add(st *Stack, n, leaked int64, minutes int, labels string) {
	if p.snap == nil || p.fresh {
		p.snap, p.fresh = p.set.begin(p.source, p.format, p.kind), false
		p.flushEvents()
	}
	if p.lost {
		p.snap.Lost += n
		return
	}
	p.set.add(p.snap, st, n, leaked, minutes, labels)
}

// listen looks for what programs say before they dump their goroutines.
func (p *parser) listen(line []byte) {
	p.silent++
	for _, mark := range marks {
		i := bytes.Index(line, mark.text)
		if i < 0 || i > 0 && !strings.ContainsRune(" \t|]}>", rune(line[i-1])) {
			continue
		}
		if mark.dump {
			p.fresh = true
		}
		if len(p.events) < 8 {
			p.events = append(p.events, clip(string(bytes.TrimSpace(line[i:]))))
		}
		p.silent = 0
		if mark.alone {
			p.text.found = true
			p.flushEvents()
		}
		return
	}
	if n := len(p.events); n > 0 && strings.HasPrefix(p.events[0], "panic: test timed out") && bytes.Contains(line, []byte("\t\tTest")) {
		if n < 8 {
			p.events = append(p.events, clip(string(bytes.TrimSpace(line))))
		}
		p.silent = 0
	}
	if p.silent > 64 {
		p.events = nil
	}
}

// marks begin lines that tell why there is a dump. Some say enough alone.
var marks = []struct {
	text        []byte
	dump, alone bool
}{
	{[]byte("fatal error: "), true, true},
	{[]byte("panic: test timed out after "), true, false},
	{[]byte("panic: "), true, false},
	{[]byte("SIGQUIT: quit"), true, false},
	{[]byte("SIGABRT: abort"), true, false},
	{[]byte("runtime: program exceeds "), true, true},
	{[]byte("runtime: failed to create new OS thread"), true, true},
	{[]byte("runtime/cgo: pthread_create failed"), true, true},
	{[]byte("found unexpected goroutines:"), true, false},
	{[]byte("leaktest: timed out checking goroutines"), true, false},
}

// flushEvents keeps what was said.
func (p *parser) flushEvents() {
	if p.mode == outside && p.snap == nil && len(p.events) > 0 && p.silent > 64 {
		p.events = nil
	}
	for _, text := range p.events {
		if len(p.set.Events) < maxEvents {
			p.set.Events = append(p.set.Events, Event{p.source, text})
		}
	}
	p.events = nil
}

// flush ends the reading.
func (p *parser) flush() {
	if p.partial != "" {
		p.line([]byte(p.partial))
		p.partial = ""
		p.finish()
	}
}

// beginCounted reads the first line of a profile as debug=1 gives it.
func (p *parser) beginCounted(line []byte, at int) bool {
	start := bytes.TrimSuffix(line[:at], []byte(" "))
	word := start[bytes.LastIndexAny(start, " \t|]:")+1:]
	kind, ok := kinds[string(word)]
	if !ok || !isCount(line[at+len("profile: total "):]) {
		return false
	}
	p.finish()
	p.text.found = true
	p.mode, p.kind, p.format = counted, kind, string(word)+" profile"
	p.prefix = append(p.prefix[:0], start[:len(start)-len(word)]...)
	p.snap, p.fresh = p.set.begin(p.source, p.format, kind), false
	return true
}

func isCount(s []byte) bool {
	_, err := strconv.ParseInt(string(bytes.TrimSpace(s)), 10, 64)
	return err == nil
}
