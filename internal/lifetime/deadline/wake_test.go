package deadline_test

import (
	"fmt"
	"go/token"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/lifetime"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/lifetimetest"
)

// unwoken asks after which calls of Fd a Close does not wake a Read, and how many lines
// from there both are.
func unwoken(w *lifetime.World, say func(token.Pos, string)) {
	for _, fn := range w.Funcs {
		for _, site := range w.FdSites(fn) {
			if u := w.UnwokenBy(site); u != nil {
				line := func(pos token.Pos) int { return w.SSA.Fset.Position(pos).Line }
				at := line(site.Call.Pos())
				say(site.Call.Pos(), fmt.Sprintf("close %+d read %+d", line(u.Close.Pos())-at, line(u.Read.Pos())-at))
			}
		}
	}
}

const wakeHeader = header + `
type T struct { f *os.File; done, quit chan int; end func() }
func tty() *os.File { f, _ := os.Open("/dev/tty" + name); return f }
`

func TestUnwokenBy(t *testing.T) {
	lifetimetest.Check(t, wakeHeader+`
func f1() {
	f := tty()
	set(f.Fd()) // want close +3 read +2
	done := make(chan int)
	go func() { f.Read(nil); close(done) }()
	f.Close()
	<-done
}
func f2() { // Fd comes while the Read waits in the poller, perhaps
	f := tty()
	done := make(chan int)
	go func() { f.Read(nil); close(done) }()
	set(f.Fd())
	f.Close()
	<-done
}
func f3() {
	f := tty()
	done := make(chan int)
	go func() { for { if _, err := f.Read(nil); err != nil { close(done); return } } }()
	set(f.Fd()) // want close +1 read -1
	f.Close()
	<-done
}
func f4() { // nobody waits for it
	f := tty()
	set(f.Fd())
	go f.Read(nil)
	f.Close()
}
func f5() { // it has ended
	f := tty()
	set(f.Fd())
	done := make(chan int)
	go func() { f.Read(nil); done <- 1; close(done) }()
	<-done
	f.Close()
	<-done
}
func f6() { // a disk
	f, _ := os.Open("/dev/sda")
	set(f.Fd())
	done := make(chan int)
	go func() { f.Read(nil); close(done) }()
	f.Close()
	<-done
}
func f7() {
	f := tty()
	fd := f.Fd()
	syscall.SetNonblock(int(fd), true)
	done := make(chan int)
	go func() { f.Read(nil); close(done) }()
	f.Close()
	<-done
}
func f8() { // the one that reads is asked to end first
	f := tty()
	set(f.Fd())
	t := &T{f: f, done: make(chan int)}
	go t.loop8()
}
func (t *T) loop8() { for { t.f.Read(nil); if cond { close(t.done); return } } }
func (t *T) wait() { <-t.done }
func (t *T) Close() { t.wait(); t.f.Close() }
`, unwoken)
}

// A Close in a method, by each of its names, is for who waits; one in the function that
// reads is not.
func TestUnwokenByMethods(t *testing.T) {
	for _, test := range []struct{ method, want string }{
		{"Close", " // want close +6 read +3"},
		{"Stop", " // want close +6 read +3"},
		{"close", ""},
		{"Reopen", ""},
	} {
		lifetimetest.Check(t, wakeHeader+`
func New() *T {
	t := &T{f: tty()}
	set(t.f.Fd())`+test.want+`
	go t.loop()
	return t }
func (t *T) loop() { for { t.f.Read(nil) } }
func (t *T) number() int { return 1 }

func (t *T) `+test.method+`() { t.f.Close() }
`, unwoken)
	}
}

// Where the terminal ends each Read after a while, Close is seen soon.
func TestTimedTerminals(t *testing.T) {
	for _, test := range []struct{ timer, want string }{
		{"5", ""},
		{"0", " // want close +7 read +5"},
	} {
		lifetimetest.Check(t, wakeHeader+`
func New() *T {
	t := &T{f: tty()}
	var s syscall.Termios
	s.Cc[syscall.VTIME] = `+test.timer+`
	set(t.f.Fd())`+test.want+`

	go t.loop()
	return t
}
func (t *T) loop() { for { t.f.Read(nil) } }

func (t *T) Close() { t.f.Close() }
`, unwoken)
	}
}

// Of a function that opens files of several kinds nothing is known.
func TestNamesOfSeveral(t *testing.T) {
	lifetimetest.Check(t, wakeHeader+`
func f(n int) { read("/dev/tty1"); read("/var/log/x") }
func read(path string) {
	f, _ := os.Open(path)
	set(f.Fd())
	done := make(chan int)
	go func() { f.Read(nil); close(done) }()
	f.Close()
	<-done
}
func g(n int) { readTTY("/dev/tty1"); readTTY("/dev/tty" + name) }
func readTTY(path string) {
	f, _ := os.Open(path)
	set(f.Fd()) // want close +3 read +2
	done := make(chan int)
	go func() { f.Read(nil); close(done) }()
	f.Close()
	<-done
}
`, unwoken)
}

// A name may be put together in a loop: it is followed so far only.
func TestNameInLoop(t *testing.T) {
	lifetimetest.Check(t, wakeHeader+`
func f(path string, n int) {
	for range n {
		path = path + "x"
	}
	f, _ := os.Open(path)
	set(f.Fd())
	done := make(chan int)
	go func() { f.Read(nil); close(done) }()
	f.Close()
	<-done
}
`, unwoken)
}
