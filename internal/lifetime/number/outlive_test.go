package number_test

import (
	"go/token"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/lifetime"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/lifetimetest"
)

// outlived says, of each number that outlives its owner: used or held, where that
// is, and what becomes of the owner before.
func outlived(w *lifetime.World, say func(token.Pos, string)) {
	for _, fn := range w.Funcs {
		for _, n := range w.Numbers(fn) {
			o := w.Outlived(n)
			if o == nil {
				continue
			}
			words := []string{"held"}
			if o.Local {
				words[0] = "used"
			}
			switch {
			case o.Close != nil:
				words = append(words, "closed")
				say(o.Close.Pos(), "closes")
			case o.Last == nil:
				words = append(words, "dropped at once")
			default:
				words = append(words, "dropped")
				say(o.Last.Pos(), "last")
			}
			if o.Waits() {
				words = append(words, "waits")
			}
			pos := o.Hold.Instr.Pos()
			if !o.Local {
				pos = o.Hold.Pos()
			}
			say(pos, strings.Join(words, " "))
		}
	}
}

func TestOutlived(t *testing.T) {
	for name, body := range map[string]string{
		"returned": `
func F1() int {
	f, _ := os.Open("x")
	return int(f.Fd()) // want held dropped; last
}
func F2() int {
	f, _ := os.Open("x")
	defer f.Close() // want closes
	return int(f.Fd()) // want held closed
}
func F3() (int, *os.File) {
	f, _ := os.Open("x")
	return int(f.Fd()), f
}
func F4() int {
	f, _ := os.Open("x")
	file = f
	return int(f.Fd())
}
var file *os.File
func F5(f *os.File) int {
	return int(f.Fd()) // the caller's affair
}
func F6(f *os.File) int {
	defer f.Close() // want closes
	return int(f.Fd()) // want held closed
}
func F7() int {
	f, _ := os.Open("x")
	fd := int(f.Fd())
	if cond {
		f.Close() // of some paths only: not what the message is about
		return -1
	}
	f.Sync() // want last
	return fd // want held dropped
}
func F8() int {
	return int(os.Stdin.Fd())
}
func F9() int {
	return fdOf(open()) // want held dropped; last
}
func fdOf(f *os.File) int { return int(f.Fd()) }
func open() *os.File { f, _ := os.Open("x"); return f }
func F10() int {
	f, _ := os.Open("x")
	fd := int(f.Fd())
	keep(f)
	return fd
}
func keep(f *os.File) { file = f }
func F11() int {
	f, _ := os.Open("x")
	fd := int(f.Fd())
	look1(f) // want last
	return fd // want held dropped
}
func look1(f *os.File) { f.Name() }
`,
		"stored": `
func F1(b *box) {
	f, _ := os.Open("x")
	b.fd = int(f.Fd()) // want held dropped; last
}
// Work between the store and the close may be all that is done with the number.
func F2(b *box) {
	f, _ := os.Open("x")
	defer f.Close()
	b.fd = int(f.Fd())
	serve(b)
}
func F3(b *box) {
	f, _ := os.Open("x")
	defer f.Close() // want closes
	b.fd = int(f.Fd()) // want held closed
}
func F4(b *box) {
	f, _ := os.Open("x")
	b.fd = int(f.Fd()) // want held dropped waits; last
	serve(b)
}
func F5(b *box) {
	f, _ := os.Open("x")
	b.fd = int(f.Fd())
	serve(b)
	runtime.KeepAlive(f)
}
func F6(b *box) {
	f, _ := os.Open("x")
	b.fd = int(f.Fd()) // want held dropped waits
	println(len(numbers))
	f.Name() // want last
	<-ch
}
func F7(m map[int]bool) {
	f, _ := os.Open("x")
	defer f.Close()
	fd := int(f.Fd())
	m[fd] = true
	delete(m, fd)
}
func F8(m map[int]bool) {
	f, _ := os.Open("x")
	defer f.Close() // want closes
	m[int(f.Fd())] = true // want held closed
}
func F9(b *box) {
	for cond {
		f, _ := os.Open("x")
		b.fd = int(f.Fd()) // want held closed
		f.Close() // want closes
	}
}
func serve(b *box) { for cond { println(b.fd) } }
`,
		// Work is a call of a function that may do anything, or waiting for a goroutine.
		"work": `
func work() { for cond {} }
func F1(b *box) {
	f, _ := os.Open("x")
	defer f.Close()
	b.fd = int(f.Fd())
	<-ch
}
func F2(b *box) {
	f, _ := os.Open("x")
	defer f.Close()
	b.fd = int(f.Fd())
	ch <- 1
}
func F3(b *box) {
	f, _ := os.Open("x")
	defer f.Close()
	b.fd = int(f.Fd())
	select {
	case <-ch:
	case ch <- 1:
	}
}
func F4(b *box) {
	f, _ := os.Open("x")
	defer f.Close() // want closes
	b.fd = int(f.Fd()) // want held closed
	global = -global
	println(fmt.Sprint(len(numbers)))
	syscall.SetNonblock(0, true)
	syscall.SetsockoptInt(0, 0, 0, 0)
	f.Name()
}
func F5(b *box) {
	f, _ := os.Open("x")
	b.fd = int(f.Fd()) // want held closed waits
	f.Close() // want closes
	work()
}
func F6(b *box) {
	f, _ := os.Open("x")
	b.fd = int(f.Fd())
	if cond {
		work()
	}
	f.Close()
}
func F7(b *box) {
	f, _ := os.Open("x")
	work()
	b.fd = int(f.Fd()) // want held closed
	f.Close() // want closes
}
`,
		"registered": `
func F1(ep int) {
	f, _ := os.Open("x")
	syscall.EpollCtl(ep, syscall.EPOLL_CTL_ADD, int(f.Fd()), nil) // want held dropped; last
}
func F2(ep int) {
	f, _ := os.Open("x")
	defer f.Close()
	syscall.EpollCtl(ep, syscall.EPOLL_CTL_ADD, int(f.Fd()), nil)
	defer syscall.EpollCtl(ep, syscall.EPOLL_CTL_DEL, int(f.Fd()), nil)
}
func F3(ep int) {
	f, _ := os.Open("x")
	ctl(ep, 1, int(f.Fd())) // want held dropped waits
	ctl(ep, 3, int(f.Fd())) // want last
}
func F4(ep int) {
	f, _ := os.Open("x")
	ctl(ep, 1, int(f.Fd()))
	ctl(ep, 2, int(f.Fd()))
}
func F5(ep, op int) {
	f, _ := os.Open("x")
	syscall.EpollCtl(ep, op, int(f.Fd()), nil) // perhaps it is taken out
}
func ctl(ep, op, n int) { syscall.EpollCtl(ep, op, n, nil) }
`,
		"used": `
func F1() {
	f, _ := os.Open("x")
	fd := int(f.Fd())
	f.Close() // want closes
	syscall.Read(fd, nil) // want used closed waits
}
func F2() {
	f, _ := os.Open("x")
	fd := int(f.Fd())
	if cond {
		f.Close()
	}
	syscall.Read(fd, nil)
	f.Sync()
}
func F3() {
	f, _ := os.Open("x")
	fd := int(f.Fd())
	syscall.Read(fd, nil) // over before a collection is likely
}
func F4() {
	f, _ := os.Open("x")
	fd := int(f.Fd()) // want last
	for cond {
		syscall.Read(fd, nil) // want used dropped waits
	}
}
func F5() {
	f, _ := os.Open("x")
	fd := int(f.Fd())
	for cond {
		syscall.Read(fd, nil)
	}
	f.Close()
}
func F6() {
	f, _ := os.Open("x")
	defer f.Close()
	fd := int(f.Fd())
	for cond {
		syscall.Read(fd, nil)
	}
}
func F7(f *os.File) {
	fd := int(f.Fd())
	for cond {
		syscall.Read(fd, nil)
	}
}
func F8(f *os.File) {
	fd := int(f.Fd())
	f.Close() // want closes
	syscall.Read(fd, nil) // want used closed waits
}
func F9() {
	for cond {
		f, _ := os.Open("x")
		syscall.Read(int(f.Fd()), nil)
		f.Close()
	}
}
func F11(fd int) {
	f := os.NewFile(uintptr(fd), "")
	f.Close()
	syscall.Read(fd, nil) // the number is older than its owner
}
func F10() {
	f, _ := os.Open("x")
	fd := int(f.Fd())
	f.Close()
	println(fd)
	fmt.Println(fd)
}
`,
		"callback": `
func F1(f *os.File) int {
	raw, _ := f.SyscallConn()
	var n int
	raw.Control(func(fd uintptr) { n = int(fd) })
	return n
}
func F2() int {
	f, _ := os.Open("x")
	raw, _ := f.SyscallConn()
	var n int
	raw.Control(func(fd uintptr) { n = int(fd) }) // want last
	return n // want held dropped
}
func F3() {
	f, _ := os.Open("x")
	raw, _ := f.SyscallConn()
	var n int
	raw.Control(func(fd uintptr) { n = int(fd) })
	syscall.Read(n, nil)
	f.Close()
}
`,
	} {
		t.Run(name, func(t *testing.T) { lifetimetest.Check(t, header+body, outlived) })
	}
}

