package explore

// What is not run because it cannot matter, and what it may have changed.
var sliceCases = []ruleCase{
	{"a call that is skipped stores to a field", `
type t struct{ stop bool }
func (x *t) clear() { x.stop = false }
func f(x *t) {
	if !x.stop {
		return
	}
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	x.clear()
	if x.stop {
		<-c
	}
}`},
	{"a call that is skipped stores to a field by another", `
type t struct{ stop bool }
func (x *t) clear() { x.reset() }
func (x *t) reset() { x.stop = false }
func f(x *t) {
	if !x.stop {
		return
	}
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	x.clear()
	if x.stop {
		<-c
	}
}`},
	{"a call that is skipped stores to another field", `
type t struct{ stop, other bool }
func (x *t) clear() { x.other = false }
func f(x *t) {
	if !x.stop || x.other {
		return
	}
	c := make(chan int)
	go func() {
		c <- 1
	}()
	x.clear()
	if x.stop {
		<-c
	}
}`},
	{"a call stores to memory that was made here", `
type t struct{ stop bool }
func (x *t) clear() { x.stop = true }
func f() {
	x := new(t)
	c := make(chan int)
	go func() {
		c <- 1
	}()
	x.clear()
	if x.stop {
		<-c
	}
}`},
	{"a call sets a variable that is captured", `
func f() {
	stop := false
	set := func() { stop = true }
	c := make(chan int)
	go func() {
		c <- 1
	}()
	set()
	if stop {
		<-c
	}
}`},
	{"a region stores to a field", `
type t struct{ stop bool }
func f(x *t, n int) {
	x.stop = true
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if n > 2 {
		x.stop = false
	}
	if x.stop {
		<-c
	}
}`},
	{"a region calls what stores to a field", `
type t struct{ stop bool }
func (x *t) clear() { x.stop = false }
func f(x *t, n int) {
	x.stop = true
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if n > 2 {
		x.clear()
	}
	if x.stop {
		<-c
	}
}`},
	{"a region counts", `
func f(n int) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	k := 0
	if n > 2 {
		k = 1
	}
	if k == 0 {
		<-c
	}
}`},
	{"a region with a loop counts", `
func f(list []int) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	k := 0
	for _, x := range list {
		if x > 3 {
			k++
		}
	}
	if k == 0 {
		<-c
	}
}`},
	{"a region that changes the length of a map", `
func f(m map[int]int, n int) {
	if len(m) != 1 {
		return
	}
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if n > 3 {
		m[n] = n
	}
	if len(m) == 1 {
		<-c
	}
}`},
	{"a region that deletes from a map", `
func f(m map[int]int, n int) {
	if len(m) != 1 {
		return
	}
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	delete(m, n)
	if len(m) == 1 {
		<-c
	}
}`},
	{"a region that returns", `
func f(n int) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if n > 3 {
		return
	}
	<-c
}`},
	{"a region that panics while nobody recovers", `
func f(n int) {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	if n > 3 {
		panic(n)
	}
	<-c
}`},
	{"a region that panics while somebody recovers", `
func f(n int) {
	defer func() { recover() }()
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	get(n, c)
}
func get(n int, c chan int) {
	if n > 3 {
		panic(n)
	}
	<-c
}`},
	{"a call panics while somebody recovers", `
func f(n int) {
	defer func() { recover() }()
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	check(n)
	<-c
}
func check(n int) {
	if n > 3 {
		panic(n)
	}
}`},
	{"a call panics while nobody recovers", `
func f(n int) {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	check(n)
	<-c
}
func check(n int) {
	if n > 3 {
		panic(n)
	}
}`},
	{"a region calls what panics while somebody recovers", `
func f(n int) {
	defer func() { recover() }()
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if n > 3 {
		fail(n)
	}
	<-c
}
func fail(n int) {
	if n > 5 {
		panic(n)
	}
}`},
	{"a call ends the program", `
import "os"
func f(n int) {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	if n > 3 {
		fail()
	}
	<-c
}
func fail() { os.Exit(1) }`},
	{"a call ends the goroutine", `
import "runtime"
func f(n int) {
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	go func() {
		check(n)
		c <- 1
	}()
}
func check(n int) {
	if n > 3 {
		runtime.Goexit()
	}
}`},
	{"a region that starts a goroutine", `
func f(n int) {
	c := make(chan int)
	if n > 3 {
		go func() {
			c <- 1 // stuck
		}()
	}
}`},
	{"a region that defers", `
func f(n int) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if n > 3 {
		defer receive(c)
	}
}
func receive(c chan int) { <-c }`},
	{"a region that stores a channel", `
type t struct{ c chan int }
func f(n int) {
	x := &t{}
	c := make(chan int)
	if n > 3 {
		x.c = c
	}
	go func() {
		c <- 1 // stuck
	}()
	if x.c != nil {
		<-x.c
	}
}`},
	{"a region that puts a channel into a map", `
func f(n int) {
	m := make(map[string]chan int)
	c := make(chan int)
	if n > 3 {
		m["a"] = c
	}
	go func() {
		c <- 1 // stuck
	}()
	for _, x := range m {
		<-x
	}
}`},
	{"a region that calls a method of an interface", `
type taker interface{ take(c chan int) }
type a struct{}
func (a) take(c chan int) { <-c }
func f(n int, t taker) {
	c := make(chan int)
	t = a{}
	go func() {
		c <- 1 // stuck
	}()
	if n > 3 {
		t.take(c)
	}
}`},
	{"a region that calls a function value", `
func f(n int) {
	c := make(chan int)
	g := func() { <-c }
	go func() {
		c <- 1 // stuck
	}()
	if n > 3 {
		g()
	}
}`},
	{"which of two channels", `
func f(n int) {
	c, d := make(chan int), make(chan int)
	e := c
	if n > 3 {
		e = d
	}
	go func() {
		c <- 1 // stuck
	}()
	go func() {
		d <- 1 // stuck
	}()
	<-e
}`},
}
