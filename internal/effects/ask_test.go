package effects

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

// TestOut has where parameters are handed out.
func TestOut(t *testing.T) {
	const types = `
type T struct { c chan int; t *T; list []chan int; f func() }
`
	testSummaries(t, []summaryTest{
		{"directly", types + `
func same(c chan int) chan int { return c }
func number(n int) int { return n }
func part(t *T) chan int { return t.c }
func set(t *T, c chan int) { t.c = c }
func deep(t *T, c chan int) { t.t.t.c = c }
func element(list []chan int, c chan int) { list[0] = c }
func send(to chan chan int, c chan int) { to <- c }
func global(c chan int) { kept = c }
var kept chan int
func closure(t *T, c chan int) { t.f = func() { c <- 1 } }
func inLiteral(t *T, c chan int) { func() { t.c = c }() }
func resultOfLiteral(c chan int) { _ = func() chan int { return c } }
func bound(t *T) { f := t.close; f() }
func (t *T) close() { close(t.c) }
func boundResult(t *T) { f := t.get; _ = f }
func (t *T) get() chan int { return t.c }
func boundStore(t, u *T) { f := t.put; f(u) }
func (t *T) put(u *T) { u.t = t }
`, `
(*T).close: operates touches; reads .c
(*T).get: touches; reads .c; out 0 to result
(*T).put: touches; stores .t; out 0 to 1
bound: operates touches; reads .c
boundResult: reads .c
boundStore: touches; stores .t
closure: builds operates touches; reads c; stores .f; out 1 to 0
closure$1: operates touches; reads c
deep: touches; reads .t; stores .c; out 1 to 0
element: touches stores; out 1 to 0
global: touches
inLiteral: builds touches; reads c t; stores .c
inLiteral$1: touches; reads c t; stores .c
number:
part: touches; reads .c; out 0 to result
resultOfLiteral: builds touches; reads c
resultOfLiteral$1: touches; reads c
same: touches; out 0 to result
send: operates touches; out 1 to 0
set: touches; stores .c; out 1 to 0
(*T).close$bound: operates touches; reads .c
(*T).get$bound: touches; reads .c
(*T).put$bound: touches; stores .t
`},
		{"by calls", types + `
func set(t *T, c chan int) { t.c = c }
func by(c chan int, t *T) { set(t, c) }
func byTwo(n int, c chan int, t *T) { by(c, t) }
func same(t *T) *T { return t }
func bySame(t *T, c chan int) { same(t).c = c }
func wrap(c chan int) *T { t := &T{}; set(t, c); return t }
func one(n int, t *T, c chan int) { if n > 0 { two(c, n, t) } }
func two(c chan int, n int, t *T) { one(n, t, c); set(t, c) }
func self(n int, t *T, c, d chan int) { if n > 0 { self(n-1, t, d, c); return }; t.c = c }
func dynamic(f func(chan int), c chan int) { f(c) }
func invoke(i interface { keep(chan int) }, c chan int) { i.keep(c) }
`, `
by: touches; stores .c; out 0 to 1
bySame: touches; stores .c
byTwo: touches; stores .c; out 1 to 2
dynamic: operates touches starts
invoke: touches starts
one: touches; stores .c; out 2 to 1
same: touches; out 0 to result
self: touches; stores .c; out 2 to 1, 3 to 1
set: touches; stores .c; out 1 to 0
two: touches; stores .c; out 0 to 2
wrap: builds touches; stores .c; out 0 to result
`},
		{"many", `
type T struct { c chan int }
func f(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, d0, d1 *T, c chan int) { d1.c = c; a3.c = c; c8.c = c }
`, `
f: touches; stores .c; out 32 to 3+28+29
`},
	})
}

