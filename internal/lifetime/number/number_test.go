package number_test

import (
	"fmt"
	"go/token"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/lifetime"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/lifetimetest"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/number"
)

// TestCorpus counts the numbers that outlive their owner, one an owner, and the
// descriptors with two owners, in the corpus of fdoutlive.
func TestCorpus(t *testing.T) {
	lifetimetest.Corpus(t, func(w *lifetime.World, say func(token.Pos, string)) {
		seen := make(map[any]bool)
		for _, fn := range w.Funcs {
			for _, n := range w.Numbers(fn) {
				if o := w.Outlived(n); o != nil && !seen[o.Owner] {
					seen[o.Owner] = true
					say(o.Hold.Instr.Pos(), fmt.Sprint("number of ", w.SSA.Fset.Position(o.Call.Pos())))
				}
			}
			for _, two := range w.TwoOwners(fn) {
				say(two.Second.Pos(), "two owners")
			}
		}
	}, "fdoutlive/ok", "fdoutlive/bad", "fdoutlive/wrappers/...", "fdoutlive/fields/...", "fdoutlive/generics", "fdoutlive/crosspkg/user")
}

const header = `package p

import (
	"fmt"
	"net"
	"os"
	"runtime"
	"sync"
	"syscall"
	"time"
)

var (
	_ = fmt.Println
	_ net.Conn
	_ = (*os.File).Fd
	_ sync.Mutex
	_ syscall.Conn
	_ time.Time
	_ = runtime.KeepAlive

	cond bool
	numbers = map[string]int{}
	global int
	ch chan int
)

type box struct {
	fd int
	in inner
}
type inner struct{ fd int }

func use(...any)
func pass(n int) int { return n }
func store(fd int) { global = fd }
func look(fd int) { println(fd) }
func wrap(fd int) *box { return &box{fd: fd} }
`

// holds asks what holds the parameter n of each function.
func holds(w *lifetime.World, say func(token.Pos, string)) {
	kinds := map[number.HoldKind]string{
		number.Returned: "returned", number.Stored: "stored", number.Sent: "sent",
		number.InGoroutine: "goroutine", number.InClosure: "closure", number.Registered: "registered",
	}
	for _, fn := range w.Funcs {
		for _, p := range fn.Params {
			if p.Name() != "n" || fn.Parent() != nil || fn.Name() == "pass" {
				continue
			}
			for _, h := range w.Holds(fn, p) {
				answer := kinds[h.Kind]
				if h.Put != nil {
					answer += " in"
				}
				if h.Op != nil {
					answer += " if " + h.Op.Name()
				}
				say(h.Pos(), answer)
			}
		}
	}
}

