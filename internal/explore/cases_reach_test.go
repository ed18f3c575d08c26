package explore

// Who can still help: what is reached from whom, and which ends of channels.
var reachCases = []ruleCase{
	{"who holds the receiving end does not help a receiver", `
func f(more func() bool) {
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	hold(c, more)
}
func hold(c <-chan int, more func() bool) {
	for more() {
		select {
		case <-c:
		default:
		}
	}
	select {}
}`},
	{"who holds the sending end helps a receiver", `
func f(more func()) {
	c := make(chan int)
	go func() {
		<-c
	}()
	hold(c, more)
}
func hold(c chan<- int, more func()) {
	for {
		more()
		if more == nil {
			c <- 1
		}
	}
}`},
	{"who holds the sending end does not help a sender", `
func f() {
	c, d := make(chan int), make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	send(c, d)
}
func send(c chan<- int, d chan int) {
	<-d // stuck
	c <- 1
}`},
	{"two who wait for each other", `
func f() {
	c, d := make(chan int), make(chan int)
	go func() {
		<-c // stuck
		d <- 1
	}()
	go func() {
		<-d // stuck
		c <- 1
	}()
}`},
	{"who waits for something that comes helps", `
import "time"
func f() {
	c := make(chan int)
	go func() {
		<-c
	}()
	go func() {
		<-time.After(time.Second)
		c <- 1
	}()
}`},
	{"who waits for outside helps", `
func f(in chan int) {
	c := make(chan int)
	go func() {
		<-c
	}()
	go func() {
		<-in
		c <- 1
	}()
}`},
	{"what is not live does not help", `
func f(in chan int) {
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	for range in {
	}
}`},
	{"a deferred call helps", `
func f(in chan int) {
	c := make(chan int)
	go func() {
		<-c
	}()
	defer close(c)
	for range in {
	}
}`},
	{"a channel in a buffer helps", `
func f() {
	c, d := make(chan chan int, 1), make(chan int)
	c <- d
	go func() {
		<-d
	}()
	go func() {
		(<-c) <- 1
	}()
}`},
	{"a channel in a buffer that nobody takes out", `
func f() {
	c, d := make(chan chan int, 1), make(chan int)
	go func() {
		<-d // stuck
	}()
	c <- d
}`},
	{"a channel in memory helps", `
type t struct{ c chan int }
func f(in chan int) {
	x := &t{make(chan int)}
	go func() {
		<-x.c
	}()
	go x.run(in)
}
func (x *t) run(in chan int) {
	<-in
	close(x.c)
}`},
	{"a function helps", `
func f(in chan int) {
	c := make(chan int)
	done := func() { close(c) }
	go func() {
		<-c
	}()
	go func() {
		<-in
		done()
	}()
}`},
	{"an interface helps", `
type closer interface{ shut() }
type t struct{ c chan int }
func (x t) shut() { close(x.c) }
func f(in chan int) {
	c := make(chan int)
	var x closer = t{c}
	go func() {
		<-c
	}()
	go run(in, x)
}
func run(in chan int, x closer) {
	<-in
	x.shut()
}`},
	{"a list helps", `
func f(in chan int) {
	list := []chan int{make(chan int), make(chan int)}
	go func() {
		<-list[1]
	}()
	go func() {
		<-in
		for _, c := range list {
			close(c)
		}
	}()
}`},
	{"a map helps", `
func f(in chan int) {
	m := map[string]chan int{"a": make(chan int)}
	c := m["a"]
	go func() {
		<-c
	}()
	go func() {
		<-in
		close(m["a"])
	}()
}`},
	{"the key of a map helps", `
func f(in chan int) {
	c := make(chan int)
	m := map[chan int]bool{c: true}
	go func() {
		<-c
	}()
	go func() {
		<-in
		for d := range m {
			close(d)
		}
	}()
}`},
	{"a cancel function helps", `
import "context"
func f(in chan int) {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-ctx.Done()
	}()
	go func() {
		<-in
		cancel()
	}()
}`},
	{"the cancel function of a parent helps", `
import "context"
func f(in chan int) {
	parent, cancel := context.WithCancel(context.Background())
	ctx, _ := context.WithCancel(parent)
	go func() {
		<-ctx.Done()
	}()
	go func() {
		<-in
		cancel()
	}()
}`},
	{"a context does not help", `
import "context"
func f(in chan int) {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-ctx.Done() // stuck
	}()
	go func() {
		for range in {
			if ctx.Err() != nil {
				return
			}
		}
	}()
	_ = cancel
}`},
	{"what is sent helps", `
func f(in chan chan int) {
	c := make(chan int)
	go func() {
		<-c
	}()
	in <- c
}`},
	{"what a select sends helps", `
func f(in, other chan chan int) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	select {
	case in <- c:
	case other <- nil:
	}
}`},
	{"what waits to be sent helps", `
func f(in chan int) {
	c, d := make(chan int), make(chan chan int)
	go func() {
		<-c
	}()
	go func() {
		d <- c
	}()
	go func() {
		<-in
		(<-d) <- 1
	}()
}`},
	{"a goroutine in an endless loop helps", `
func f() {
	c := make(chan int)
	go func() {
		<-c
	}()
	go func() {
		for {
			if c == nil {
				return
			}
		}
	}()
}`},
	{"a timer helps", `
import "time"
func f() {
	c := make(chan int)
	go func() {
		<-c
	}()
	time.AfterFunc(time.Second, func() { close(c) })
}`},
	{"a stopped timer does not help", `
import "time"
func f() {
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	t := time.AfterFunc(time.Hour, func() { close(c) })
	t.Stop()
}`},
	{"what is stored where others look helps", `
var all []chan int
func f() {
	c := make(chan int)
	go func() {
		<-c
	}()
	all = append(all, c)
}`},
	{"what is returned helps", `
func f() chan int {
	c := make(chan int)
	go func() {
		<-c
	}()
	return c
}`},
	{"what is returned in a struct helps", `
type t struct{ c chan int }
func f() *t {
	x := &t{make(chan int)}
	go func() {
		<-x.c
	}()
	return x
}`},
	{"what is given to code that is not seen helps", `
func g(c chan int)
func f() {
	c := make(chan int)
	go func() {
		<-c
	}()
	g(c)
}`},
	{"an end that is given away counts for both", `
func g(c chan<- int)
func f() {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	g(c)
}`},
	{"what is kept in a private field", `
type t struct{ c chan int }
func f(x *t, b bool) {
	x.c = make(chan int)
	go func() {
		<-x.c // stuck
	}()
	if b {
		return
	}
	close(x.c)
}`},
	{"what is kept in a field that others use", `
type t struct{ c chan int }
func f(x *t, b bool) {
	x.c = make(chan int)
	go func() {
		<-x.c
	}()
	if b {
		return
	}
	close(x.c)
}
func Other(x *t) { close(x.c) }`},
	{"what is kept in an exported field", `
type t struct{ C chan int }
func f(x *t, b bool) {
	x.C = make(chan int)
	go func() {
		<-x.C
	}()
	if b {
		return
	}
	close(x.C)
}`},
	{"what is kept in a field that a method uses", `
type t struct{ c chan int }
func f(x *t, b bool) {
	x.c = make(chan int)
	go func() {
		<-x.c // stuck
	}()
	if b {
		return
	}
	x.done()
}
func (x *t) done() { close(x.c) }`},
	{"what is kept in a field that an exported method uses", `
type t struct{ c chan int }
func f(x *t, b bool) {
	x.c = make(chan int)
	go func() {
		<-x.c
	}()
	if b {
		return
	}
	x.Done()
}
func (x *t) Done() { close(x.c) }`},
	{"what is kept in a field that a method uses which others call", `
type t struct{ c chan int }
func f(x *t, b bool) {
	x.c = make(chan int)
	go func() {
		<-x.c
	}()
	if b {
		return
	}
	x.done()
}
func (x *t) done() { close(x.c) }
func Other(x *t) { x.done() }`},
	{"what is kept in a field that a method uses which others call by an interface", `
type t struct{ c chan int }
type doner interface{ done() }
func f(x *t, b bool) {
	x.c = make(chan int)
	go func() {
		<-x.c
	}()
	if b {
		return
	}
	x.done()
}
func (x *t) done() { close(x.c) }
func Other(x doner) { x.done() }`},
	{"what is kept in a field that a bound method uses", `
type t struct{ c chan int }
func f(x *t, b bool) {
	x.c = make(chan int)
	go func() {
		<-x.c
	}()
	if b {
		return
	}
	x.done()
}
func (x *t) done() { close(x.c) }
func Other(x *t) func() { return x.done }`},
}