// TestTwoOwners says of each descriptor where it gets its second owner, and whether
// that closes it by number.
func TestTwoOwners(t *testing.T) {
	lifetimetest.Check(t, header+`
func f1(fd int) {
	os.NewFile(uintptr(fd), "a")
	os.NewFile(uintptr(fd), "b") // want adopts
	syscall.Close(fd) // want closes
}
func f2(fd int) {
	f := os.NewFile(uintptr(fd), "a")
	if f == nil {
		syscall.Close(fd)
		return
	}
	if nil == f {
		syscall.Close(fd)
	}
	if f != nil {
		syscall.Close(fd) // want closes
	}
}
func f3(fd, n int) {
	os.NewFile(uintptr(fd), "a")
	os.NewFile(uintptr(n), "b")
	fd, _ = syscall.Dup(n)
	syscall.Close(fd)
}
func f4(fd int) {
	syscall.Close(fd)
	os.NewFile(uintptr(fd), "a") // whatever has the number now
}
func f5(fd int) {
	defer syscall.Close(fd) // want closes
	os.NewFile(uintptr(fd), "a")
}
func f6(f *os.File) {
	os.NewFile(f.Fd(), "a") // want adopts
	syscall.Close(int(f.Fd())) // want closes
	os.NewFile(os.Stdin.Fd(), "stdin") // want adopts
	stdin = os.NewFile(os.Stdin.Fd(), "stdin") // for as long as the process lives
	syscall.Close(int(os.Stdin.Fd()))
	fd, _ := syscall.Dup(int(f.Fd()))
	os.NewFile(uintptr(fd), "b")
	defer syscall.Close(int(f.Fd())) // want closes
	defer os.NewFile(f.Fd(), "a") // nobody has that file
	go func(n int) { syscall.Close(n) }(int(f.Fd())) // want closes
	defer syscall.Close(int(os.Stdin.Fd()))
}
var stdin *os.File
func f7(b *box) {
	os.NewFile(uintptr(b.fd), "a")
	b.fd = 3
	syscall.Close(b.fd)
}
func f8(b *box) {
	os.NewFile(uintptr(b.fd), "a")
	b.in.fd = 3
	syscall.Close(b.fd) // want closes
}
func f9(fd int) {
	if cond {
		os.NewFile(uintptr(fd), "a")
	} else {
		syscall.Close(fd)
	}
}
func f11() {
	for cond {
		fds, err := syscall.Socketpair(0, 0, 0)
		if err != nil {
			syscall.Close(fds[0])
			continue
		}
		os.NewFile(uintptr(fds[0]), "a")
	}
}
func f12() {
	var fds [2]int
	for cond {
		syscall.Close(fds[0]) // want closes
		os.NewFile(uintptr(fds[0]), "a")
	}
}
func f10() {
	for cond {
		fd, _ := syscall.Dup(0)
		os.NewFile(uintptr(fd), "a")
		fd, _ = syscall.Dup(1)
		syscall.Close(fd)
	}
}
`, func(w *lifetime.World, say func(token.Pos, string)) {
		for _, fn := range w.Funcs {
			for _, two := range w.TwoOwners(fn) {
				if two.Closes {
					say(two.Second.Pos(), "closes")
				} else {
					say(two.Second.Pos(), "adopts")
				}
			}
		}
	})
}

