package effects

import (
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// of returns the summaries of a package of one file.
func of(t *testing.T, src string) (p *Package) {
	t.Helper()
	checktest.Pass(t, checktest.Source(t, "package p\n"+src), func(pass *analysis.Pass) {
		s := ssabuild.Of(pass).SSA()
		p = New(s, s.Worlds()[0], nil)
	}, ssabuild.Analyzer)
	return p
}

// in returns the function of a name.
func in(t *testing.T, p *Package, name string) *ssa.Function {
	t.Helper()
	for _, fn := range p.World.Funcs {
		if fn.Name() == name {
			return fn
		}
	}
	t.Fatal("no function ", name)
	return nil
}

func (s Sinks) text() string {
	var list []string
	if s&toResult != 0 {
		list = append(list, "result")
	}
	for i, name := range []string{"first", "second", "third"} {
		if s&toParam(i) != 0 {
			list = append(list, name)
		}
	}
	return strings.Join(list, ", ")
}

// TestSinks checks where the channel goes that function a makes.
func TestSinks(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"nowhere", `func a() { c := make(chan int); close(c) }`, ""},
		{"result", `func a() chan int { return make(chan int) }`, "result"},
		{"second result", `func a() (int, chan int) { return 1, make(chan int) }`, "result"},
		{"phi", `func a(b bool) chan int { var c chan int; if b { c = make(chan int) }; return c }`, "result"},
		{"conversion", `type T chan int; func a() T { c := make(chan int); return T(c) }`, "result"},
		{"direction", `func a() <-chan int { return make(chan int) }`, "result"},
		{"interface", `func a() any { return make(chan int) }`, "result"},
		{"interface of a method", `type T chan int; func (T) M() {}; type I interface{ M() }; func a() any { var i I = make(T); return i }`, "result"},
		{"struct", `type T struct{ c chan int }; func a() T { return T{make(chan int)} }`, "result"},
		{"pointer to struct", `type T struct{ c chan int }; func a() *T { return &T{make(chan int)} }`, "result"},
		{"address of field", `type T struct{ n int; c chan int }; func a() *chan int { x := new(T); x.c = make(chan int); return &x.c }`, "result"},
		{"address of element", `func a() *chan int { var x [2]chan int; x[1] = make(chan int); return &x[1] }`, "result"},
		{"slice", `func a() []chan int { return []chan int{make(chan int)} }`, "result"},
		{"part of slice", `func a() []chan int { list := []chan int{nil, make(chan int)}; return list[1:] }`, "result"},
		{"made slice", `func a(n int) []chan int { list := make([]chan int, n); list[0] = make(chan int); return list }`, "result"},
		{"element", `func a(n int) chan int { list := make([]chan int, n); list[0] = make(chan int); return list[1] }`, "result"},
		{"map", `func a() map[int]chan int { m := make(map[int]chan int); m[1] = make(chan int); return m }`, "result"},
		{"entry of map", `func a() chan int { m := make(map[int]chan int); m[1] = make(chan int); return m[1] }`, "result"},
		{"channel", `func a() chan chan int { d := make(chan chan int, 1); d <- make(chan int); return d }`, "result"},
		{"asserted type", `func a() chan int { var x any = make(chan int); return x.(chan int) }`, "result"},
		{"asserted type with ok", `func a() (chan int, bool) { var x any = make(chan int); d, ok := x.(chan int); return d, ok }`, "result"},
		{"a number is no way out", `func a() int { c := make(chan int, 1); return <-c }`, ""},
		{"a length is no way out", `func a() int { return len([]chan int{make(chan int)}) }`, ""},
		{"what is compared is no way out", `func a(d chan int) bool { return make(chan int) == d }`, ""},
		{"variable", `func a() chan int { c := make(chan int); func() { close(c) }(); return c }`, "result"},
		{"closure", `func a() func() { c := make(chan int); return func() { close(c) } }`, "result"},
		{"result of a literal", `func a() { c := make(chan int); func() chan int { return c }() }`, ""},
		{"argument of a literal", `func a() (d chan int) { func(c chan int) { d = c }(make(chan int)); return d }`, "result"},
		{"result of a call", `func id(c chan int) chan int { return c }; func a() chan int { return id(make(chan int)) }`, "result"},
		{"call that keeps nothing", `func use(c chan int) int { return len(c) }; func a() int { return use(make(chan int)) }`, ""},
		{"first parameter", `type T struct{ c chan int }; func a(x *T) { x.c = make(chan int) }`, "first"},
		{"second parameter", `type T struct{ c chan int }; func a(y, x *T) { x.c = make(chan int) }`, "second"},
		{"receiver", `type T struct{ c chan int }; func (x *T) a() { x.c = make(chan int) }`, "first"},
		{"field of field of parameter", `type U struct{ c chan int }; type T struct{ u U }; func a(x *T) { x.u.c = make(chan int) }`, "first"},
		{"pointer in parameter", `type U struct{ c chan int }; type T struct{ u *U }; func a(x *T) { x.u.c = make(chan int) }`, "first"},
		{"element of parameter", `func a(n int, list []chan int) { list[n] = make(chan int) }`, "second"},
		{"map parameter", `func a(m map[int]chan int) { m[1] = make(chan int) }`, "first"},
		{"key of map parameter", `func a(m map[chan int]int) { m[make(chan int)] = 1 }`, "first"},
		{"channel parameter", `func a(d chan chan int) { d <- make(chan int) }`, "first"},
		{"a value sent on it is no way out", `func a(n int) { c := make(chan int, 1); c <- n }`, ""},
		{"both", `type T struct{ c chan int }; func a(n int, x *T) chan int { c := make(chan int); x.c = c; return c }`, "result, second"},
		{"by a call into another argument", `type T struct{ c chan int }; func set(x *T, c chan int) { x.c = c }; func a(n int, x *T) { set(x, make(chan int)) }`, "second"},
		{"by a method into another argument", `type T struct{ c chan int }; func (x *T) set(c chan int) { x.c = c }; func a(x *T) { x.set(make(chan int)) }`, "first"},
		{"by two calls", `type T struct{ c chan int }; func set(c chan int, x *T) { x.c = c }; func two(c chan int, x *T) { set(c, x) }; func a(x *T) { two(make(chan int), x) }`, "first"},
		{"by a call into what is returned", `type T struct{ c chan int }; func set(x *T, c chan int) { x.c = c }; func a() *T { x := new(T); set(x, make(chan int)); return x }`, "result"},
		{"by a recursive call", `type T struct{ c chan int }; func set(n int, x *T, c chan int) { if n > 0 { set(n-1, x, c); return }; x.c = c }; func a(x *T) { set(3, x, make(chan int)) }`, "first"},
		{"by functions that call each other", `type T struct{ c chan int }; func one(n int, x *T, c chan int) { if n > 0 { two(n-1, x, c) } }; func two(n int, x *T, c chan int) { one(n, x, c); x.c = c }; func a(x *T) { one(3, x, make(chan int)) }`, "first"},
		{"into memory of a call", `type T struct{ c chan int }; func get() *T; func a() *T { x := get(); x.c = make(chan int); return x }`, "result"},
		{"into a captured parameter, which is not followed", `type T struct{ c chan int }; func a(x *T) { func() { x.c = make(chan int) }() }`, ""},
		{"into a captured variable", `type T struct{ c chan int }; func a() *T { x := new(T); func() { x.c = make(chan int) }(); return x }`, "result"},
		{"into a variable of two ways, which is not followed", `type T struct{ c chan int }; func a(x, y *T, b bool) { z := x; if b { z = y }; z.c = make(chan int) }`, ""},
		{"into a list that a captured variable goes along", `type T struct{ c chan int; next *T }; func a(x *T) { y := x; see := func() { _ = y }; for y.next != nil { y = y.next }; y.c = make(chan int); see() }`, "first"},
		{"field of a result", `type T struct{ c chan int }; func id(t T) T { return t }; func a() chan int { return id(T{make(chan int)}).c }`, "result"},
		{"captured, and assigned to what is returned", `func a() (d chan int) { c := make(chan int); func() { d = c }(); return d }`, "result"},
		{"package variable", `var g chan int; func a() { g = make(chan int) }`, ""},
		{"unknown function", `func g(chan int) chan int; func a() { g(make(chan int)) }`, ""},
		{"result of unknown function", `func g(chan int) chan int; func a() chan int { return g(make(chan int)) }`, "result"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := of(t, test.src)
			found := false
			for _, fn := range p.World.Funcs {
				if callee.Declared(fn).Name() != "a" {
					continue
				}
				for _, b := range fn.Blocks {
					for _, instr := range b.Instrs {
						mk, ok := instr.(*ssa.MakeChan)
						if !ok || strings.Contains(mk.Type().String(), "chan chan") {
							continue
						}
						found = true
						if got := p.sinks(mk).text(); got != test.want {
							t.Errorf("got %q, want %q", got, test.want)
						}
					}
				}
			}
			if !found {
				t.Error("no channel")
			}
		})
	}
}

