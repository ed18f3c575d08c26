package effects

import "testing"

// TestSummaries has each effect by an instruction of the function itself. (go/ssa
// panics where a select matches no case and behind what does not return.)
func TestSummaries(t *testing.T) {
	testSummaries(t, []summaryTest{
		{"channels", `
func made() { c := make(chan int); _ = c }
func send(c chan int) { c <- 1 }
func receive(c chan int) { <-c }
func ranges(c chan int) { for range c {} }
func closes(c chan int) { close(c) }
func selects(c chan int) { select { case c <- 1: default: } }
func length(c chan int) int { return len(c) + cap(c) }
func nothing(n int) int { return n + 1 }
`, `
closes: operates touches
length:
made: makes builds operates touches
nothing:
ranges: operates touches
receive: operates touches
selects: operates touches
send: operates touches
`},
		{"parks", `
func park() { select {} }
func literal() { go func() { select {} }() }
func starts() { go park() }
func calls() { park() }
func defers() { defer park() }
func startsCaller() { go calls() }
func closure() func() { return func() { select {} } }
`, `
calls: operates touches ends panics parks
closure: makes builds operates touches ends panics parks
closure$1: makes builds operates touches ends panics parks
defers: operates touches ends panics parks
literal: makes builds operates touches ends panics parks starts
literal$1: makes builds operates touches ends panics parks
park: operates touches ends panics parks
starts: makes builds operates touches ends panics parks starts
startsCaller: makes builds operates touches ends panics parks starts
`},
		{"memory", `
type T struct { c chan int; next *T }
type U struct { n int }
func alloc() any { return &T{} }
func allocPlain() any { return &U{} }
func local() int { var t T; return len(t.c) }
func slice(n int) int { return len(make([]chan int, n)) }
func slicePlain(n int) int { return len(make([]int, n)) }
func mapped() int { return len(make(map[chan int]bool)) }
func mapPlain() int { return len(make(map[string]int)) }
func store(t *T, c chan int) { t.c = c }
func storePlain(t *U) { t.n = 1 }
func storeFunc(p *func()) { *p = nil }
func storeError(p *error, err error) { *p = err }
func put(m map[string]*T, t *T) { m["a"] = t }
func putKey(m map[*T]string, t *T) { m[t] = "a" }
func putPlain(m map[string]int) { m["a"] = 1 }
func appends(list []chan int, c chan int) { _ = append(list, c) }
func appendPlain(list []int) { _ = append(list, 1) }
func copies(to, from []chan int) { copy(to, from) }
func clears(m map[string]*T) { clear(m) }
func forgets(m map[string]*T) { delete(m, "a") }
`, `
alloc: builds touches
allocPlain: touches
appendPlain: stores
appends: builds operates touches stores
clears: touches map
copies: touches
forgets: touches map
local: reads .c
mapPlain:
mapped: builds
put: touches map; out 0 to 0, 1 to 0
putKey: touches map; out 0 to 0, 1 to 0
putPlain: map
slice: builds
slicePlain:
store: touches; stores .c; out 1 to 0
storeError: stores
storeFunc: touches stores
storePlain: stores .n
`},
		{"results", `
import "errors"
type T struct { c chan int }
func result(t *T) *T { return t }
func plain(t *T) bool { return t != nil }
func err() error { return errors.New("a") }
func second(t *T) (int, chan int) { return 1, t.c }
func handler(f func()) func() { return func() { f() } }
func adder(n int) func(int) int { return func(m int) int { return n + m } }
func notHanded(f func()) { g := func() { f() }; g() }
func other(n int, c chan int) chan int { g := func() { println(n) }; g(); return c }
`, `
adder: builds touches; reads n
adder$1: reads n
err:
handler: builds operates touches; reads f; out 0 to result
handler$1: operates touches starts; reads f
notHanded: builds operates touches starts; reads f
notHanded$1: operates touches starts; reads f
other: touches; reads n; out 1 to result
other$1: reads n
plain:
result: touches; out 0 to result
second: touches; reads .c; out 0 to result
`},
		{"ends", `
import ("os"; "runtime"; "log"; "testing")
func exit() { os.Exit(1) }
func goexit() { runtime.Goexit() }
func fatal() { log.Fatal("a") }
func fail(t *testing.T) { t.FailNow() }
func failTB(t testing.TB) { t.FailNow() }
func recovers() { defer func() { recover() }() }
func panics(b bool) { if b { panic(1) } }
func always() { panic(1) }
func callsPanics() { panics(true) }
func callsAlways(b bool) { if b { always() } }
func forever() { for {} }
func startsExit() { go os.Exit(1) }
func deferExit() { defer os.Exit(1) }
`, `
always: touches ends panics
callsAlways: touches ends panics
callsPanics: panics
deferExit: operates touches ends
exit: operates touches ends panics
fail: operates touches ends panics
failTB: touches ends
fatal: operates touches ends panics stores
forever: touches
goexit: operates touches ends panics
panics: panics
recovers: touches ends
recovers$1: touches ends
startsExit: operates touches ends starts
`},
		{"time", `
import ("time"; "context")
func ticker() { t := time.NewTicker(1); t.Stop() }
func timer() { t := time.NewTimer(1); t.Reset(2) }
func after() { <-time.After(1) }
func afterTwice() { c := time.After(1); <-c; <-c }
func afterFunc() { time.AfterFunc(1, func() {}) }
func sleep() { time.Sleep(1) }
func background() { ctx, cancel := context.WithCancel(context.Background()); defer cancel(); _ = ctx }
func detached(parent context.Context) { ctx, cancel := context.WithCancel(context.WithoutCancel(parent)); defer cancel(); _ = ctx }
func derived(ctx context.Context) { ctx, cancel := context.WithCancel(ctx); defer cancel(); _ = ctx }
func value(ctx context.Context) { ctx, cancel := context.WithCancel(context.WithValue(ctx, 1, 2)); defer cancel(); _ = ctx }
func fields(x *struct{ ctx context.Context }) { ctx, cancel := context.WithCancel(x.ctx); defer cancel(); _ = ctx }
func deadline() { ctx, cancel := context.WithTimeout(context.Background(), 1); defer cancel(); _ = ctx }
func done(ctx context.Context) { <-ctx.Done() }
func deferred(ctx context.Context) { defer context.WithCancel(ctx) }
func startsTicker() { go time.NewTicker(1) }
`, `
after: operates touches
afterFunc: operates touches starts
afterFunc$1:
afterTwice: makes builds operates touches
background: makes builds operates touches starts
deadline: operates touches starts
deferred: operates touches
derived: derives operates touches starts
detached: makes builds operates touches starts
done: operates touches
fields: operates touches starts
sleep:
startsTicker: operates touches starts
ticker: makes builds operates touches
timer: makes builds operates touches
value: derives operates touches starts
`},
		{"unseen", `
import ("fmt"; "sync"; "sort"; "io"; "sync/atomic")
type T struct { c chan int }
func dynamic(f func()) { f() }
func starts(f func()) { go f() }
func inert() { fmt.Sprint(1) }
func inertChan(c chan int) { fmt.Sprint(c) }
func sorted(list []int) { sort.Slice(list, func(i, j int) bool { return list[i] < list[j] }) }
func ints(list []int) { sort.Ints(list) }
func read(r io.Reader, b []byte) { r.Read(b) }
func copied(w io.Writer, r io.Reader) { io.Copy(w, r) }
func lock(mu *sync.Mutex) { mu.Lock(); mu.Unlock() }
func locker(l sync.Locker) { l.Lock() }
func count(n *atomic.Int32) int32 { return n.Add(1) }
func errorText(err error) string { return err.Error() }
func pool(p *sync.Pool, t *T) { p.Put(t) }
func builtin() { println(1) }
`, `
builtin:
copied: touches
count: operates touches
dynamic: operates touches starts
errorText:
inert: touches stores
inertChan: touches stores
ints:
lock: operates touches
locker: touches
pool: touches
read:
sorted: operates touches; reads list
sorted$1: reads list
starts: operates touches starts
`},
		{"stores elsewhere", `
func pointer(p *bool) { *p = true }
func text(p *string) { *p = "a" }
func element(list []bool) { list[0] = true }
func strings(list []string) { list[0] = "a" }
func bytes(list *[]byte) { *list = nil }
func lists(list *[][]int) { *list = nil }
func float(p *float64) { *p = 1 }
func whole(p *struct{ name string }) { *p = struct{ name string }{} }
func flags(p *struct{ name string; on bool }) { *p = struct{ name string; on bool }{} }
func calls(p *bool) { pointer(p) }
func literal(p *bool) { _ = func() { *p = true } }
`, `
bytes:
calls: stores
element: stores
flags: stores
float:
lists: stores
literal:
literal$1: stores
pointer: stores
strings:
text:
whole:
`},
	})
}

