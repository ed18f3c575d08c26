// Package sem_func is about functions: each shows whether the engine calls the
// right one, with the right values, at the right time.
package sem_func

// A closure sees the variable, not its value at the time.
func captured() {
	ch := make(chan int)
	send := func() { ch <- 1 }
	ch = make(chan int, 1)
	go send()
}

func capturedUnbuffered() {
	ch := make(chan int, 1)
	send := func() {
		ch <- 1 // want `blocks forever`
	}
	ch = make(chan int)
	go send()
}

// The variable is assigned before the closure is called.
func assignedLater() int {
	var ch chan int
	send := func() { ch <- 1 }
	ch = make(chan int)
	go send()
	return <-ch
}

// An argument keeps the value it had.
func argument() int {
	ch := make(chan int)
	old := ch
	go func(out chan<- int) {
		out <- 1
	}(ch)
	ch = make(chan int)
	_ = ch
	return <-old
}

func argumentLost() int {
	ch := make(chan int)
	go func(out chan<- int) {
		out <- 1 // want `blocks forever`
	}(ch)
	ch = make(chan int, 1)
	ch <- 2
	return <-ch
}

// A function that returns a function.
func sender(ch chan<- int) func(int) {
	return func(v int) {
		ch <- v // want `blocks forever`
	}
}

func returned() int {
	ch := make(chan int)
	go sender(ch)(1)
	return <-ch
}

func returnedTwice() int {
	ch := make(chan int)
	send := sender(ch)
	go send(1)
	go send(2)
	return <-ch
}

type conn struct {
	out chan string
	in  chan string
}

func (c *conn) write(s string) {
	c.out <- s // want `blocks forever`
}

func (c conn) read() string { return <-c.in }

// A bound method holds its receiver.
func bound() string {
	c := &conn{out: make(chan string)}
	write := c.write
	go write("a")
	return <-c.out
}

func boundLost() {
	c := &conn{out: make(chan string)}
	write := c.write
	c = &conn{out: make(chan string, 1)}
	go write("a")
	c.out <- "b"
	<-c.out
}

// A bound method of a value copies it.
func boundCopy() string {
	ch := make(chan string)
	c := conn{in: ch}
	read := c.read
	c.in = nil
	go func() { ch <- "a" }()
	return read()
}

// A method expression.
func expression() string {
	write := (*conn).write
	c := &conn{out: make(chan string)}
	go write(c, "a")
	return <-c.out
}

// go with a method.
func goMethod() string {
	c := &conn{out: make(chan string)}
	go c.write("a")
	go c.write("b")
	return <-c.out
}

// A promoted method is that of the embedded.
type tls struct {
	*conn
	name string
}

func promoted() string {
	t := tls{&conn{out: make(chan string)}, "t"}
	go t.write("a")
	return <-t.out
}

// The dynamic type of an interface decides.
type writer interface{ write(string) }

type null struct{}

func (null) write(string) {}

func dynamic() {
	var w writer = null{}
	go w.write("a")
}

func dynamicSends() {
	ch := make(chan string)
	var w writer = &conn{out: ch}
	go w.write("a")
}

func dynamicChoice(real bool) string {
	c := &conn{out: make(chan string)}
	var w writer = null{}
	if real {
		w = c
	}
	go w.write("a")
	if _, ok := w.(*conn); ok {
		return <-c.out
	}
	return ""
}

func typeSwitch(w writer) string {
	ch := make(chan string)
	go func() { ch <- "a" }()
	switch w.(type) {
	case null:
		return <-ch + "null"
	case *conn:
		return <-ch + "conn"
	default:
		return <-ch
	}
}

// Functions in fields.
type handlers struct {
	ok   func(int)
	fail func(error)
}

func inFields(fail bool) int {
	ch := make(chan int)
	h := handlers{ok: func(v int) { ch <- v }}
	h.fail = func(error) { ch <- -1 }
	go func() {
		if fail {
			h.fail(nil)
			return
		}
		h.ok(1)
	}()
	return <-ch
}

func inFieldsBoth() int {
	ch := make(chan int)
	h := handlers{ok: func(v int) { ch <- v }}
	h.fail = func(error) {
		ch <- -1 // want `blocks forever`
	}
	go func() {
		h.ok(1)
		h.fail(nil)
	}()
	return <-ch
}

// A function variable that is replaced.
func replaced() int {
	ch := make(chan int)
	f := func() {
		ch <- 1 // not this one
	}
	f = func() {}
	go f()
	return 0
}

// A nil function is not called.
func nilFunc(ch chan int) {
	var hook func(chan int)
	if hook != nil {
		go hook(ch)
	}
	done := make(chan bool)
	go func() {
		done <- true // want `blocks forever`
	}()
}

// Recursion: each level sends once.
func countdown(n int, out chan<- int) {
	if n == 0 {
		return
	}
	out <- n // not found: blocks forever
	countdown(n-1, out)
}

func recursion() int {
	ch := make(chan int)
	go countdown(2, ch)
	return <-ch + <-ch
}

func recursionTooDeep() int {
	ch := make(chan int)
	go countdown(3, ch)
	return <-ch + <-ch
}

// A closure that calls itself.
func recursiveClosure(n int) (sum int) {
	ch := make(chan int)
	var walk func(int)
	walk = func(i int) {
		if i == 0 {
			close(ch)
			return
		}
		ch <- i
		walk(i - 1)
	}
	go walk(n)
	for v := range ch {
		sum += v
	}
	return sum
}

// Mutual recursion.
func even(n int, out chan<- bool) {
	if n == 0 {
		out <- true
		return
	}
	odd(n-1, out)
}

func odd(n int, out chan<- bool) {
	if n == 0 {
		out <- false // want `blocks forever`
		return
	}
	even(n-1, out)
}

func parity() bool {
	ch := make(chan bool)
	go even(4, ch)
	return <-ch
}

func parityLost() {
	ch := make(chan bool)
	go even(3, ch)
}

// Several results, one of them named and set later.
func open() (ch chan int, stop func()) {
	stop = func() { <-ch }
	ch = make(chan int)
	return ch, stop
}

func namedResults() {
	ch, stop := open()
	go func() { ch <- 1 }()
	stop()
}

// A variadic function gets the channels as a slice.
func sendTo(outs ...chan<- int) {
	for i, out := range outs {
		out <- i // want `blocks forever`
	}
}

func variadic() int {
	a, b := make(chan int), make(chan int)
	go sendTo(a, b)
	return <-a + <-b
}

func variadicStuck() int {
	a, b := make(chan int), make(chan int)
	go sendTo(a, b)
	return <-a
}

func variadicNone() { sendTo() }

// The loop's variable is a new one in each round.
func perRound() (sum int) {
	ch := make(chan int)
	var sends []func()
	for i := 0; i < 3; i++ {
		out := make(chan int)
		sends = append(sends, func() { out <- i })
		go func() { ch <- <-out }()
	}
	for _, send := range sends {
		send()
		sum += <-ch
	}
	return sum
}
