package bad

import "fmt"

// Goroutines that wait for each other.

// Each of them wants to hear from the other first.
func politePeers() {
	a, b := make(chan string), make(chan string)
	go converse(a, b)
	go converse(b, a)
}

func converse(in <-chan string, out chan<- string) {
	heard := <-in // want `blocks forever`
	out <- "re: " + heard
}

// The goroutine waits for a start that follows its end.
func startAfterDone(work func()) {
	start, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		<-start // want `blocks forever`
		work()
	}()
	<-done // also
	close(start)
}

// The loop closes itself, and waits for itself to end.
type reader struct {
	lines chan string
	quit  chan struct{}
	done  chan struct{}
}

func (r *reader) loop() {
	defer close(r.done)
	for {
		select {
		case line := <-r.lines:
			if line == "quit" {
				r.close()
			}
		case <-r.quit:
			return
		}
	}
}

func (r *reader) close() {
	close(r.quit)
	<-r.done // want `blocks forever`
}

func closesItself() {
	r := &reader{lines: make(chan string, 1), quit: make(chan struct{}), done: make(chan struct{})}
	r.lines <- "quit"
	go r.loop()
}

// An actor that asks itself.
type actor struct {
	inbox chan func()
}

func (a *actor) run() {
	for f := range a.inbox {
		f()
	}
}

func (a *actor) ask(f func() int) int {
	reply := make(chan int, 1)
	a.inbox <- func() { reply <- f() }
	return <-reply // want `blocks forever`
}

func asksItself() {
	a := &actor{inbox: make(chan func(), 2)}
	a.inbox <- func() {
		fmt.Println(a.ask(func() int { return 1 }))
	}
	go a.run()
}

// Everybody passes the token on, and nobody brings one.
func ring(n int) {
	chans := make([]chan int, n)
	for i := range chans {
		chans[i] = make(chan int)
	}
	for i := range chans {
		go pass(chans[i], chans[(i+1)%n])
	}
}

func pass(in <-chan int, out chan<- int) {
	for token := range in { // want `blocks forever`
		out <- token + 1
	}
}
