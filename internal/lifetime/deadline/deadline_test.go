package deadline_test

import (
	"fmt"
	"go/token"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/lifetime"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/lifetimetest"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/owners"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/sharing"
)

// dead asks after which calls of Fd a deadline never fires, and how many lines from
// there it is set.
func dead(w *lifetime.World, say func(token.Pos, string)) {
	for _, fn := range w.Funcs {
		for _, site := range w.FdSites(fn) {
			if call := w.DeadDeadline(site); call != nil {
				line := func(pos token.Pos) int { return w.SSA.Fset.Position(pos).Line }
				say(site.Call.Pos(), fmt.Sprintf("set %+d", line(call.Pos())-line(site.Call.Pos())))
			}
		}
	}
}

// TestCorpus counts the calls of Fd after which a deadline never fires, or a Close wakes
// nobody, in the corpus of fddeadline.
func TestCorpus(t *testing.T) {
	either := func(w *lifetime.World, say func(token.Pos, string)) {
		found := make(map[token.Pos]bool)
		once := func(pos token.Pos, answer string) {
			if !found[pos] {
				say(pos, answer)
			}
			found[pos] = true
		}
		dead(w, once)
		unwoken(w, once)
		for _, fn := range w.Funcs {
			for _, m := range w.ModeSites(fn) {
				site := sharing.FdSite{Call: m.Call, File: m.Dup.Owner}
				if owners.IsFile(m.Dup.Owner.Type()) && (w.DeadDeadline(site) != nil || w.UnwokenBy(site) != nil) {
					once(m.Call.Pos(), "by number")
				}
			}
		}
	}
	lifetimetest.Corpus(t, either, "fddeadline/ok", "fddeadline/bad", "fddeadline/generics", "fddeadline/crosspkg/user")
}

const header = `package p

import (
	"os"
	"syscall"
	"time"
)

var t0 time.Time
var _ = syscall.SetNonblock
var cond bool
var name string
func set(fd uintptr) {}
`

func TestDeadDeadline(t *testing.T) {
	lifetimetest.Check(t, header+`
func f1() {
	r, _, _ := os.Pipe()
	r.SetReadDeadline(t0)
	set(r.Fd()) // want set -1
	r.Read(nil)
}
func f2() {
	r, _, _ := os.Pipe()
	r.SetDeadline(t0)
	r.Read(nil)
	set(r.Fd()) // nobody waits any more
}
func f3() {
	f, _ := os.Open(name)
	set(f.Fd()) // want set +1
	f.SetWriteDeadline(t0)
}
func f4() {
	f, _ := os.Create(name)
	set(f.Fd())
	f.SetDeadline(t0)
}
func f5() {
	f, _ := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0)
	set(f.Fd())
	f.SetDeadline(t0)
	g, _ := os.OpenFile(name, os.O_RDWR, 0)
	set(g.Fd()) // want set +1
	g.SetDeadline(t0)
	h, _ := os.OpenFile(name, os.O_APPEND, 0)
	set(h.Fd())
	h.SetDeadline(t0)
	i, _ := os.OpenFile(name, os.O_TRUNC, 0)
	set(i.Fd())
	i.SetDeadline(t0)
}
func f6() {
	f, _ := os.Open("x.txt")
	set(f.Fd())
	f.SetDeadline(t0)
	g, _ := os.Open("/dev/tty")
	set(g.Fd()) // want set +1
	g.SetDeadline(t0)
	h, _ := os.Open("x.fifo")
	set(h.Fd()) // want set +1
	h.SetDeadline(t0)
}
func f7() {
	r, _, _ := os.Pipe()
	fd := r.Fd()
	syscall.SetNonblock(int(fd), true)
	r.SetDeadline(t0)
	r.Read(nil)
}
func f8() {
	r, _, _ := os.Pipe()
	set(r.Fd()) // want set +1
	setDeadline(r)
}
func setDeadline(f *os.File) { f.SetDeadline(t0) }
func f9() {
	r, _, _ := os.Pipe()
	r.SetDeadline(t0)
	set(r.Fd()) // want set -1
	give(r)
}
func give(f *os.File) {}
func f10() {
	r, _, _ := os.Pipe()
	r.SetDeadline(t0)
	defer r.Close()
	set(r.Fd())
}
func f11() *os.File {
	r, _, _ := os.Pipe()
	r.SetDeadline(t0)
	set(r.Fd()) // want set -1
	return r
}
func f12() {
	for cond {
		r, _, _ := os.Pipe()
		r.SetDeadline(t0)
		r.Read(nil)
		set(r.Fd()) // another one is read from in the next round
	}
}
func f13() {
	r, w, _ := os.Pipe()
	r.SetDeadline(t0)
	set(w.Fd()) // want set +2
	r.Read(nil)
	w.SetDeadline(t0)
	set(w.Fd()) // want set -1
	w.Write(nil)
}
type dev struct{ f *os.File }
func open() *dev {
	f, _ := os.Open(name)
	return &dev{f}
}
func (d *dev) fd() { set(d.f.Fd()) } // want set +1
func (d *dev) read() { d.f.SetDeadline(t0) }
func openBlocked() (*os.File, error) {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	set(f.Fd()) // want set +8
	return f, nil
}
func wrapped() *os.File {
	f, _ := openBlocked()
	return f
}
func f15() {
	wrapped().SetDeadline(t0)
}
func openRestored() *os.File {
	f, _ := os.OpenFile(name, os.O_RDWR, 0)
	syscall.SetNonblock(int(f.Fd()), true)
	return f
}
func openLate() *os.File {
	f, _ := os.OpenFile(name, os.O_RDWR, 0)
	if f != nil {
		return f
	}
	set(f.Fd()) // that one is not returned
	return nil
}
func f16() {
	openRestored().SetDeadline(t0)
	openLate().SetDeadline(t0)
}
func f14(f *os.File) {
	f.SetDeadline(t0)
	set(f.Fd()) // who knows what it is
	f.Read(nil)
}
`, dead)
}

// TestPollable asks which results are pipes or devices.
func TestPollable(t *testing.T) {
	lifetimetest.Check(t, header+`
func f1() {
	r, w, _ := os.Pipe() // want pollable
	f, _ := os.Open(name) // want pollable
	g, _ := os.Create(name)
	h := pipe() // want pollable
	i := some()
	use(r, w, f, g, h, i, os.Stdin, nothing())
	set(f.Fd())
}
func use(...any)
func pipe() *os.File {
	if cond {
		return nil
	}
	r, _, _ := os.Pipe() // want pollable
	return r
}
func some() *os.File {
	if cond {
		return os.Stdin
	}
	return pipe() // want pollable
}
func nothing() *os.File { return nil }
`, func(w *lifetime.World, say func(token.Pos, string)) {
		for _, fn := range w.Funcs {
			for _, b := range fn.Blocks {
				for _, instr := range b.Instrs {
					v, ok := instr.(ssa.Value)
					if !ok || !w.IsPollable(v) {
						continue
					}
					if e, ok := v.(*ssa.Extract); ok {
						v = e.Tuple
					}
					say(v.Pos(), "pollable")
				}
			}
		}
	})
}