// TestLeads has effects by what a function leads to.
func TestLeads(t *testing.T) {
	testSummaries(t, []summaryTest{
		{"calls", `
func f(c chan int) { c <- 1 }
func called(c chan int) { f(c) }
func twice(c chan int) { called(c) }
func starts(c chan int) { go f(c) }
func defers(c chan int) { defer f(c) }
func names() { g := f; _ = g }
func hands() { dynamic(f) }
func dynamic(f func(chan int)) { _ = f }
`, `
called: operates touches
defers: operates touches
dynamic:
f: operates touches
hands:
names:
starts: operates touches starts
twice: operates touches
`},
		{"closures", `
type T struct { on bool }
func calls(c chan int) { g := func() { c <- 1 }; g() }
func makes(c chan int) { g := func() { c <- 1 }; _ = g }
func exits() { g := func() { panic(1) }; _ = g }
func stores(t *T) { g := func() { t.on = true }; _ = g }
func storesNow(t *T) { g := func() { t.on = true }; g() }
func reads(t *T) { g := func() { if t.on { println() } }; _ = g }
func nested() { _ = func() { _ = func() { _ = make(chan int) } } }
func (t *T) method(c chan int) { if t.on { c <- 1 } }
func bound(t *T) { g := t.method; _ = g }
func boundNow(t *T, c chan int) { g := t.method; g(c) }
func expression() { g := (*T).method; _ = g }
`, `
(*T).method: operates touches; reads .on
bound: operates; reads .on
boundNow: operates touches; reads .on
calls: builds operates touches; reads c
calls$1: operates touches; reads c
exits: ends panics
exits$1: touches ends panics
expression:
makes: builds operates touches; reads c
makes$1: operates touches; reads c
nested: makes builds operates
nested$1: makes builds operates
nested$1$1: makes builds operates touches
reads: reads .on t
reads$1: reads .on t
stores: reads t
stores$1: reads t; stores .on
storesNow: reads t; stores .on
storesNow$1: reads t; stores .on
(*T).method$bound: operates touches; reads .on
(*T).method$bound: operates touches; reads .on
`},
		{"interfaces", `
type I interface { do(int) }
type T struct { c chan int; on bool }
func (t *T) do(n int) { t.on = true; if t.on { t.c <- n } }
type U struct{}
func (U) do(n int) { panic(1) }
type V struct{}
func (V) do(n string) { select {} }
type W struct{ p *bool }
func (w W) do(n int) { *w.p = true; make2() }
func make2() { _ = make(chan int) }
func invokes(i I) { i.do(1) }
func callsInvokes(i I) { invokes(i) }
func other(i interface { do(string) }) { i.do("a") }
func nobody(i interface { doNot() }) { i.doNot() }
`, `
(*T).do: operates touches; reads .c .on; stores .on
(U).do: touches ends panics
(V).do: operates touches ends panics parks
(W).do: makes builds operates touches stores
callsInvokes: operates touches stores; reads .c .on; stores .on
invokes: operates touches stores; reads .c .on; stores .on
make2: makes builds operates touches
nobody:
other: operates touches
`},
		{"recursion", `
type T struct { a, b, d bool }
func (t *T) one(c chan int, n int) { t.a = true; if n > 0 && t.d { t.two(c, n-1) } }
func (t *T) two(c chan int, n int) { t.b = true; if n > 0 && t.b { t.three(c, n-1) } }
func (t *T) three(c chan int, n int) { c <- 1; t.one(c, n) }
func self(p *bool, n int) { if n > 0 { self(p, n-1) }; *p = true }
func even(n int) bool { return n == 0 || odd(n-1) }
func odd(n int) bool { return n != 0 && even(n-1) }
func outside(t *T, c chan int) { t.two(c, 3) }
`, `
(*T).one: operates touches; reads .b .d; stores .a .b
(*T).three: operates touches; reads .b .d; stores .a .b
(*T).two: operates touches; reads .b .d; stores .a .b
even:
odd:
outside: operates touches; reads .b .d; stores .a .b
self: stores
`},
		{"generics", `
type List[E any] struct { on bool; e E }
func (l *List[E]) set() { l.on = true }
func (l *List[E]) get() bool { if l.on { return true }; return false }
func (l *List[E]) drain(c chan E) { l.e = <-c }
func each[E any](list []E, f func(E)) { for _, e := range list { f(e) } }
func first[E any](l *List[E]) { if !l.get() { l.set() } }
func ofChan(l *List[chan int], c chan chan int) { l.drain(c) }
func ofInt(l *List[int]) { first(l) }
func instance(list []int) { each(list, func(int) {}) }
`, `
(*List[E]).drain: operates touches; stores .e; out 1 to 0
(*List[E]).get: reads .on
(*List[E]).set: stores .on
each: operates touches starts
first: reads .on; stores .on
(*List[E]).get: reads .on
(*List[E]).set: stores .on
instance: operates touches starts
instance$1:
each[int]: operates touches starts
ofChan: operates touches; stores .e; out 1 to 0
(*List[chan int]).drain: operates touches; stores .e; out 1 to 0
ofInt: reads .on; stores .on
first[int]: reads .on; stores .on
(*List[int]).get: reads .on
(*List[int]).set: stores .on
`},
	})
}
