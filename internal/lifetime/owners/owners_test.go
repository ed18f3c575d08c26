package owners_test

import (
	"go/token"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/lifetime"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/lifetimetest"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/owners"
)

// names says what is in a set, "looks" if nothing is.
func names(k owners.Kind) string {
	var list []string
	for _, bit := range []struct {
		kind owners.Kind
		name string
	}{{owners.Closes, "closes"}, {owners.Waits, "waits"}, {owners.Escapes, "escapes"}, {owners.Returns, "returns"}} {
		if k&bit.kind != 0 {
			list = append(list, bit.name)
		}
	}
	if list == nil {
		return "looks"
	}
	return strings.Join(list, "+")
}

// kinds says the kinds of the uses of the first parameter of each function whose
// name begins with a lower-case u.
func kinds(by owners.Aliasing) lifetimetest.Asker {
	return func(w *lifetime.World, say func(token.Pos, string)) {
		for _, fn := range w.Funcs {
			if !strings.HasPrefix(fn.Name(), "u") || fn.Parent() != nil || len(fn.Params) == 0 {
				continue
			}
			for _, u := range w.UsesOf(fn, fn.Params[0], by) {
				switch u.Instr.(type) {
				case *ssa.Phi, *ssa.MakeInterface, *ssa.ChangeInterface, *ssa.FieldAddr:
					continue // no use yet
				}
				pos := u.Instr.Pos()
				if mc, ok := u.Instr.(*ssa.MakeClosure); ok {
					pos = mc.Fn.Pos()
				}
				if pos.IsValid() { // not of what go/ssa makes of a captured parameter
					say(pos, names(u.Kind))
				}
			}
		}
	}
}

const header = `package p

import (
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
	"time"
)

var t0 time.Time
var _ = (*os.File).Fd
var _ = fmt.Println
var _ syscall.Conn
var _ io.Reader
var all []net.Conn
var cond bool

type server struct{ c net.Conn }
type conn struct{ net.Conn }

func (c *conn) Shutdown() { shut(c) }
func (c *conn) pump() { c.Read(nil) }
func (s *server) keep(c net.Conn) { s.c = c }
func shut(c net.Conn) { c.Close() }
func look(c net.Conn) { c.LocalAddr() }
func read(c net.Conn) { c.Read(nil) }
func keep(c net.Conn) { all = append(all, c) }
func give(c net.Conn) net.Conn { return c }
func either(c net.Conn) { if cond { c.Close() } }
func again(c net.Conn, n int) { if n > 0 { again(c, n-1) } }
func ping(c net.Conn) { if cond { pong(c) } }
func pong(c net.Conn) { if cond { ping(c) } }
func pingRead(c net.Conn) { if cond { pongRead(c) } }
func pongRead(c net.Conn) { c.Read(nil); pingRead(c) }
func pingKeep(c net.Conn) { pongKeep(c) }
func pongKeep(c net.Conn) { all = append(all, c); if cond { pingKeep(c) } }
`

func TestKindsByPlace(t *testing.T) {
	for name, body := range map[string]string{
		"methods": `
func u1(c net.Conn) {
	c.LocalAddr() // want looks
	c.Write(nil) // want looks
	c.Read(nil) // want waits
	c.SetDeadline(t0) // want waits
	c.SetReadDeadline(t0) // want waits
	c.Close() // want closes
	defer c.Close() // want closes
	go c.Close() // want closes+escapes
	go c.Read(nil) // want waits+escapes
	go c.LocalAddr() // want escapes
}
func u2(c *net.TCPConn) {
	c.ReadFrom(nil) // want waits
	c.SetNoDelay(true) // want looks
	c.SyscallConn() // want waits+escapes
}
func u3(l net.Listener) {
	l.Accept() // want waits
	l.Addr() // want looks
}
// Methods of any type are judged by their names, unless their bodies tell that
// they close; who else has the receiver is not known of them.
func u4(c *conn) {
	c.Shutdown() // want closes
	c.pump() // want looks
	c.Close() // of another place, c.Conn
}
type serverLike interface { Serve() error; Name() string; Close() error; SyscallConn() (syscall.RawConn, error) }
func u5(s serverLike) {
	s.Serve() // want waits+escapes
	s.Name() // want escapes
}
`,
		"calls": `
type plain net.TCPConn
func readPlain(p *plain) { (*net.TCPConn)(p).Read(nil) }
func u2(c *net.TCPConn) {
	readPlain((*plain)(c)) // want looks; waits+escapes
}
func u1(c net.Conn, f func(net.Conn)) {
	shut(c) // want closes
	look(c) // want looks
	read(c) // want waits
	keep(c) // want waits+escapes
	give(c) // want waits+escapes
	either(c) // want looks
	f(c) // want waits+escapes
	go look(c) // want escapes
	go read(c) // want waits+escapes
	go shut(c) // want closes+escapes
	fmt.Println("of", c) // want looks
	fmt.Fprintln(c, "x") // want waits
	io.Copy(c, c) // want waits
	io.LimitReader(c, 1) // want waits+escapes
}
`,
		// A function that calls itself does with its parameter what it does
		// otherwise. Whether it gives it back, nobody says: it keeps it.
		"recursion": `
func u1(c net.Conn) {
	again(c, 1) // want escapes
	ping(c) // want escapes
	pong(c) // want escapes
	pingRead(c) // want waits+escapes
	pongRead(c) // want waits+escapes
	pingKeep(c) // want waits+escapes
	pongKeep(c) // want waits+escapes
}
`,
		"data": `
func u1(c net.Conn, s *server, ch chan net.Conn, m map[string]net.Conn) net.Conn {
	if c == nil { // want looks
		return c // want waits+returns
	}
	s.c = c // want waits+escapes
	all[0] = c // want waits+escapes
	ch <- c // want waits+escapes
	m["c"] = c // want waits+escapes
	select { // want waits+escapes
	case ch <- c:
	default:
	}
	_, ok := c.(*net.TCPConn) // want looks
	println(ok)
	return nil
}
func u2(c net.Conn) {
	v := c // want looks
	v.Read(nil) // want waits
	func() { v.Close() }() // want closes
	f := func() { // what it does is seen by itself
		c.Read(nil) // want waits
	}
	hold = f
	defer func() {
		c.LocalAddr() // want looks
	}()
}
var hold func()
// A variable that is assigned more than once: who loads it may have the owner.
func u3(c, d net.Conn) {
	v := d
	p := &v
	if cond {
		v = c // want waits+escapes
	}
	_ = p
	v.Read(nil)
}
func u4(c, d net.Conn) {
	v := d
	p := &v
	if cond {
		v = c // want looks
	}
	_ = p
	v.LocalAddr()
}
`,
		"fields": `
func u1(s *server) {
	s.c.Read(nil)
}
func u2(c *net.TCPConn) {
	d := net.Conn(c)
	d.Read(nil) // want waits
	d.(*net.TCPConn).Close() // want closes; looks
}
`,
	} {
		t.Run(name, func(t *testing.T) {
			lifetimetest.Check(t, header+body, kinds(owners.ByPlace))
		})
	}
}

