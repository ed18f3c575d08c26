package explore

// When two states are one, and what need not be told apart. Each program has a
// path on which somebody is stuck and one that leads to a state which differs in one
// thing only. Taken for one, the path that is visited second is not explored. Which
// one that is depends on whether there is an else: see bothWays.
var stateCases = bothWays([]ruleCase{
	{"a channel is closed on one way", `
func f(b bool) {
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	if b {
		close(c)
	} ELSE
}`},
	{"a buffer holds something on one way", `
func f(b bool) {
	c := make(chan int, 1)
	go func() {
		<-c // stuck
	}()
	if b {
		c <- 1
	} ELSE
}`},
	{"a buffer has something else in it", `
func f(b bool) {
	c, d := make(chan chan int, 1), make(chan int)
	e := make(chan int, 1)
	e <- 1
	go func() {
		<-<-c // stuck
	}()
	if b {
		c <- e
	} else {
		c <- d
	}
}`},
	{"a capacity is larger on one way", `
func f(b bool) {
	c := make(chan int)
	if b {
		c = make(chan int, 1)
	} ELSE
	go func() {
		c <- 1 // stuck
	}()
}`},
	{"a variable is set on one way", `
func f(b bool) {
	done := false
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if b {
		done = true
		println()
	} ELSE
	set(&done)
	if done {
		<-c
	}
}
func set(p *bool) {}`},
	{"a field is set on one way", `
type t struct{ a, done bool }
func f(b bool) {
	x := new(t)
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if b {
		x.done = true
	} ELSE
	if x.done {
		<-c
	}
}`},
	{"a field of a pointer that is given is set on one way", `
type t struct{ a, done bool }
func f(x *t, b bool) {
	x.done = false
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if b {
		x.done = true
	} ELSE
	if x.done {
		<-c
	}
}`},
	{"a value in memory that a function asks for", `
type t struct{ n int }
func f(b bool) {
	x := &t{}
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if b {
		x.n = 2
	} ELSE
	g(x, c)
}
func g(x *t, c chan int) {
	if x.n == 2 {
		<-c
	}
}`},
	{"a value in memory that a literal asks for", `
func f(b bool) {
	n := 0
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if b {
		n = 2
	} ELSE
	func() {
		if n == 2 {
			<-c
		}
	}()
}`},
	{"a condition is asked again", `
func f(b bool, g func()) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if b {
		g()
	} ELSE
	if b {
		<-c
	}
}`},
	{"a number is compared again", `
func f(n int, g func()) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if n > 3 {
		g()
	} ELSE
	if n > 3 {
		<-c
	}
}`},
	{"an interval", `
func f(n int, g func()) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if n > 3 {
		g()
	} ELSE
	if n > 2 {
		<-c
	}
}`},
	{"a lock is held on one way", `
import "sync"
func f(b bool) {
	var mu sync.Mutex
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if !b {
		mu.Lock()
	} ELSE
	mu.Lock() // stuck
	<-c
}`},
	{"a read lock is held on one way", `
import "sync"
func f(b bool) {
	var mu sync.RWMutex
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if !b {
		mu.RLock()
	} ELSE
	mu.Lock() // stuck
	<-c
}`},
	{"a count is higher on one way", `
import "sync"
func f(b bool) {
	var wg sync.WaitGroup
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if !b {
		wg.Add(1)
	} ELSE
	wg.Wait() // stuck
	<-c
}`},
	{"a once has run on one way", `
import "sync"
func f(b bool) {
	var once sync.Once
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if !b {
		once.Do(func() { println() })
	} ELSE
	once.Do(func() { <-c })
}`},
	{"another function on one way", `
func f(b bool) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	g := func() { <-c }
	if !b {
		g = func() {}
	} ELSE
	g()
}`},
	{"a function has something else bound", `
func f(b bool) {
	c, d := make(chan int), make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	go func() {
		d <- 1 // stuck
	}()
	g := get(c)
	if !b {
		g = get(d)
	} ELSE
	g()
}
func get(c chan int) func() { return func() { <-c } }`},
	{"a call is deferred on one way", `
func f(b bool) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if b {
		defer func() { <-c }()
	} ELSE
	println()
}`},
	{"a call is deferred with something else", `
func f(b bool) {
	c, d := make(chan int), make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if b {
		defer get(c)
	} else {
		defer get(d)
	}
	println()
}
func get(c chan int) {
	<-c // stuck
}`},
	{"a channel is nil on one way", `
func f(b bool) {
	c := make(chan int)
	d := c
	if !b {
		d = nil
	} ELSE
	go func() {
		c <- 1 // stuck
	}()
	select {
	case <-d:
	default:
	}
}`},
	{"another element of a map", `
func f(b bool) {
	m := map[string]chan int{"a": make(chan int)}
	if b {
		m["b"] = make(chan int)
	} ELSE
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if len(m) == 2 {
		<-c
	}
}`},
	{"an iterator is further on one way", `
func f(b bool) {
	m := map[string]chan int{"a": make(chan int, 1), "b": make(chan int, 1)}
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	n := 0
	for range m {
		n++
	}
	if n == 1 {
		<-c
	} ELSE
}`},
	{"a slice is longer on one way", `
func f(b bool) {
	c := make(chan int)
	list := []chan int{c}
	go func() {
		c <- 1 // stuck
	}()
	if b {
		list = nil
	} ELSE
	for _, x := range list {
		<-x
	}
}`},
	{"two goroutines in another order", `
func f(b bool) {
	c, d := make(chan int), make(chan int)
	if b {
		go func() {
			c <- 1 // stuck
		}()
		go func() {
			d <- 1
		}()
	} else {
		go func() {
			d <- 1 // stuck
		}()
		go func() {
			c <- 1
		}()
	}
	if b {
		<-d
	} else {
		<-c
	}
}`},
	{"a dynamic type", `
type a struct{}
type b struct{}
func (a) take(c chan int) { <-c }
func (b) take(c chan int) {}
type taker interface{ take(c chan int) }
func f(x bool) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	var t taker = a{}
	if x {
		t = b{}
	} ELSE
	t.take(c)
}`},
	{"the case that a select has taken", `
func f() {
	c, d, e := make(chan int), make(chan int), make(chan int)
	go func() { c <- 1 }()
	go func() { d <- 1 }()
	go func() {
		e <- 1 // stuck
	}()
	n := 0
	for range 2 {
		select {
		case <-c:
			n = 1
		case <-d:
			n = 2
		}
	}
	if n == 1 {
		<-e
	} ELSE
}`},
	{"text", `
func f(b bool, g func()) {
	s := "a"
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if b {
		s += "b"
		g()
	} ELSE
	if s == "a" {
		<-c
	}
}`},
})