// TestReleased asks of which parameters n the number is taken out.
func TestReleased(t *testing.T) {
	lifetimetest.Check(t, header+`
func f1(n int) { syscall.EpollCtl(0, syscall.EPOLL_CTL_DEL, n, nil) } // want released
func f2(n int) { syscall.EpollCtl(0, syscall.EPOLL_CTL_ADD, n, nil) }
func f3(n int) { syscall.EpollCtl(n, syscall.EPOLL_CTL_DEL, 0, nil) }
func f4(m map[int]bool, n int) { delete(m, n) } // want released
func f5(m map[int]bool, n int) { delete(m, n+1) }
func f6(n int) { f1(n) } // want released
func f7(n int) { f8(syscall.EPOLL_CTL_DEL, n) } // want released
func f8(op, n int) { syscall.EpollCtl(0, op, n, nil) }
func f9(m map[int64]bool, n int) { delete(m, int64(n)) } // want released
func f10(n int) { println(n) }
`, func(w *lifetime.World, say func(token.Pos, string)) {
		for _, fn := range w.Funcs {
			i := slices.IndexFunc(fn.Params, func(p *ssa.Parameter) bool { return p.Name() == "n" })
			if i >= 0 && len(w.Released(fn.Params[i])) > 0 {
				say(fn.Pos(), "released")
			}
		}
	})
}

