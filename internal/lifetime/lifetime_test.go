package lifetime_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/lifetime"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/lifetimetest"
)

func TestFacts(t *testing.T) {
	checktest.Facts(t, lifetime.Analyzer, "connfile/crosspkg/files", "fdoutlive/crosspkg/sock", "fdoutlive/crosspkg/poll", "fdoutlive/crosspkg/ring")
}

// facts returns what is known of each function of a program.
func facts(tb testing.TB, src string) map[string]string {
	tb.Helper()
	list := make(map[string]string)
	w := lifetimetest.World(tb, src)
	for _, fn := range w.Funcs {
		text := strings.TrimSuffix(strings.TrimPrefix(w.Files(fn).String(), "files("), ")")
		if waits := w.Summary(fn).Waits; waits != nil {
			text = strings.TrimPrefix(text+fmt.Sprint(" waits:", waits), " ")
		}
		list[lifetimetest.Name(fn)] = text
	}
	return list
}

const header = `package p

import (
	"net"
	"os"
	"syscall"
	"time"
)

var (
	_ = (*os.File).Fd
	_ = syscall.SetNonblock
	_ time.Time
	_ net.Conn

	cond bool
	global int
	conn net.Conn
	file *os.File
)
`

// TestSummaries compares the summary of each function with the comment in front of
// its body.
func TestSummaries(t *testing.T) {
	for _, decl := range []string{
		`func F(c net.Conn) /* closes:[0] borrows:[0] */ { c.Close() }`,
		`func F(c net.Conn) /* borrows:[0] */ { if cond { c.Close() } }`,
		`func F(c net.Conn) /* closes:[0] borrows:[0] waits:[0] */ { defer c.Close(); c.Read(nil) }`,
		`func F(c net.Conn) /* closes:[0] borrows:[0] */ { defer func() { c.Close() }() }`,
		`func F(c net.Conn) /* waits:[0] */ { conn = c }`,
		`func F(c net.Conn) /* waits:[0] */ { go c.Read(nil) }`,
		`func F(c net.Conn) /* */ { go c.LocalAddr() }`,
		`func F(c net.Conn) net.Conn /* waits:[0] */ { return c }`,
		`func F(n int, c net.Conn) /* borrows:[1] */ { c.LocalAddr() }`,
		`func F(c interface{ Close() error }) /* closes:[0] */ { c.Close() }`,
		`func F(x any) /* waits:[0] */ { println(x) }`,
		`func F() (net.Conn, error) /* fresh:[0] */ { return net.Dial("tcp", "x") }`,
		`func F() net.Conn /* fresh:[0] */ { if cond { return nil }; c, _ := net.Dial("tcp", "x"); return c }`,
		`func F() net.Conn /* */ { if cond { return conn }; c, _ := net.Dial("tcp", "x"); return c }`,
		`func F() net.Conn /* */ { c, _ := net.Dial("tcp", "x"); conn = c; return c }`,
		`func F() net.Conn /* */ { return nil }`,
		`func F() (r, w *os.File) /* fresh:[0 1] pollable:[0 1] */ { r, w, _ = os.Pipe(); return r, w }`,
		`func F() *os.File /* fresh:[0] */ { f, _ := os.Create("x"); return f }`,
		`func F() *os.File /* pollable:[0] */ { f, _ := os.Open("x/dev/x"); file = f; return f }`,
		`func F(c *net.TCPConn) *os.File /* dups:[0] fresh:[0] */ { f, _ := c.File(); return f }`,
		`func F(c *net.TCPConn) *os.File /* closes:[0] fresh:[0] */ { f, _ := c.File(); c.Close(); return f }`,
		`func F() *os.File /* fresh:[0] */ { c, _ := net.Dial("tcp", "x"); f, _ := c.(*net.TCPConn).File(); return f }`,
		`func F(f *os.File) /* fds:[0] borrows:[0] */ { f.Fd() }`,
		`func F(f *os.File) /* fds:[0] borrows:[0] */ { func() { f.Fd() }() }`,
		`func F(f *os.File) /* nonblock:[0] borrows:[0] */ { syscall.SetNonblock(int(f.Fd()), true) }`,
		`func F(f *os.File) /* nonblock:[0] borrows:[0] waits:[0] */ { net.FileConn(f) }`,
		`func F(fd int) /* nonblock:[0] asks:[0] */ { syscall.SetNonblock(fd, true) }`,
		`func F(fd int) /* clears:[0] asks:[0] */ { syscall.SetNonblock(fd, false) }`,
		`func F(f *os.File) /* borrows:[0] deadlines:[0] waits:[0] */ { f.SetDeadline(time.Time{}) }`,
		`func F(n int) /* held:[0] */ { global = n }`,
		`func F(n int) int /* number:0 of:0 */ { return n }`,
		`func F(s string, n int) (string, int) /* number:1 of:1 */ { return s, n }`,
		`func F(f *os.File) int /* fds:[0] borrows:[0] number:0 of:0 */ { return int(f.Fd()) }`,
		`func F(f *os.File) /* fds:[0] borrows:[0] held:[0] */ { global = int(f.Fd()) }`,
		`func F(f *os.File) /* fds:[0] closes:[0] borrows:[0] */ { global = int(f.Fd()); f.Close() }`,
		`func F(f *os.File) /* fds:[0] waits:[0] */ { global = int(f.Fd()); file = f }`,
		`func F(op, n int) /* held:1 by:0 */ { syscall.EpollCtl(0, op, n, nil) }`,
		`func F(a, b, n, m int) /* held:2 by:0 held:2 by:1 held:3 by:0 */ { ctl(b, n); ctl(a, m); ctl(a, n) }; func ctl(op, n int) { syscall.EpollCtl(0, op, n, nil) }`,
		`func F(n, m int) (int, int, int) /* number:0 of:1 number:1 of:0 number:2 of:0 */ { return m, n, n }`,
		`func F(n, m int) int /* number:0 of:0 number:0 of:1 */ { if cond { return m }; return n }`,
		`func F(c, d net.Conn) /* closes:[0 1] borrows:[0 1] */ { d.Close(); c.Close() }`,
		`func F(n int) /* held:[0] */ { syscall.EpollCtl(0, syscall.EPOLL_CTL_ADD, n, nil) }`,
		`func F(n int) /* released:[0] */ { syscall.EpollCtl(0, syscall.EPOLL_CTL_DEL, n, nil) }`,
		`func F(m map[int]bool, n int) /* released:[1] */ { delete(m, n) }`,
		// By way of others.
		`func F(c net.Conn) /* closes:[0] borrows:[0] */ { g(c) }; func g(c net.Conn) { c.Close() }`,
		`func F(c net.Conn) /* borrows:[0] waits:[0] */ { g(c) }; func g(c net.Conn) { c.Read(nil) }`,
		`func F(f *os.File) /* nonblock:[0] borrows:[0] */ { g(f) }; func g(f *os.File) { syscall.SetNonblock(int(f.Fd()), true) }`,
		`func F(f *os.File) /* fds:[0] borrows:[0] */ { g(f) }; func g(f *os.File) { f.Fd() }`,
		`func F(f *os.File) /* fds:[0] borrows:[0] */ { G(f) }; func G(f *os.File) { f.Fd() }`,
		`func F(f *os.File) /* borrows:[0] deadlines:[0] waits:[0] */ { g(f) }; func g(f *os.File) { f.SetDeadline(time.Time{}) }`,
		`func F() *os.File /* fresh:[0] pollable:[0] waiting:[0] */ { return g() }; func g() *os.File { r, w, _ := os.Pipe(); end = w; return r }; var end *os.File`,
		`func F(n int) int /* number:0 of:0 */ { return g(n) }; func g(n int) int { return n }`,
		`func F(n int) /* held:[0] */ { g(n) }; func g(n int) { global = n }`,
		`func F(f *os.File) /* fds:[0] borrows:[0] held:[0] */ { g(f) }; func g(f *os.File) { global = int(f.Fd()) }`,
		`func F(n int) /* held:[0] */ { g(1, n) }; func g(op, n int) { syscall.EpollCtl(0, op, n, nil) }`,
		`func F(n int) /* released:[0] */ { g(2, n) }; func g(op, n int) { syscall.EpollCtl(0, op, n, nil) }`,
		`func F(op, n int) /* held:1 by:0 */ { g(op, n) }; func g(op, n int) { syscall.EpollCtl(0, op, n, nil) }`,
		`func F(n int) /* released:[0] */ { g(nil, n) }; func g(m map[int]bool, n int) { delete(m, n) }`,
		// By way of an interface, of which the type is seen.
		`func F(f *os.File) /* nonblock:[0] waits:[0] */ { s.set(f) }; type setter interface { set(*os.File) }
var s setter = g{}; type g struct{}; func (g) set(f *os.File) { syscall.SetNonblock(int(f.Fd()), true) }`,
		`func F(c net.Conn) /* closes:[0] borrows:[0] */ { s.end(c) }; type ender interface { end(net.Conn) }
var s ender = g{}; type g struct{}; func (g) end(c net.Conn) { c.Close() }`,
		// By way of a field.
		`func F(t *T, f *os.File) /* nonblock:[1] borrows:[0] waits:[1] */ { t.f = f }; type T struct { f *os.File }
func (t *T) set() { syscall.SetNonblock(int(t.f.Fd()), true) }`,
	} {
		_, want, _ := strings.Cut(decl, "/* ")
		want, _, _ = strings.Cut(want, "*/")
		got := facts(t, header+decl)["F"]
		if got != strings.TrimSpace(want) {
			t.Errorf("%s\ngot  %s\nwant %s", decl, got, want)
		}
	}
}