// TestSinksEnd wants an end of what two functions say of each other, where one of them keeps what
// it is given in a variable that it captures.
func TestSinksEnd(t *testing.T) {
	p := of(t, `import "time"
		type conn struct{ c chan int }
		type consumer struct{ timers map[string]*time.Timer }
		func (r *consumer) update(c *conn, n int) error {
			r.timers[""] = time.AfterFunc(5, func() { r.update(c, n) })
			return r.send(c, n)
		}
		func (r *consumer) send(c *conn, n int) error {
			if n > 0 {
				return r.update(c, n-1)
			}
			c.c <- n
			return nil
		}`)
	if got := p.Of(in(t, p, "update")).Out; len(got) != 3 {
		t.Error("got", got)
	}
}

// TestContextOf checks where the contexts come from that function a cancels.
func TestContextOf(t *testing.T) {
	for _, test := range []struct {
		name, src string
		endless   bool
		param     string
	}{
		{"background", `func a() { derive(context.Background()) }`, true, ""},
		{"todo", `func a() { derive(context.TODO()) }`, true, ""},
		{"parameter", `func a(x int, ctx context.Context) { derive(ctx) }`, false, "ctx"},
		{"value", `func a(ctx context.Context) { derive(context.WithValue(ctx, 1, 2)) }`, false, "ctx"},
		{"value of background", `func a() { derive(context.WithValue(context.Background(), 1, 2)) }`, true, ""},
		{"detached", `func a(ctx context.Context) { derive(context.WithoutCancel(ctx)) }`, true, ""},
		{"derived", `func a(ctx context.Context) { ctx, _ = context.WithCancel(ctx); derive(ctx) }`, false, "ctx"},
		{"deadline", `func a() { ctx, _ := context.WithTimeout(context.Background(), 1); derive(ctx) }`, false, ""},
		{"either", `func a(ctx context.Context, b bool) { if b { ctx = context.Background() }; derive(ctx) }`, true, "ctx"},
		{"variable", `func a() { ctx := context.Background(); func() { derive(ctx) }() }`, true, ""},
		{"captured parameter", `func a(ctx context.Context) { func() { derive(ctx) }() }`, false, "ctx"},
		{"group", `func a() { _, ctx := errgroup.WithContext(context.Background()); derive(ctx) }`, true, ""},
		{"group of a parameter", `func a(ctx context.Context) { _, ctx2 := errgroup.WithContext(ctx); derive(ctx2) }`, false, "ctx"},
		{"unknown function", `func get() context.Context; func a() { derive(get()) }`, false, ""},
		{"loop", `func a(n int) { ctx := context.Background(); for range n { ctx = context.WithValue(ctx, 1, 2) }; derive(ctx) }`, true, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := of(t, `import ("context"; "golang.org/x/sync/errgroup")
func derive(context.Context)
var _ errgroup.Group
`+test.src)
			found := false
			for _, fn := range p.World.Funcs {
				for _, b := range fn.Blocks {
					for _, instr := range b.Instrs {
						call, ok := instr.(*ssa.Call)
						if !ok || call.Call.StaticCallee() == nil || call.Call.StaticCallee().Name() != "derive" {
							continue
						}
						found = true
						o := p.contextOf(call.Call.Args[0])
						param := ""
						if o.param != nil {
							param = o.param.Name()
						}
						if o.endless != test.endless || param != test.param {
							t.Errorf("got %t, %q, want %t, %q", o.endless, param, test.endless, test.param)
						}
					}
				}
			}
			if !found {
				t.Error("no call")
			}
		})
	}
}