// TestBounds asks about functions in which more numbers come up than are looked at.
func TestBounds(t *testing.T) {
	for _, c := range []struct {
		call  string
		times int
		want  int
	}{
		{"f.Fd()", 256, 256},
		{"f.Fd()", 257, 0},
		{"f.Fd(); println(cond); fmt.Sprint(f)", 256, 256}, // other calls do not count
		{"number(f)", 256, 256},
		{"number(f)", 257, 0},
		{"use(1)", 300, 0},
	} {
		w := lifetimetest.World(t, header+"func number(f *os.File) int { return int(f.Fd()) }\nfunc u(f *os.File) {\n"+strings.Repeat(c.call+"\n", c.times)+"}\n")
		if got := len(w.Numbers(lifetimetest.Function(t, w, "u"))); got != c.want {
			t.Errorf("%d times %s: %d numbers, want %d", c.times, c.call, got, c.want)
		}
	}
	for _, c := range []struct{ closes, want int }{{20, 20}, {21, 0}} {
		w := lifetimetest.World(t, header+"func u(fd int) {\n"+strings.Repeat("os.NewFile(uintptr(fd), \"\")\n", 1)+strings.Repeat("syscall.Close(fd)\n", c.closes-1)+"}\n")
		if got := len(w.TwoOwners(lifetimetest.Function(t, w, "u"))); got != max(0, c.want-1) {
			t.Errorf("%d calls that adopt or close: %d have two owners", c.closes, got)
		}
	}
}