func TestHolds(t *testing.T) {
	for name, body := range map[string]string{
		"direct": `
var ptr *int
func f1(n int) (string, int) {
	return "", n // want returned
}
func f2(n int) {
	global = n // want stored
	numbers["n"] = n // want stored
	ch <- n // want sent
	select {
	case ch <- n: // want sent
	default:
	}
	*ptr = n // want stored
	go look(n) // want goroutine
	look(n)
	_ = n + 1
	pass(n)
	store(n) // want registered
	if n < 0 {
		panic("n")
	}
}
func f3(n uintptr) int {
	return int(n) // want returned
}
func f4(n int) error {
	return fmt.Errorf("%d", n)
}
func f5(n int) error {
	return &codeError{n} // an error is for people
}
type codeError struct { n int }
func (*codeError) Error() string { return "" }
`,
		"results": `
func f1(n int) int {
	return pass(n) // want returned
}
func f2(n int) *box {
	return wrap(n) // want returned
}
func f3(n int) int {
	m, _ := two(n)
	return m // want returned
}
func f4(n int) string {
	_, s := two(n)
	return s
}
func two(n int) (int, string) {
	return n, "" // want returned
}
`,
		"containers": `
var boxes []*box
func f1(n int) *box {
	b := new(box)
	b.fd = n // want returned in
	return b
}
func f2(n int) {
	b := &box{}
	b.in.fd = n // want stored in
	boxes = append(boxes, b)
}
func f3(n int) {
	var b box
	b.fd = n
	look(b.fd)
}
func f4(n int) int {
	var b box
	b.fd = n
	return b.fd // want returned
}
func f5(n int) []int {
	list := make([]int, 1)
	list[0] = n // want returned in
	return list
}
func f6(n int) []int {
	var list []int
	list = append(list, n) // want returned in
	return list
}
func f7(n int) map[int]bool {
	m := make(map[int]bool)
	m[n] = true // want returned in
	return m
}
func f8(n int) map[int]bool {
	m := make(map[int]bool)
	m[n] = true
	delete(m, n)
	return m
}
func f9(b *box, n int) {
	b.fd = n // want stored
}
func f10(n int) box {
	b := box{fd: n} // want returned in
	c := b
	return c
}
`,
		"variables": `
func f1(n int) *box {
	p := new(box)
	func() {
		p.fd = n // want returned in
	}()
	return p
}
func f2(n int) *box {
	p := new(box)
	q := &p
	p.fd = n // want returned in
	_ = q
	return p
}
`,
		// A container that left before the number was put into it holds the number from
		// then on.
		"before": `
var kept *box
func f1(n int) {
	b := new(box)
	kept = b
	b.fd = n // want stored in
}
func f2(n int, out chan *box) {
	b := new(box)
	b.fd = n // want sent in
	out <- b
}
func f3(n int, out chan *box) {
	b := new(box)
	out <- b
	b.fd = n // want stored in
}
func f4(n int) *box {
	b := new(box)
	for cond {
		b.fd = n // want returned in
	}
	return b
}
`,
		"literals": `
var hold func() int
func run(f func()) { f() }
func f1(n int) {
	func() { look(n) }()
	defer func() { look(n) }()
	run(func() { look(n) })
	go func() { // want goroutine
		look(n)
	}()
	time.AfterFunc(1, func() { // want goroutine
		look(n)
	})
	var wg sync.WaitGroup
	wg.Go(func() { // want goroutine
		look(n)
	})
}
func f2(n int) {
	hold = func() int { return n } // want closure in
}
func f3(n int) func() int {
	return func() int { return n } // want closure in
}
func f4(n int) int {
	return func() int { return n }() 
}
func f6(n int) box {
	var b box
	func() {
		b.fd = n // want returned in
	}()
	return b
}
func f7(n int) {
	func() {
		global = n // want stored
	}()
}
`,
		// What a function returns after a panic that it recovers from was stored before.
		"recover": `
func f1(n int) (m int) {
	defer func() { recover() }()
	m = n
	use()
	return 0
}
func f2(n int) (m int) {
	defer func() { recover() }()
	m = n
	return // want returned
}
`,
		"epoll": `
func add(ep, n int) {
	syscall.EpollCtl(ep, syscall.EPOLL_CTL_ADD, n, nil) // want registered
}
func del(ep, n int) {
	syscall.EpollCtl(ep, syscall.EPOLL_CTL_DEL, n, nil)
}
func mod(ep, n int) {
	syscall.EpollCtl(ep, syscall.EPOLL_CTL_MOD, n, nil)
}
func some(ep int, op int, n int) {
	syscall.EpollCtl(ep, op, n, nil) // want registered if op
}
func other(ep int, ops []int, n int) {
	syscall.EpollCtl(ep, ops[0], n, nil) // want registered
}
func viaAdd(n int) {
	some(0, syscall.EPOLL_CTL_ADD, n) // want registered
}
func viaDel(n int) {
	some(0, syscall.EPOLL_CTL_DEL, n)
}
func viaSome(op, n int) {
	some(0, op, n) // want registered if op
}
func epfd(n int) {
	syscall.EpollCtl(n, syscall.EPOLL_CTL_ADD, 0, nil)
}
func lit(op, n int) {
	func() {
		syscall.EpollCtl(0, op, n, nil) // want registered if op
	}()
}
`,
	} {
		t.Run(name, func(t *testing.T) { lifetimetest.Check(t, header+body, holds) })
	}
}

// TestNumbers asks where numbers of descriptors come from, and whose they are.
func TestNumbers(t *testing.T) {
	lifetimetest.Check(t, header+`
func number(f *os.File) int { return int(f.Fd()) } // want f
func boxed(f *os.File) *box { return &box{fd: number(f)} } // want f
func register(f *os.File) { global = number(f) } // want f
func f1(f, g *os.File, c *net.TCPConn, n int) {
	f.Fd() // want f
	go f.Fd()
	if runtime.GOOS == "windows" {
		f.Fd()
	}
	number(f) // want f
	boxed(g) // want g
	register(g) // want kept g
	pass(n)
	raw, _ := c.SyscallConn()
	raw.Control(func(fd uintptr) { _ = n }) // want callback c
	raw.Read(func(fd uintptr) bool { return n > 0 }) // want callback c
	raw.Control(callback)
	os.NewFile(uintptr(n), "") // want adopted
}
func callback(uintptr) {}
func f2(raw syscall.RawConn) {
	raw.Control(func(fd uintptr) {}) // of nobody knows what
}
`, func(w *lifetime.World, say func(token.Pos, string)) {
		for _, fn := range w.Funcs {
			for _, n := range w.Numbers(fn) {
				answer := n.Owner.Name()
				switch {
				case n.Adopted:
					answer = "adopted"
				case n.Callback:
					answer = "callback " + answer
				case n.Value == nil:
					answer = "kept " + answer
				}
				say(n.Call.Pos(), answer)
			}
		}
	})
}