func TestKindsByCopy(t *testing.T) {
	for name, body := range map[string]string{
		// Who else has the owner is not known of methods outside the standard library,
		// unless they are seen to give it back.
		"calls": `
func u1(c *conn, f func(net.Conn)) {
	c.Shutdown() // want closes
	c.pump() // want looks
	read(c) // want waits
	keep(c) // want waits+escapes
	go read(c) // want waits+escapes
	f(c) // want waits+escapes
}
func u2(f *os.File) {
	f.Name() // want looks
	if f == nil { // want looks
		return
	}
	go f.Sync() // want escapes
	f.Close() // want closes
}
`,
		// A RawConn keeps its owner alive, and is one of its names.
		"access": `
func u1(c *net.TCPConn) {
	raw, err := c.SyscallConn() // want looks
	if err != nil {
		return
	}
	raw.Control(func(fd uintptr) {}) // want looks
	sys = raw // want waits+escapes
}
var sys syscall.RawConn
func u2(c *net.TCPConn) (syscall.RawConn, error) {
	raw, err := c.SyscallConn() // want looks
	return raw, err // want waits+returns
}
`,
		"literals": `
func u1(c net.Conn) {
	func() { c.Read(nil) }() // want looks; waits
	defer func() { // want looks
		c.Close() // want closes
	}()
	go func() { // want escapes
		c.LocalAddr() // want looks
	}()
	time.AfterFunc(1, func() { // want escapes
		c.LocalAddr() // want looks
	})
	run(func() { // want escapes
		c.LocalAddr() // want looks
	})
	hold = func() { // want escapes
		c.LocalAddr() // want looks
	}
}
var hold func()
func run(f func()) { f() }
`,
		"parts": `
func u1(s *server) {
	_ = s.c
}
func u2(c net.Conn) {
	v := c
	p := &v
	(*p).Read(nil) // want waits
	*p = nil
	v.Write(nil)
}
func u3(p *[4]byte, i int) {
	_ = p[i] // want escapes
}
`,
	} {
		t.Run(name, func(t *testing.T) {
			lifetimetest.Check(t, header+body, kinds(owners.ByCopy))
		})
	}
}

// TestCarried tells uses of an owner that comes out of a variable, and so perhaps
// from another round of a loop, from the others.
func TestCarried(t *testing.T) {
	lifetimetest.Check(t, header+`
func u(c net.Conn) {
	c.Read(nil) // want direct
	v := c
	p := &v
	if cond {
		v = all[0]
	}
	_ = p
	v.Write(nil) // want carried
	w := c
	for cond {
		w.LocalAddr() // want carried
		w = all[0]
	}
}
`, func(w *lifetime.World, say func(token.Pos, string)) {
		fn := lifetimetest.Function(t, w, "u")
		for _, u := range w.FateOf(fn.Params[0]).Calls {
			if u.Carried {
				say(u.Instr.Pos(), "carried")
			} else {
				say(u.Instr.Pos(), "direct")
			}
		}
	})
}

// TestFate says of the parameter of each function what becomes of it in the end.
func TestFate(t *testing.T) {
	lifetimetest.Check(t, header+`
func u1(f *os.File) { // want dropped
	f.Sync()
	_ = f == nil
}
func u2(f *os.File) *os.File { // want kept
	return f
}
func u3(f *os.File) { // want kept
	file = f
}
func u4(f *os.File) { // want dropped
	f.Close()
}
var file *os.File
`, func(w *lifetime.World, say func(token.Pos, string)) {
		for _, fn := range w.Funcs {
			if !strings.HasPrefix(fn.Name(), "u") {
				continue
			}
			if w.FateOf(fn.Params[0]).Dropped() {
				say(fn.Pos(), "dropped")
			} else {
				say(fn.Pos(), "kept")
			}
		}
	})
}