// TestRoots has which functions are explored.
func TestRoots(t *testing.T) {
	const contexts = `
import "context"
func derive(ctx context.Context) (context.Context, func()) { ctx, cancel := context.WithCancel(ctx); return ctx, cancel }
func local(ctx context.Context) { ctx, cancel := context.WithCancel(ctx); defer cancel(); <-ctx.Done() }
`
	for _, test := range []struct{ name, src, want string }{
		{"makes", `
func f() { c := make(chan int); close(c) }
func g(c chan int) { close(c) }
func literal() { func() { c := make(chan int); close(c) }() }
func none() { var c chan int; _ = c }`, "f literal"},
		{"handed out", `
type T struct { c chan int }
func made() chan int { return make(chan int) }
func caller() { <-made() }
func two() chan int { return made() }
func callsTwo() { <-two() }
func fill(t *T) { t.c = make(chan int) }
func callsFill() { var t T; fill(&t); <-t.c }
func passes(t *T) { fill(t) }
func callsPasses(t *T) { passes(t) }
func other(c chan int) { <-c }`, "made caller two callsTwo fill callsFill passes callsPasses"},
		{"not handed out", `
func made() { c := make(chan int); close(c) }
func caller() { made() }
func stored() { kept = make(chan int) }
var kept chan int
func callsStored() { stored() }`, "made stored"},
		{"background", contexts + `
func f() { ctx, cancel := derive(context.Background()); defer cancel(); <-ctx.Done() }
func g() { local(context.Background()) }
func none(ctx context.Context) { local(ctx) }`, "f g"},
		{"background, by a chain", contexts + `
func wrap(ctx context.Context) (context.Context, func()) { local(ctx); return derive(ctx) }
func start() (context.Context, func()) { return wrap(context.Background()) }
func user() { ctx, cancel := start(); defer cancel(); <-ctx.Done() }
func nobody() { wrapLocal(context.Background()) }
func wrapLocal(ctx context.Context) { local(ctx) }
func callsNobody() { nobody() }`, "nobody start user"},
		{"parks", `
func park() { select {} }
func f() { go park() }
func g() { go func() { select {} }() }
func h() { park() }`, "f g"},
		{"generics", `
func f[E any]() { c := make(chan E); close(c) }
func g() { f[int]() }
func h() chan string { return k[string]() }
func k[E any]() chan E { return make(chan E) }`, "f f[int] h k k[string]"},
		{"bound method", `
type T struct { c chan int }
func (t *T) make() { t.c = make(chan int) }
func f(t *T) { g := t.make; g() }`, "(*T).make"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := source(t, test.src)
			var got []string
			for _, fn := range p.Roots() {
				got = append(got, fn.RelString(p.World.Pkg))
			}
			want := strings.Fields(test.want)
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

// TestGlobals has package variables that do not change.
func TestGlobals(t *testing.T) {
	p := source(t, `
import ("errors"; "io"; "fmt")
var table = []int{1, 2, 3}
var empty = []int{}
var one = []int{1}
var part = all[:2]
var all = [4]int{1, 2, 3, 4}
var Exported = []int{1, 2}
var set = []int{1, 2}
func setIt() { set = nil }
var pointed = []int{1, 2}
func pointTo() *[]int { return &pointed }
var read = []int{1, 2}
func readIt() int { return read[0] + len(read) }
var late []int
func init() { late = []int{1} }

var errMade = errors.New("a")
var errFormat = fmt.Errorf("%d", 1)
var errSame = io.EOF
var errSet = errors.New("b")
func setErr(err error) { errSet = err }
var errPointed = errors.New("c")
func pointErr() *error { return &errPointed }
var errRead = errors.New("d")
func readErr() bool { return errRead != nil }
var errNil error
var notError = 1
var eof = func() error { return io.EOF }
`)
	global := func(name string) *ssa.Global { return p.ssa.Pkg.Members[name].(*ssa.Global) }
	for name, want := range map[string]int64{
		"table": 3, "empty": 0, "one": 1, "part": 0, "all": 0, "Exported": 0, "set": 0, "pointed": 0, "read": 2, "late": 0, "errMade": 0,
	} {
		if n, ok := p.TableLen(global(name)); n != want || ok != (want > 0) {
			t.Errorf("%s: got a table of %d, %t, want %d", name, n, ok, want)
		}
	}
	if n, ok := p.TableLen(p.fn("setErr").Params[0]); n != 0 || ok {
		t.Error("a parameter is a table")
	}
	for name, want := range map[string]string{
		"errMade": "constant made", "errFormat": "constant made", "errSame": "constant", "errSet": "", "errPointed": "",
		"errRead": "constant made", "errNil": "constant", "notError": "no error", "table": "no error",
	} {
		got := "no error"
		if g := global(name); IsErrorVar(g) {
			var list []string
			if h, ok := p.ConstantError(g); ok {
				list = append(list, "constant")
				if h != g {
					t.Errorf("%s is %s", name, h)
				}
			}
			if p.MakesError(g) {
				list = append(list, "made")
			}
			got = strings.Join(list, " ")
		} else if _, ok := p.ConstantError(g); ok {
			t.Errorf("%s is an error", name)
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if IsErrorVar(p.fn("setErr").Params[0]) {
		t.Error("a parameter is a variable")
	}
}

// TestWorlds has what only the initialisers in test files do: for what is no test it
// does not exist.
func TestWorlds(t *testing.T) {
	variants := checktest.Load(t, "explore/worlds") // alone, with its tests, the test's main
	if len(variants) != 3 || len(variants[0].Syntax) != 1 || len(variants[1].Syntax) != 2 {
		t.Fatalf("got %v", variants)
	}
	alone, withTests := variants[0], variants[1]
	about := func(p *probe) string {
		n, _ := p.TableLen(p.ssa.Pkg.Members["table"].(*ssa.Global))
		_, constant := p.ConstantError(p.ssa.Pkg.Members["errMade"].(*ssa.Global))
		private := p.View(p.fn("root")).IsPrivate(p.field("T", "c"))
		return fmt.Sprintf("a table of %d, constant %t, private %t\n%s", n, constant, private, p.all())
	}
	want := about(worldOf(t, alone, 0))
	if !strings.HasPrefix(want, "a table of 3, constant true, private true") {
		t.Errorf("alone: %s", want)
	}
	if got := about(worldOf(t, withTests, 0)); got != want {
		t.Errorf("with tests: got %s, want %s", got, want)
	}
	if got := about(worldOf(t, withTests, 1)); !strings.HasPrefix(got, "a table of 0, constant false, private false") {
		t.Errorf("in tests: %s", got)
	}
}
