package explore

// Deferred calls, panics, and goroutines that end early.
var unwindCases = []ruleCase{
	{"a deferred call is made at the end", `
func f() {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	defer receive(c)
}
func receive(c chan int) { <-c }`},
	{"deferred calls are made in reverse", `
func f() {
	c, d := make(chan int), make(chan int)
	go func() {
		c <- 1 // stuck
		d <- 1
	}()
	defer receive(c)
	defer receive(d)
}
func receive(c chan int) {
	<-c // stuck
}`},
	{"deferred calls are made when the goroutine exits", `
import "runtime"
func f() {
	c := make(chan int)
	go func() {
		defer func() { c <- 1 }()
		runtime.Goexit()
	}()
	<-c
}`},
	{"nothing else is run when the goroutine exits", `
import "runtime"
func f() {
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	go func() {
		func() { runtime.Goexit() }()
		c <- 1
	}()
}`},
	{"nobody recovers from an exit", `
import "runtime"
func f() {
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	go func() {
		func() {
			defer func() { recover() }()
			runtime.Goexit()
		}()
		c <- 1
	}()
}`},
	{"who recovers goes on in the caller", `
func f() {
	c := make(chan int)
	go func() {
		<-c
	}()
	func() {
		defer func() { recover() }()
		panic(1)
	}()
	c <- 1
}`},
	{"who recovers does not go on behind the panic", `
func f() {
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	func() {
		defer func() { recover() }()
		panic(1)
		c <- 1
	}()
}`},
	{"a panic that is recovered further out", `
func f() {
	defer func() { recover() }()
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	func() {
		func() { panic(1) }()
		c <- 1
	}()
	c <- 1
}`},
	{"deferred calls are made while a panic unwinds", `
func f() {
	defer func() { recover() }()
	c := make(chan int)
	go func() {
		<-c
	}()
	func() {
		defer func() { c <- 1 }()
		panic(1)
	}()
}`},
	{"recover in a function that the deferred one calls", `
func f() {
	c := make(chan int)
	go func() {
		<-c
	}()
	func() {
		defer func() {
			func() { recover() }()
		}()
		panic(1)
	}()
}`},
	{"recover says whether there was a panic", `
func f(b bool) {
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	func() {
		defer func() {
			if recover() == nil {
				c <- 1
			}
		}()
		if b {
			panic(1)
		}
	}()
}`},
	{"recover says that there was a panic", `
func f() {
	c := make(chan int)
	go func() {
		<-c
	}()
	func() {
		defer func() {
			if recover() != nil {
				close(c)
			}
		}()
		panic(1)
	}()
}`},
	{"a result is set by who recovers", `
func f(b bool) {
	c := make(chan int)
	go func() {
		<-c
	}()
	if try(b) {
		c <- 1
	} else {
		close(c)
	}
}
func try(b bool) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	if b {
		panic(1)
	}
	return true
}`},
	{"the result of who panicked is zero", `
func f() {
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	if try(c) {
		c <- 1
	}
}
func try(c chan int) bool {
	defer func() { recover() }()
	if c != nil {
		panic(c)
	}
	return true
}`},
	{"a panic ends the program", `
func f() {
	c := make(chan int)
	go func() {
		<-c
	}()
	panic(1)
}`},
	{"a panic in another goroutine ends the program", `
func f() {
	c := make(chan int)
	go func() {
		<-c
	}()
	go func() {
		panic(c)
	}()
}`},
	{"a panic that is recovered ends only the goroutine", `
func f() {
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	go func() {
		defer func() { recover() }()
		if c != nil {
			panic(1)
		}
		c <- 1
	}()
}`},
	{"a panic in a deferred call", `
func f() {
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	func() {
		defer func() { recover() }()
		defer func() { panic(2) }()
		if c != nil {
			return
		}
		c <- 1
	}()
}`},
	{"a deferred call in a loop over a function", `
func each(yield func(int) bool) { yield(1) }
func f() {
	c := make(chan int)
	go func() {
		<-c
	}()
	for range each {
		defer close(c)
	}
}`},
	{"a literal is deferred with what is bound then", `
func f() {
	c, d := make(chan int), make(chan int)
	go func() {
		<-c // stuck
	}()
	x := c
	defer func() { close(x) }()
	x = d
}`},
	{"an argument is evaluated when it is deferred", `
func f() {
	c, d := make(chan int), make(chan int)
	go func() {
		<-c
	}()
	x := c
	defer shut(x)
	x = d
	_ = x
}
func shut(c chan int) { close(c) }`},
	{"the program exits", `
import "os"
func f(b bool) {
	c := make(chan int)
	go func() {
		<-c
	}()
	if b {
		os.Exit(1)
	}
	close(c)
}`},
	{"a nil function panics", `
func f() {
	var g func()
	c := make(chan int)
	go func() {
		<-c
	}()
	g()
}`},
	{"a recursive call", `
func f(n int) {
	c := make(chan int)
	go func() {
		<-c
	}()
	send(c, n)
}
func send(c chan int, n int) {
	if n > 0 {
		send(c, n-1)
		return
	}
	c <- 1
}`},
	{"results of a call", `
func f() {
	c := make(chan int)
	go func() {
		<-c
	}()
	if d, ok := get(c); ok {
		d <- 1
	}
}
func get(c chan int) (chan int, bool) { return c, true }`},
}