// orders are programs whose declarations may stand in any order.
var orders = map[string][]string{
	// That Detach leaves nobody blocked rests on what shut does.
	"absence of a close": {
		`func shut(c *net.TCPConn) { c.Close() }`,
		`type T struct { c *net.TCPConn }`,
		`func (t *T) Detach() *os.File { f, _ := t.c.File(); shut(t.c); return f }`,
		`func (t *T) Attach() *os.File { f, _ := t.c.File(); return f }`,
		`func Use(t *T) { t.Detach().Fd() }`,
	},
	// The function that closes is in a cycle with the one that asks.
	"absence in a cycle": {
		`func A(c *net.TCPConn) *os.File { f, _ := c.File(); B(c); return f }`,
		`func B(c *net.TCPConn) { if cond { A(c) }; c.Close() }`,
		`func C(f *os.File) { f.Fd(); D(f) }`,
		`func D(f *os.File) { if cond { C(f) }; syscall.SetNonblock(int(f.Fd()), true) }`,
		`func E(f *os.File) { global = int(f.Fd()); G(f) }`,
		`func G(f *os.File) { if cond { E(f) }; f.Close() }`,
		`func H(c net.Conn) { I(c) }`,
		`func I(c net.Conn) { if cond { H(c) }; c.Close() }`,
	},
	"absence of nonblock": {
		`func Set(f *os.File) { f.Fd(); s.set(f) }`,
		`type setter interface { set(*os.File) }`,
		`var s setter = on{}`,
		`type on struct{}`,
		`func (on) set(f *os.File) { nonblock(f) }`,
		`func nonblock(f *os.File) { syscall.SetNonblock(int(f.Fd()), true) }`,
	},
	"absence of a close around": {
		`func Keep(f *os.File) { global = int(f.Fd()); end(f) }`,
		`func end(f *os.File) { shut(f) }`,
		`func shut(f *os.File) { f.Close() }`,
	},
	"a wait three calls away": {
		`func Detach(c *net.TCPConn) *os.File { f, _ := c.File(); a(c); return f }`,
		`func Closes(c *net.TCPConn) *os.File { f, _ := c.File(); a(c); c.Close(); return f }`,
		`func a(c net.Conn) { b(c) }`,
		`func b(c net.Conn) { d(c) }`,
		`func d(c net.Conn) { c.LocalAddr() }`,
	},
	// What F does rests on a method that it does not call.
	"by way of a field": {
		`func F(t *T, f *os.File) { t.f = f }`,
		`type T struct { f *os.File }`,
		`func (t *T) on() { s.set(t.f) }`,
		`type setter interface { set(*os.File) }`,
		`var s setter = on{}`,
		`type on struct{}`,
		`func (on) set(f *os.File) { nonblock(f) }`,
		`func nonblock(f *os.File) { syscall.SetNonblock(int(f.Fd()), true) }`,
	},
	"functions that call each other": {
		`func A(c net.Conn, f *os.File, n int) int { if cond { return B(c, f, n) }; return n }`,
		`func B(c net.Conn, f *os.File, n int) int { if cond { return C(c, f, n) }; f.Fd(); return 0 }`,
		`func C(c net.Conn, f *os.File, n int) int { c.Read(nil); global = n; return A(c, f, n) }`,
		`func D(c net.Conn) { if cond { E(c) }; c.Close() }`,
		`func E(c net.Conn) { D(c) }`,
	},
}

