package explore

// Which functions are explored: those that see all of the life of what they make.
var rootCases = []ruleCase{
	{"a channel that is handed out by a result", `
func make1() chan int {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	return c
}
func f() { make1() }`},
	{"a channel that is handed out in what it is given", `
type t struct{ c chan int }
func (x *t) init() {
	x.c = make(chan int)
	go x.run()
}
func (x *t) run() {
	x.c <- 1 // stuck
}
func f() {
	x := &t{}
	x.init()
}`},
	{"a channel that is handed out by a closure", `
func get() func() {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	return func() { <-c }
}
func f(b bool) {
	g := get()
	if b {
		g()
	}
}`},
	{"a channel that is handed out by a map", `
func put(m map[string]chan int) {
	c := make(chan int)
	m["a"] = c
	go func() {
		c <- 1 // stuck
	}()
}
func f(b bool) {
	m := make(map[string]chan int)
	put(m)
	if b {
		<-m["a"]
	}
}`},
	{"a channel that is handed out by a channel", `
func put(out chan chan int) {
	c := make(chan int)
	out <- c
	c <- 1 // stuck
}
func f(b bool) {
	out := make(chan chan int)
	go put(out)
	c := <-out
	if b {
		<-c
	}
}`},
	{"a channel that is handed on twice", `
func a() chan int {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	return c
}
func b() chan int { return a() }
func f() { b() }`},
	{"a channel in a list that is handed out", `
func a() []chan int {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	return []chan int{c}
}
func f() { a() }`},
	{"a channel in an interface that is handed out", `
type x struct{ c chan int }
func a() any {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	return x{c}
}
func f() { a() }`},
	{"a channel that a function stores by another", `
type t struct{ c chan int }
func (x *t) set(c chan int) { x.c = c }
func a(x *t) {
	c := make(chan int)
	x.set(c)
	go func() {
		c <- 1 // stuck
	}()
}
func f() { a(&t{}) }`},
	{"one of two results", `
func a(b bool) (chan int, error) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	return c, nil
}
func f(b bool) {
	c, err := a(b)
	if err != nil {
		return
	}
	if b {
		<-c
	}
}`},
	{"a goroutine without anything", `
func f() {
	go func() {
		select {} // stuck
	}()
}`},
	{"a goroutine of a function without anything", `
func wait() {
	select {} // stuck
}
func f() { go wait() }`},
	{"a select without cases at the end of the program", `
func f() {
	select {}
}`},
	{"a generic function makes a channel", `
func f[T any](x T) {
	c := make(chan T)
	go func() {
		c <- x // stuck
	}()
}`},
	{"a method makes a channel", `
type t struct{}
func (t) f() {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
}`},
	{"a package variable is made", `
var g = func() int {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	return 1
}()
func f() {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
}`},
}
