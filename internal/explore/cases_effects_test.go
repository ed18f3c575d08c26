package explore

// effectCases are about what calls do that are not run: by an interface, a closure, a
// wrapper, in a loop.
var effectCases = []ruleCase{
	{"a method of an interface sets a flag on the way", `
type T struct{ on bool }
func (t *T) set() { t.on = true }
type setter interface{ set() }
func f(b bool) {
	c := make(chan int)
	t := &T{}
	var s setter = t
	go func() { c <- 1 }()
	if b {
		s.set()
	}
	if t.on {
		<-c
		return
	}
	if !b {
		<-c
	}
}`},
	{"a promoted method sets a flag", `
type T struct{ on bool }
func (t *T) set() { t.on = true }
type W struct{ *T }
type setter interface{ set() }
func f() {
	c := make(chan int)
	t := &T{}
	var s setter = W{t}
	go func() { c <- 1 }()
	s.set()
	if t.on {
		<-c
	}
}`},
	{"a method of an embedded interface sets a flag", `
type T struct{ on bool }
func (t *T) set() { t.on = true }
type setter interface{ set() }
type S struct{ setter }
func f() {
	c := make(chan int)
	t := &T{}
	var s setter = S{t}
	go func() { c <- 1 }()
	s.set()
	if t.on {
		<-c
	}
}`},
	{"a closure that is called at once sets a flag", `
type T struct{ on bool }
func (t *T) set() { g := func() { t.on = true }; g() }
func f() {
	c := make(chan int)
	t := &T{}
	go func() { c <- 1 }()
	t.set()
	if t.on {
		<-c
	}
}`},
	{"a call in a loop counts", `
type T struct{ n int }
func (t *T) inc() { t.n++ }
func f(xs []int) {
	t := &T{}
	c := make(chan int)
	for range xs {
		t.inc()
	}
	go func() {
		c <- 1 // stuck
	}()
	if t.n < 2 {
		<-c
	}
}`},
	{"a call fills a map", `
func put(m map[string]int) { m["a"] = 1 }
func f() {
	m := make(map[string]int)
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	put(m)
	if len(m) > 0 {
		return
	}
	<-c
}`},
	{"a map is emptied on the way", `
func f(m map[string]int, b bool) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if len(m) == 0 {
		<-c
		return
	}
	if b {
		delete(m, "a")
	} else {
		clear(m)
	}
	if len(m) > 0 {
		<-c
	}
}`},
	{"channels are copied to where others look", `
var registry = make([]chan int, 10)
func keep(list []chan int) { copy(registry, list) }
func f() {
	c := make(chan int)
	go func() { c <- 1 }()
	keep([]chan int{c})
}`},
	{"a context that is handed out twice", `
import "context"
func derive(ctx context.Context) (context.Context, context.CancelFunc) { return context.WithCancel(ctx) }
func wrap(ctx context.Context) (context.Context, context.CancelFunc) { return derive(ctx) }
func start() (context.Context, context.CancelFunc) { return wrap(context.Background()) }
func f() {
	ctx, _ := start()
	go func() {
		<-ctx.Done() // stuck
	}()
}`},
}