// TestOrder compares what is known of functions that are declared in one order
// and in others: backwards, and with each declaration moved to the front.
func TestOrder(t *testing.T) {
	for name, decls := range orders {
		t.Run(name, func(t *testing.T) {
			want := facts(t, header+strings.Join(decls, "\n"))
			backwards := slices.Clone(decls)
			slices.Reverse(backwards)
			others := [][]string{backwards}
			for i := range decls {
				others = append(others, slices.Concat(decls[i:], decls[:i]))
			}
			for _, other := range others {
				if got := facts(t, header+strings.Join(other, "\n")); !maps.Equal(got, want) {
					t.Errorf("%s\ngot  %v\nwant %v", strings.Join(other, "\n"), got, want)
				}
			}
		})
	}
}

// TestStrata says what comes of rules that ask for the absence of something.
func TestStrata(t *testing.T) {
	for _, c := range []struct{ program, function, want string }{
		{"absence of a close", "T.Detach", "fresh:[0]"}, // nobody is left who could be blocked
		{"absence of a close", "T.Attach", "dups:[0] fresh:[0]"},
		{"absence in a cycle", "A", "closes:[0] fresh:[0]"},
		{"absence in a cycle", "C", "nonblock:[0]"},
		{"absence in a cycle", "E", "fds:[0] closes:[0] borrows:[0]"},
		{"absence in a cycle", "H", "closes:[0] borrows:[0]"},
		{"absence of nonblock", "Set", "nonblock:[0] waits:[0]"}, // no fds
		{"absence of a close around", "Keep", "fds:[0] closes:[0] borrows:[0]"},
		{"a wait three calls away", "Closes", "closes:[0] fresh:[0]"},
		{"by way of a field", "F", "nonblock:[1] borrows:[0] waits:[1]"},
		{"functions that call each other", "A", "fds:[1] held:[2] number:0 of:2 waits:[0]"},
		{"functions that call each other", "D", "closes:[0] borrows:[0]"},
	} {
		if got := facts(t, header+strings.Join(orders[c.program], "\n"))[c.function]; got != c.want {
			t.Errorf("%s: %s: got %q, want %q", c.program, c.function, got, c.want)
		}
	}
}

// TestAtOnce visits the worlds of a package from several goroutines; the race
// detector looks on.
func TestAtOnce(t *testing.T) {
	src := header + strings.Join(orders["absence of a close"], "\n")
	checktest.Pass(t, checktest.Source(t, src), func(pass *analysis.Pass) {
		var wg sync.WaitGroup
		found := make([]int, 4)
		for i := range found {
			wg.Go(func() {
				lifetime.Visit(pass, func(w *lifetime.World) {
					for _, fn := range w.Funcs {
						for _, site := range w.FdSites(fn) {
							w.DeadDeadline(site)
							if w.Unblocked(site) == nil {
								found[i]++
							}
						}
						for _, n := range w.Numbers(fn) {
							w.Outlived(n)
						}
						w.TwoOwners(fn)
					}
				})
			})
		}
		wg.Wait()
		if !slices.Equal(found, []int{1, 1, 1, 1}) {
			t.Errorf("got %v", found)
		}
	}, lifetime.Analyzer)
}
