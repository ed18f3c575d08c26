package owners_test

import (
	"go/token"
	"go/types"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/lifetime"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/lifetimetest"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/owners"
)

// TestCloseAround asks whether the parameter is closed on every path through the
// call of here, and where.
func TestCloseAround(t *testing.T) {
	lifetimetest.Check(t, header+`
func here() {}
func u1(c net.Conn) {
	c.Close() // want closes
	here()
}
func u2(c net.Conn) {
	here()
	c.Close() // want closes
}
// A close that may come before is not one that does.
func u3(c net.Conn) {
	if cond {
		c.Close()
	}
	here()
}
func u4(c net.Conn) {
	here()
	if cond {
		c.Close()
	}
}
func u5(c net.Conn) {
	here()
	if cond {
		c.Close() // want closes
		return
	}
	c.Close()
}
func u6(c net.Conn) {
	defer c.Close() // want closes
	here()
}
func u7(c net.Conn) {
	if cond {
		defer c.Close()
	}
	here()
}
func u8(c net.Conn) {
	defer func() { // want closes
		c.LocalAddr()
		c.Close()
	}()
	here()
}
func u9(c net.Conn) {
	defer func() {
		if cond {
			c.Close()
		}
	}()
	here()
}
func u10(c net.Conn) {
	func() { c.Close() }() // a call of a literal is not looked into
	here()
}
func u11(c net.Conn) {
	here()
	shut(c) // want closes
}
func u12(c net.Conn) {
	here()
	either(c)
}
func u13(c net.Conn) {
	here()
	for {
		c.Close() // want closes
	}
}
func u14(c, d net.Conn) {
	here()
	d.Close()
}
func u15(c net.Conn) {
	here()
	if cond {
		panic("c")
	}
	c.Close() // want closes
}
func u16(c net.Conn) {
	defer func() { // want closes
		c.Close()
	}()
	here()
}
`, func(w *lifetime.World, say func(token.Pos, string)) {
		here := lifetimetest.Function(t, w, "here")
		for _, site := range w.Calls(here) {
			fn := site.Parent()
			at := w.CloseAround(fn, w.UsesOf(fn, fn.Params[0], owners.ByPlace), site)
			if (at != nil) != w.ClosedAround(fn, w.UsesOf(fn, fn.Params[0], owners.ByPlace), site) {
				t.Errorf("%s: closed or not?", fn)
			}
			if at != nil {
				say(at.Pos(), "closes")
			}
		}
	})
}

// TestFresh asks which variables hold an owner that nobody else had when they were
// assigned.
func TestFresh(t *testing.T) {
	lifetimetest.Check(t, header+`
func use(...any) {}
func u1(tcp *net.TCPConn, c net.Conn) {
	f, _ := os.Open("x") // want fresh
	d, _ := net.Dial("tcp", "x") // want fresh
	l, _ := net.Listen("tcp", "x") // want fresh
	g, _ := tcp.File() // want fresh
	h, _ := c.(interface{ File() (*os.File, error) }).File() // want fresh
	r, w, _ := os.Pipe() // want fresh
	m, _ := open() // want fresh
	k := known()
	o := openKept()
	n, _ := (&filer{}).File()
	var i interface{ File() (*os.File, error) } = &filer{}
	q, _ := i.File()
	use(f, d, l, g, h, r, w, m, k, o, n, q)
}
type filer struct{}
func (*filer) File() (*os.File, error) { return os.Stdin, nil }
func open() (*os.File, error) { return os.Open("x") } // want fresh
func known() *os.File { return os.Stdin }
var kept *os.File
func openKept() *os.File {
	f, _ := os.Open("x") // want fresh
	kept = f
	return f
}
`, func(w *lifetime.World, say func(token.Pos, string)) {
		for _, fn := range w.Funcs {
			for _, b := range fn.Blocks {
				for _, instr := range b.Instrs {
					if v, ok := instr.(ssa.Value); ok && w.IsFresh(v) {
						if e, ok := v.(*ssa.Extract); ok {
							v = e.Tuple
						}
						say(v.Pos(), "fresh")
					}
				}
			}
		}
	})
}

// TestTypes asks of the types of the parameters of a function which may be those of
// files, owners and numbers.
func TestTypes(t *testing.T) {
	w := lifetimetest.World(t, header+`
type mine struct{ *os.File }
type filed interface{ File() (*os.File, error) }
type addressed interface{ Addr() net.Addr; Close() error }
type open interface{ Addr() net.Addr; Accept() (net.Conn, error) }
type closer interface{ Close() error }
func u(f *os.File, g os.File, m mine, c net.Conn, l net.Listener, p net.PacketConn, t *net.TCPConn, r io.Reader, a addressed,
	o open, k closer, n int, fd uintptr, x float64, s string, e any, h chan int, d filed) {}
`)
	want := map[string]string{
		"f": "file owner holder", "g": "owner holder", "m": "owner holder", "c": "owner holder", "l": "owner holder", "p": "owner holder",
		"t": "owner holder", "r": "holder", "a": "holder", "o": "holder", "k": "holder", "n": "number", "fd": "number",
		"e": "holder", "d": "holder",
	}
	for _, p := range lifetimetest.Function(t, w, "u").Params {
		var got []string
		for _, c := range []struct {
			is   func(types.Type) bool
			name string
		}{{owners.IsFile, "file"}, {owners.IsOwner, "owner"}, {owners.IsNumber, "number"}, {owners.MayOwn, "holder"}} {
			if c.is(p.Type()) {
				got = append(got, c.name)
			}
		}
		if got := strings.Join(got, " "); got != want[p.Name()] {
			t.Errorf("%v: got %q, want %q", p.Type(), got, want[p.Name()])
		}
	}
}
