package sharing_test

import (
	"go/token"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/lifetime"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/lifetimetest"
)

// TestCorpus counts the connections that become blocking, by Fd or by a child
// process, and the files that leak, in the corpus of connfile.
func TestCorpus(t *testing.T) {
	lifetimetest.Corpus(t, func(w *lifetime.World, say func(token.Pos, string)) {
		reported := make(map[*ssa.Call]bool)
		for _, fn := range w.Funcs {
			for _, site := range w.FdSites(fn) {
				if d := w.Unblocked(site); d != nil {
					reported[d.Call] = true
					say(site.Call.Pos(), "blocking")
				}
			}
		}
		for _, fn := range w.Funcs {
			for _, site := range w.ModeSites(fn) {
				if w.LeavesBlocking(site) {
					say(site.Call.Pos(), "blocking")
				}
			}
			for _, d := range w.Dups(fn) {
				if reported[d.Call] {
					continue
				}
				if at := w.HandedOff(d); at != nil && (w.ServedAfter(d, at) || w.ServedElsewhere(d) != nil) {
					say(d.Call.Pos(), "handed off")
				}
				if w.Leaked(d) {
					say(d.Call.Pos(), "leaked")
				}
			}
		}
	}, "connfile/ok", "connfile/bad", "connfile/generics", "connfile/crosspkg/user", "connfile/world")
}

const header = `package p

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

var (
	_ = fmt.Println
	_ = syscall.SetNonblock
	_ exec.Cmd
	_ = runtime.GOOS
	_ time.Time

	cond bool
	global net.Conn
	kept *os.File
)

func set(fd uintptr) {}
func nonblock(f *os.File) { syscall.SetNonblock(int(f.Fd()), true) }
func shut(c net.Conn) { c.Close() }
`

