package explore

import "slices"

// What else the machine must keep apart, and what it must not do.
var moreCases = slices.Concat(bothWays([]ruleCase{
	{"a pointer to another field on one way", `
type t struct{ a, b bool }
func f(b bool, g func()) {
	x := new(t)
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	p := &x.a
	if b {
		p = &x.b
		g()
	} ELSE
	*p = true
	if x.b {
		<-c
	}
}`},
	{"a counter that nobody asks for", `
type t struct{ n int }
func f(b bool, g func()) {
	x := new(t)
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if b {
		x.n++
		g()
	} ELSE
	g()
}`},
	{"a number in a list", `
func f(b bool, g func()) {
	list := [2]int{1, 2}
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if b {
		list[1] = 7
		g()
	} ELSE
	if list[1] == 7 {
		<-c
	}
}`},
	{"a channel in an interface", `
func f(b bool, g func()) {
	c, d := make(chan int, 1), make(chan int, 1)
	go func() {
		c <- 1
		c <- 2 // stuck
	}()
	var x any = c
	if b {
		x = d
		d <- 1
	} ELSE
	<-x.(chan int)
}`},
	{"a list of other channels", `
func f(b bool) {
	c, d := make(chan int), make(chan int, 1)
	list := []chan int{c}
	go func() {
		c <- 1 // stuck
	}()
	if b {
		list[0] = d
		d <- 1
	} ELSE
	<-list[0]
}`},
	{"a goroutine has started on one way", `
func f(b bool) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if b {
		go func() { <-c }()
	} ELSE
	println()
}`},
	{"a timer was stopped on one way", `
import "time"
func f(b bool) {
	t := time.NewTimer(time.Second)
	go func() {
		<-t.C // stuck
	}()
	if b {
		t.Stop()
	} ELSE
	println()
}`},
	{"a context has a child on one way", `
import "context"
func f(b bool, g func()) {
	parent, cancel := context.WithCancel(context.Background())
	ctx := parent
	if b {
		ctx, _ = context.WithCancel(context.Background())
	} ELSE
	go func() {
		<-ctx.Done() // stuck
	}()
	cancel()
}`},
	{"a deferred call was made on one way", `
func f(b bool) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	func() {
		if b {
			defer receive(c)
		} ELSE
		println()
	}()
}
func receive(c chan int) { <-c }`},
	{"what a call returns on one way", `
func get(b bool, g func()) int {
	if b {
		g()
		return 1
	} ELSE
	return 2
}
func f(b bool, g func()) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if get(b, g) == 1 {
		<-c
	}
}`},
	{"what a function is called with", `
func f(b bool, g func()) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	n := 1
	if b {
		n = 2
		g()
	} ELSE
	h(c, n)
}
func h(c chan int, n int) {
	if n == 2 {
		<-c
	}
}`},
	{"a number that nobody asks for", `
func use(int)
func f(b bool, g func()) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	n := 1
	if b {
		n = 2
		g()
	} ELSE
	d := make(chan int, 1)
	d <- 1
	<-d
	use(n)
}`},
}), []ruleCase{
	{"a region that gives a channel away", `
func give(chan int)
func f(n int) {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	if n > 3 {
		give(c)
	}
	if n > 3 {
		return
	}
	<-c
}`},
	{"a region that gives a number away", `
func give(int)
func f(n int) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if n > 3 {
		give(n)
	}
	if n > 3 {
		return
	}
	<-c
}`},
	{"the last one who could help goes round and round", `
func f() {
	c := make(chan int)
	go func() {
		<-c
		for {
		}
	}()
	c <- 1
	c <- 2 // stuck
}`},
	{"the last one who could help is stuck itself", `
func f() {
	c, d := make(chan int), make(chan int)
	go func() {
		<-d // stuck
		<-c
	}()
	c <- 1 // stuck
	d <- 1
}`},
	{"the last one who could help has ended", `
func f() {
	c, d := make(chan int), make(chan int)
	go func() {
		<-c
		d <- 1
	}()
	c <- 1
	<-d
	c <- 2 // stuck
}`},
	{"two are stuck at one place", `
func f() {
	c := make(chan int)
	for range 2 {
		go func() {
			c <- 1 // stuck
		}()
	}
}`},
	{"a select that only sends", `
func f() {
	c, d := make(chan int), make(chan int)
	go func() {
		select { // stuck
		case c <- 1:
		case d <- 1:
		}
	}()
}`},
	{"a select that sends and receives", `
func f() {
	c, d := make(chan int), make(chan int)
	go func() {
		select { // stuck
		case c <- 1:
		case <-d:
		}
	}()
}`},
	{"a wait group that starts goroutines, and what comes after", `
import "sync"
func f() {
	var wg sync.WaitGroup
	c := make(chan int)
	wg.Go(func() {})
	wg.Go(func() {})
	go func() {
		<-c
	}()
	wg.Wait()
	close(c)
}`},
	{"a list that is known before the channel", `
func f(get func() []int) {
	list := get()
	c := make(chan int)
	for range list {
		go func() {
			c <- 1 // stuck
		}()
	}
	if len(list) > 0 {
		<-c
	}
}`},
	{"a list that is known after the channel", `
func f(get func() []int) {
	c := make(chan int)
	list := get()
	for range list {
		go func() {
			c <- 1 // stuck
		}()
	}
	if len(list) > 0 {
		<-c
	}
}`},
	{"a number that is known before the channel", `
func f(n int) {
	c := make(chan int)
	for i := 0; i < n; i++ {
		go func() {
			c <- 1 // stuck
		}()
	}
	<-c
}`},
	{"a number that starts at one", `
func f(n int) {
	c := make(chan int)
	for i := 1; i < n; i++ {
		go func() {
			c <- 1 // stuck
		}()
	}
}`},
	{"a map that is known before the channel", `
func f(m map[int]int) {
	c := make(chan int)
	for k := range m {
		go func() {
			c <- k // stuck
		}()
	}
}`},
	{"a list in a field that is known before the channel", `
type t struct{ list []int }
func f(x *t) {
	c := make(chan int)
	for range x.list {
		go func() {
			c <- 1 // stuck
		}()
	}
}`},
	{"a buffer that does not help", `
func f(b bool) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
		c <- 2
	}()
}`},
	{"a buffer that hurts", `
func f(b bool) {
	c, d := make(chan int), make(chan int)
	go func() {
		c <- 1 // stuck
		d <- 1
	}()
	if b {
		<-c
		<-d
	}
}`},
	{"a buffer that is not large enough", `
func f(b bool) {
	c := make(chan int, 1)
	go func() {
		c <- 1
		c <- 2 // stuck
	}()
}`},
	{"twelve channels", `
func f() {
	list := []chan int{` + repeat(12, "make(chan int), ") + `}
	c := list[11]
	go func() {
		c <- 1 // stuck
	}()
}`},
	{"thirteen channels", `
func f() {
	list := []chan int{` + repeat(13, "make(chan int), ") + `}
	c := list[12]
	go func() {
		c <- 1
	}()
}`},
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
	{"a panic in a function that code which is not seen calls", `
import "slices"
func f(list []int) {
	defer func() { recover() }()
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	slices.SortFunc(list, func(a, b int) int { panic(c) })
	close(c)
}`},
	{"a deferred call of a function that code which is not seen calls", `
import "slices"
func f(list []int) {
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	slices.SortFunc(list, func(a, b int) int {
		defer close(c)
		return a
	})
}`},
	{"steps of unknown size, at most", `
func f(n, step int) {
	if step < 1 {
		return
	}
	c := make(chan int)
	for i := 1; i <= n; i += step {
		go func() { c <- 1 }()
	}
	for i := 1; i <= n; i += step {
		<-c
	}
}`},
	{"steps of unknown size, above", `
func f(n, step int) {
	if step < 1 {
		return
	}
	c := make(chan int)
	for i := n; i > 0; i -= step {
		go func() { c <- 1 }()
	}
	for i := n; i > 0; i -= step {
		<-c
	}
}`},
	{"steps of a size that changes", `
func f(n int, step func() int) {
	c := make(chan int)
	for i := 0; i < n; i += step() {
		go func() {
			c <- 1 // stuck
		}()
	}
}`},
	{"a literal sets the only flag", `
func send(c chan int) { c <- 1 }
func f() {
	stop := false
	set := func() { stop = true }
	c := make(chan int)
	go send(c)
	set()
	if stop {
		<-c
	}
}`},
	{"what is made later", `
func f(b bool, g func()) {
	if b {
		g()
	}
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
}`},
	{"what is made later in a loop", `
func f(b bool, g func() bool) {
	for g() {
		if b {
			g()
		}
		c := make(chan int)
		go func() {
			c <- 1 // stuck
		}()
	}
}`},
	{"the whole of a list", `
func f(list []int) {
	c := make(chan int)
	for range list[:] {
		go func() { c <- 1 }()
	}
	for range list {
		<-c
	}
}`},
	{"the beginning of a list", `
func f(list []int, n int) {
	c := make(chan int)
	for range list[:n] {
		go func() { c <- 1 }()
	}
	for range n {
		<-c
	}
}`},
	{"sixteen goroutines one after the other", `
func f() {
	c := make(chan int)
` + repeat(16, "\tgo func() { c <- %d }()\n\t<-c\n") + `
	go func() {
		c <- 1 // stuck
	}()
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
})
