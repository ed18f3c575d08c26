package profile

import (
	"bytes"
	"strings"
)

// ThreadStacks is the format of snapshots whose stacks are those of threads.
const ThreadStacks = "stacks of threads"

// beginThread looks for what stands above the frames of a thread:
//
//	Thread 12 (Thread 0x7f1c2ffff700 (LWP 4711) "server"):      gdb, pstack
//	Thread 4711 (LWP 4711):
//	TID 4711:                                                   eu-stack
func (p *parser) beginThread(line []byte) bool {
	if len(line) < 5 {
		return false
	}
	s := bytes.TrimRight(line, " ")
	if len(s) == 0 || s[len(s)-1] != ':' {
		// With one thread gdb has no such line.
		if p.mode == outside && (p.format != ThreadStacks || p.snap == nil) && isThreadFrame(s, "#0") {
			p.openThread()
			p.threadLine(s)
			return true
		}
		return false
	}
	if bytes.HasPrefix(s, []byte("Thread ")) && bytes.Contains(s, []byte("LWP ")) {
		p.openThread()
		return true
	}
	if id, rest := cutDigits(bytes.TrimPrefix(s, []byte("TID "))); bytes.HasPrefix(s, []byte("TID ")) && id != nil && string(rest) == ":" {
		p.openThread()
		return true
	}
	return false
}

func (p *parser) openThread() {
	p.finish()
	p.text.found = true
	p.mode, p.prefix = threads, p.prefix[:0]
	if p.format != ThreadStacks || p.kind != Threads {
		p.format, p.kind, p.fresh = ThreadStacks, Threads, true
	}
}

func isThreadFrame(s []byte, number string) bool {
	rest, ok := bytes.CutPrefix(s, []byte(number))
	return ok && len(rest) > 2 && rest[0] == ' ' && (bytes.Contains(rest, []byte(" 0x")) || bytes.Contains(rest, []byte(" (")))
}

// threadLine reads a frame:
//
//	#4  0x00007f1c3a0b1e4d in getaddrinfo (name=..., hints=0x0) at ./nss/getaddrinfo.c:2524
//	#5  0x000000000050f2a1 in net._C2func_getaddrinfo (p0=0x1) at _cgo_gotypes.go:102
//	#6  0x00007f1c3a0b1e4d poll
func (p *parser) threadLine(s []byte) {
	s = bytes.TrimSpace(s)
	if len(s) == 0 || s[0] != '#' {
		if len(p.frames) > 0 && len(s) == 0 {
			p.finish()
		}
		return
	}
	id, s := cutDigits(s[1:])
	if id == nil {
		return
	}
	s = bytes.TrimLeft(s, " ")
	if bytes.HasPrefix(s, []byte("0x")) {
		_, rest, _ := bytes.Cut(s, []byte(" "))
		s = bytes.TrimPrefix(bytes.TrimLeft(rest, " "), []byte("in "))
	}
	file, line := []byte(nil), 0
	if at := bytes.LastIndex(s, []byte(" at ")); at > 0 {
		if f, n, ok := cutLine(bytes.TrimSpace(s[at+len(" at "):])); ok {
			file, line = f, n
		}
	}
	fn, _, _ := bytes.Cut(s, []byte(" "))
	name := strings.TrimSuffix(string(fn), ".abi0")
	if name == "" || name == "??" {
		return
	}
	p.push([]byte(name), file, line)
}

// finishThread counts a thread. All of its frames are kept: what a thread does is in those
// of the runtime.
func (p *parser) finishThread() {
	if len(p.frames) == 0 {
		return
	}
	st := Stack{State: stateOf(p.frames), Frames: p.frames}
	st.Op = opOf(st.State)
	p.add(&st, 1, 0, 0, "")
}