// TestUnblocked asks of which calls a connection becomes blocking.
func TestUnblocked(t *testing.T) {
	for name, body := range map[string]string{
		"direct": `
func f1(c *net.TCPConn) {
	f, _ := c.File()
	set(f.Fd()) // want c
	f.Close()
}
func f2(f *os.File) {
	set(f.Fd())
}
func f3(c *net.TCPConn) {
	f, _ := c.File()
	defer f.Fd() // want c
}
func f4(c *net.TCPConn) {
	f, _ := c.File()
	go f.Fd() // want c
}
func f5(c *net.TCPConn) {
	f, _ := c.File()
	if runtime.GOOS == "windows" {
		set(f.Fd())
	}
	f.Close()
}
`,
		"restored": `
func f1(c *net.TCPConn) {
	f, _ := c.File()
	fd := f.Fd()
	syscall.SetNonblock(int(fd), true)
}
func f2(c *net.TCPConn) {
	f, _ := c.File()
	fd := f.Fd() // want c
	syscall.SetNonblock(int(fd), false)
}
func f3(c *net.TCPConn) {
	f, _ := c.File()
	fd := f.Fd() // want c
	syscall.SetNonblock(int(fd), true)
	set(f.Fd()) // want c
}
func f4(c *net.TCPConn) {
	f, _ := c.File()
	set(f.Fd())
	net.FileConn(f)
}
func f5(c *net.TCPConn) {
	f, _ := c.File()
	net.FileConn(f)
	set(f.Fd()) // want c
}
func f6(c *net.TCPConn) {
	f, _ := c.File()
	set(f.Fd())
	nonblock(f)
}
func f7(c *net.TCPConn) {
	f, _ := c.File()
	for cond {
		fd := f.Fd()
		syscall.SetNonblock(int(fd), true)
	}
}
func f8(c *net.TCPConn, b bool) {
	f, _ := c.File()
	fd := f.Fd()
	syscall.SetNonblock(int(fd), b)
}
`,
		"idle": `
// Nobody is blocked on a connection that is closed on every path.
func f1(c *net.TCPConn) {
	defer c.Close()
	f, _ := c.File()
	set(f.Fd())
}
func f2(c *net.TCPConn) {
	f, _ := c.File()
	c.Close()
	set(f.Fd())
}
func f3(c *net.TCPConn) {
	f, _ := c.File()
	if cond {
		c.Close()
	}
	set(f.Fd()) // want c
}
func f4(c *net.TCPConn) {
	f, _ := c.File()
	shut(c)
	set(f.Fd())
}
// Who reads from it before it is closed waits for it.
func f5(c *net.TCPConn) {
	defer c.Close()
	f, _ := c.File()
	set(f.Fd()) // want c
	c.Read(nil)
}
func f6(c *net.TCPConn) {
	defer c.Close()
	c.Read(nil)
	f, _ := c.File()
	set(f.Fd())
}
// So does who has it from a field, a goroutine or a result.
func f7(c *net.TCPConn) {
	defer c.Close()
	global = c
	f, _ := c.File()
	set(f.Fd()) // want c
}
func f8(c *net.TCPConn) {
	defer c.Close()
	go c.Read(nil)
	f, _ := c.File()
	set(f.Fd()) // want c
}
func f9(c *net.TCPConn) net.Conn {
	defer c.Close()
	f, _ := c.File()
	set(f.Fd()) // want c
	return c
}
// A connection made here that goes nowhere is idle.
func f10() {
	c, _ := net.Dial("tcp", "x")
	f, _ := c.(*net.TCPConn).File()
	set(f.Fd())
}
func f11() {
	c, _ := net.Dial("tcp", "x")
	f, _ := c.(*net.TCPConn).File()
	set(f.Fd()) // want the file
	c.Read(nil)
}
func f12() {
	c, _ := net.Dial("tcp", "x")
	global = c
	f, _ := c.(*net.TCPConn).File()
	set(f.Fd()) // want the file
}
// The connection itself is made nonblocking again, after Fd or before.
func f16(c *net.TCPConn) {
	f, _ := c.File()
	set(f.Fd())
	raw, _ := c.SyscallConn()
	raw.Control(func(fd uintptr) { syscall.SetNonblock(int(fd), true) })
}
func f17(c *net.TCPConn) {
	raw, _ := c.SyscallConn()
	raw.Control(func(fd uintptr) { syscall.SetNonblock(int(fd), true) })
	f, _ := c.File()
	set(f.Fd()) // want c
}
// What a function only borrows cannot be waited for once it has returned, though
// it may have waited: handshake has a result that is used, but keeps nothing.
func f13(c *net.TCPConn) {
	n := handshake(c)
	println(n)
	f, _ := c.File()
	set(f.Fd())
	c.Close()
}
func handshake(c net.Conn) int { n, _ := c.Read(nil); return n }
func f14(c *net.TCPConn) {
	r := reader(c)
	f, _ := c.File()
	set(f.Fd()) // want c
	c.Close()
	println(r)
}
func reader(c net.Conn) net.Conn { return c }
// A select sends like a send.
func f15(c *net.TCPConn, ch chan net.Conn) {
	defer c.Close()
	f, _ := c.File()
	set(f.Fd()) // want c
	select {
	case ch <- c:
	default:
	}
}
`,
		"callers": `
// Fd is called by the caller, which may close the connection there.
func file1(c *net.TCPConn) *os.File {
	f, _ := c.File()
	return f
}
func f1(c *net.TCPConn) {
	f := file1(c)
	c.Close()
	set(f.Fd())
}
func file2(c *net.TCPConn) *os.File {
	f, _ := c.File()
	return f
}
func f2(c *net.TCPConn) {
	f := file2(c)
	set(f.Fd()) // want c
	c.Read(nil)
}
// A helper whose callers all close the connection.
func helper1(c *net.TCPConn) {
	f, _ := c.File()
	set(f.Fd())
}
func F3(c *net.TCPConn) {
	helper1(c)
	c.Close()
}
func F4(c *net.TCPConn) {
	defer c.Close()
	between(c)
}
func between(c *net.TCPConn) { helper1(c) }
func helper2(c *net.TCPConn) {
	f, _ := c.File()
	set(f.Fd()) // want c
}
func F5(c *net.TCPConn) {
	helper2(c)
	c.Close()
}
func F6(c *net.TCPConn) { helper2(c) }
func helper3(c *net.TCPConn) {
	f, _ := c.File()
	set(f.Fd()) // want c
	c.Read(nil)
}
func F7(c *net.TCPConn) {
	helper3(c)
	c.Close()
}
// Helpers that call each other.
func ping(c *net.TCPConn, n int) {
	if n > 0 {
		pong(c, n-1)
	}
}
func pong(c *net.TCPConn, n int) {
	f, _ := c.File()
	set(f.Fd())
	ping(c, n)
}
func F8(c *net.TCPConn) {
	defer c.Close()
	ping(c, 3)
}
func ping2(c *net.TCPConn, n int) {
	if n > 0 {
		pong2(c, n-1)
	}
}
func pong2(c *net.TCPConn, n int) {
	f, _ := c.File()
	set(f.Fd()) // want c
	ping2(c, n)
}
func F9(c *net.TCPConn) {
	ping2(c, 3)
	c.Read(nil)
}
// A parameter of Fd's function leads to the callers, if they are all seen.
func fdOf(f *os.File) { set(f.Fd()) } // want c
func F10(c *net.TCPConn) {
	f, _ := c.File()
	fdOf(f)
	c.Read(nil)
}
// Methods that are called through an interface: the connection is the argument, or
// nobody knows which.
type source interface{ get() *os.File }
type held struct{ c *net.TCPConn }
func (h *held) get() *os.File { f, _ := h.c.File(); return f }
func F12(h *held) {
	s := source(h)
	f := s.get()
	set(f.Fd()) // want the file
}
type dupper interface{ dup(int, net.Addr, *net.TCPConn) *os.File }
type dupped struct{}
func (dupped) dup(_ int, _ net.Addr, c *net.TCPConn) *os.File { f, _ := c.File(); return f }
func F13(c *net.TCPConn) {
	s := dupper(dupped{})
	f := s.dup(1, nil, c)
	set(f.Fd()) // want c
}
func F14(c *net.TCPConn) {
	defer c.Close()
	s := dupper(dupped{})
	f := s.dup(1, nil, c) // may keep c
	set(f.Fd()) // want c
}
func FdOf(f *os.File) { set(f.Fd()) }
func F11(c *net.TCPConn) {
	f, _ := c.File()
	FdOf(f) // want c
	c.Read(nil)
}
`,
	} {
		t.Run(name, func(t *testing.T) {
			lifetimetest.Check(t, header+body, func(w *lifetime.World, say func(token.Pos, string)) {
				for _, fn := range w.Funcs {
					for _, site := range w.FdSites(fn) {
						d := w.Unblocked(site)
						switch {
						case d == nil:
						case d.Owner == nil || d.Owner.Parent().Signature.Params().Len() == 0:
							say(site.Call.Pos(), "the file")
						default:
							say(site.Call.Pos(), w.Peel(d.Owner).Name())
						}
					}
				}
			})
		})
	}
}
