package explore

// What is given away or handed out, in what ever it lies.
var giveCases = []ruleCase{
	{"a map that is given away helps", `
func g(map[string]chan int)
func f() {
	m := map[string]chan int{"a": make(chan int)}
	c := m["a"]
	go func() {
		c <- 1
	}()
	g(m)
}`},
	{"the key of a map that is given away helps", `
func g(map[chan int]bool)
func f() {
	c := make(chan int)
	m := map[chan int]bool{c: true}
	go func() {
		c <- 1
	}()
	g(m)
}`},
	{"a list that is given away helps", `
func g([]chan int)
func f() {
	list := []chan int{make(chan int)}
	go func() {
		list[0] <- 1
	}()
	g(list)
}`},
	{"an interface that is given away helps", `
func g(any)
func f() {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	g(c)
}`},
	{"a struct that is given away helps", `
type t struct{ a int; c chan int }
func g(t)
func f() {
	x := t{c: make(chan int)}
	go func() {
		x.c <- 1
	}()
	g(x)
}`},
	{"a literal that is given away helps", `
func g(func())
func f() {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	g(func() { <-c })
}`},
	{"what lies in the buffer of a channel that is given away helps", `
func g(chan chan int)
func f() {
	c, d := make(chan int), make(chan chan int, 1)
	d <- c
	go func() {
		c <- 1
	}()
	g(d)
}`},
	{"what is put into a map that was given away helps", `
func g(map[string]chan int)
func f() {
	m := make(map[string]chan int)
	g(m)
	c := make(chan int)
	m["a"] = c
	go func() {
		c <- 1
	}()
}`},
	{"what is put into a list that was given away helps", `
func g([]chan int)
func f() {
	list := make([]chan int, 1)
	g(list)
	c := make(chan int)
	list[0] = c
	go func() {
		c <- 1
	}()
}`},
	{"what is put behind a list that was given away helps", `
func g([]chan int) []chan int
func f() {
	c := make(chan int)
	list := append(g(nil), c)
	go func() {
		c <- 1
	}()
	println(len(list))
}`},
	{"what is put behind a list that was made here and given away helps", `
func g([]chan int)
func f() {
	c, d := make(chan int), make(chan int)
	list := []chan int{d}
	g(list)
	list = append(list, c)
	go func() {
		c <- 1
	}()
	println(len(list))
}`},
	{"what was given away is put behind a list", `
func g([]chan int)
func f() {
	c, d := make(chan int), make(chan int)
	list := []chan int{d}
	g(list)
	list = append([]chan int{c}, list...)
	go func() {
		c <- 1
	}()
	go func() {
		d <- 1
	}()
}`},
	{"what comes from elsewhere is put behind a list", `
func f(other []chan int) {
	c := make(chan int)
	list := append([]chan int{c}, other...)
	go func() {
		c <- 1
	}()
	for _, x := range list {
		<-x
	}
}`},
	{"a channel is closed that was given away", `
func g(chan int)
func f() {
	c, d := make(chan int), make(chan int)
	g(d)
	go func() {
		c <- 1 // stuck
	}()
	close(d)
}`},
	{"a channel is closed that comes from elsewhere", `
func f(d chan int) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	close(d)
}`},
	{"a function runs once that is given away", `
import "sync"
func g(func())
func f() {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	g(sync.OnceFunc(func() { <-c }))
}`},
	{"a channel in memory that a function makes", `
type t struct{ c chan int }
func newT() *t { return new(t) }
func a() *t {
	x := newT()
	x.c = make(chan int)
	go func() {
		x.c <- 1 // stuck
	}()
	return x
}
func f() { a() }`},
	{"a channel that a literal hands out", `
func a() chan int {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	return func(d chan int) chan int { return d }(c)
}
func f() { a() }`},
	{"a channel that a function puts into a struct", `
type t struct{ c chan int }
func wrap(c chan int) *t { return &t{c} }
func a() *t {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	return wrap(c)
}
func f() { a() }`},
	{"a channel that a literal puts into what is given", `
type t struct{ c chan int }
func a(x *t) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	set := func() { x.c = c }
	set()
}
func f() { a(new(t)) }`},
	{"a channel that is converted and handed out", `
type ch <-chan int
func a() ch {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	return ch(c)
}
func f() { a() }`},
	{"a channel of one of two ways that is handed out", `
func a(b bool) chan int {
	var d chan int
	if c := make(chan int); b {
		go func() {
			c <- 1 // stuck
		}()
		d = c
	}
	return d
}
func f(b bool) { a(b) }`},
	{"a channel in a field of a field that is handed out", `
type in struct{ c chan int }
type t struct{ a int; x in }
func a(p *t) {
	p.x.c = make(chan int)
	go func() {
		p.x.c <- 1 // stuck
	}()
}
func f() {
	var x t
	a(&x)
}`},
}
