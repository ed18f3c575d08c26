package explore

// Which calls and loops can be left out.
var skipCases = []ruleCase{
	{"a call that only makes what it waits for", `
func f(n int) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	other()
	if n > 3 {
		<-c
	}
}
func other() {
	d := make(chan int, 1)
	d <- 1
	<-d
}`},
	{"a literal that makes what it waits for", `
func f() {
	func() {
		d := make(chan int)
		go func() {
			d <- 1 // stuck
		}()
	}()
}`},
	{"a call that returns what it made", `
func f(n int) {
	c := newChan()
	go func() {
		c <- 1 // stuck
	}()
	if n > 3 {
		<-c
	}
}
func newChan() chan int { return make(chan int) }`},
	{"a call that returns memory with what it made", `
type t struct{ c chan int }
func f(n int) {
	x := newT()
	go func() {
		x.c <- 1 // stuck
	}()
	if n > 3 {
		<-x.c
	}
}
func newT() *t { return &t{make(chan int)} }`},
	{"a call that returns what it was given", `
func f(n int) {
	c := same(make(chan int))
	go func() {
		c <- 1 // stuck
	}()
	if n > 3 {
		<-c
	}
}
func same(c chan int) chan int { return c }`},
	{"a call to which a channel is given in memory", `
type t struct{ c chan int }
func f() {
	x := &t{make(chan int)}
	go func() {
		x.c <- 1
	}()
	x.get()
}
func (x *t) get() { <-x.c }`},
	{"a call to which a lock is given", `
import "sync"
type t struct{ mu sync.Mutex }
func f() {
	x := &t{}
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	x.lock()
	x.mu.Lock() // stuck
	<-c
}
func (x *t) lock() { x.mu.Lock() }`},
	{"a call to which a wait group is given", `
import "sync"
func f() {
	var wg sync.WaitGroup
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	add(&wg)
	wg.Wait() // stuck
	<-c
}
func add(wg *sync.WaitGroup) { wg.Add(1) }`},
	{"text that differs", `
func f(n int) {
	c := make(chan int)
	s := "a"
	if n > 3 {
		s = "b"
	}
	go func() {
		c <- 1 // stuck
	}()
	if s == "a" {
		<-c
	}
}`},
	{"an error that a region sets", `
import "errors"
func f(n int) {
	c := make(chan int)
	var err error
	if n > 3 {
		err = errors.New("x")
	}
	go func() {
		c <- 1 // stuck
	}()
	if err == nil {
		<-c
	}
}`},
	{"a loop with a way out that matters", `
func f(list []int) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	for _, x := range list {
		if x > 3 {
			return
		}
	}
	<-c
}`},
	{"a loop that changes what is asked for", `
type t struct{ done bool }
func f(list []int) {
	x := new(t)
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	for _, n := range list {
		if n > 3 {
			return
		}
		x.done = true
	}
	if x.done {
		<-c
	}
}`},
	{"a loop of which a number is used behind it", `
func f(list []int) {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	n := 0
	for _, x := range list {
		if x > 3 {
			panic(x)
		}
		n++
	}
	if n < 3 {
		<-c
	} else {
		<-c
	}
}`},
	{"a loop that defers", `
func f(list []int) {
	c := make(chan int, 2)
	go func() {
		c <- 1
		c <- 2
		c <- 3 // stuck
		c <- 4 // stuck
		c <- 5 // stuck
	}()
	for _, x := range list {
		if x > 3 {
			return
		}
		defer receive(c)
	}
}
func receive(c chan int) { <-c }`},
}
