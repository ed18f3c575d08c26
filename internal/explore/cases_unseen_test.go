package explore

// What code that is not seen can do with what it is given, and what not.
var unseenCases = []ruleCase{
	{"the body of a loop over a function that is not known", `
func f(seq func(yield func(int) bool), use func(int) bool) {
	c := make(chan int)
	go func() {
		defer close(c)
		for v := range seq {
			c <- v // stuck
		}
	}()
	for v := range c {
		if !use(v) {
			return
		}
	}
}`},
	{"such a body that is told to end", `
func f(seq func(yield func(int) bool), use func(int) bool) {
	c, done := make(chan int), make(chan bool)
	defer close(done)
	go func() {
		defer close(c)
		for v := range seq {
			select {
			case c <- v:
			case <-done:
				return
			}
		}
	}()
	for v := range c {
		if !use(v) {
			return
		}
	}
}`},
	{"such a body that receives", `
func f(seq func(yield func(int) bool)) {
	c := make(chan int)
	go func() {
		for v := range seq {
			<-c
			if v > 3 {
				break
			}
		}
		for range c {
		}
	}()
	c <- 1
	close(c)
}`},
	{"such a body that leaves two loops", `
func f(seq func(yield func(int) bool), use func(int) bool) {
	c := make(chan int)
	go func() {
		defer close(c)
	outer:
		for v := range seq {
			for w := range seq {
				if v == w {
					break outer
				}
				c <- v
			}
		}
	}()
	for range c {
	}
}`},
	{"such a body with a buffer", `
func f(seq func(yield func(int) bool), use func(int) bool) {
	c := make(chan int, 20)
	go func() {
		defer close(c)
		for v := range seq {
			c <- v // stuck
		}
	}()
	for v := range c {
		if !use(v) {
			return
		}
	}
}`},
	{"a function that is given another one, and keeps it", `
func f(each func(func(int) bool)) {
	c := make(chan int)
	each(func(v int) bool {
		c <- v
		return true
	})
	<-c
}`},
	{"a loop that stores what decides", `
func f(seq func(yield func(int) bool)) {
	c := make(chan int)
	go func() { c <- 1 }()
	found := false
	for v := range seq {
		if v == 7 {
			found = true
		}
	}
	if found {
		<-c
		return
	}
	<-c
}`},
	{"a panic that is recovered", `
func f(fn func() int) int {
	c := make(chan int)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				println("panic")
			}
		}()
		c <- fn()
	}()
	return <-c // stuck
}`},
	{"a panic of a method that is recovered", `
func f(x interface{ Get() int }) int {
	c := make(chan int)
	go func() {
		defer func() {
			recover()
		}()
		c <- x.Get()
	}()
	return <-c // stuck
}`},
	{"a panic that nobody recovers ends the program", `
func f(fn func() int) int {
	c := make(chan int)
	go func() { c <- fn() }()
	return <-c
}`},
	{"a panic that is recovered and answered", `
func f(fn func() int) int {
	c := make(chan int, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				c <- -1
			}
		}()
		c <- fn()
	}()
	return <-c
}`},
	{"a panic that is recovered, and the channel is closed", `
func f(fn func() int) int {
	c := make(chan int)
	go func() {
		defer close(c)
		defer func() { recover() }()
		c <- fn()
	}()
	return <-c
}`},
	{"a call that waits for one which has panicked", `
type call struct{ done chan bool }
type flight struct {
	m  map[string]*call
}
func (f *flight) do(key string, fn func()) {
	if c, ok := f.m[key]; ok {
		<-c.done // stuck
		return
	}
	c := &call{make(chan bool)}
	f.m[key] = c
	fn()
	close(c.done)
}
func g(fn func()) {
	x := &flight{map[string]*call{}}
	for range 2 {
		func() {
			defer func() { recover() }()
			x.do("a", fn)
		}()
	}
}`},
	{"a channel that is closed behind the call which is given it", `
type source interface{ Fill(c chan<- int) error }
func f(src source, use func(int) bool) {
	c, errs := make(chan int), make(chan error)
	go func() {
		defer close(c)
		if err := src.Fill(c); err != nil {
			errs <- err // stuck
		}
	}()
	for v := range c { // stuck
		if !use(v) {
			return
		}
	}
}`},
	{"a channel that is not closed there", `
type source interface{ Fill(c chan<- int) error }
func f(src source) {
	c := make(chan int)
	if err := src.Fill(c); err != nil {
		close(c)
	}
	for range c {
	}
}`},
	{"a channel that is closed there only if there was an error", `
type source interface{ Fill(c chan<- int) error }
func f(src source) {
	c, done := make(chan int), make(chan bool)
	go func() {
		for range c {
		}
		close(done)
	}()
	if err := src.Fill(c); err != nil {
		close(c)
		return
	}
	<-done
}`},
	{"a channel that is closed there, and all of it is read", `
type source interface{ Fill(c chan<- int) error }
func f(src source) error {
	c, errs := make(chan int), make(chan error, 1)
	go func() {
		defer close(c)
		errs <- src.Fill(c)
	}()
	for range c {
	}
	return <-errs
}`},
	{"a channel from which what is called may receive", `
type sink interface{ Drain(c chan int) error }
func f(x sink, list []int) {
	c := make(chan int)
	go func() {
		for _, v := range list {
			c <- v
		}
	}()
	x.Drain(c)
	close(c)
}`},
	{"a receiving end", `
type sink interface{ Drain(c <-chan int) error }
func f(x sink, list []int) {
	c := make(chan int)
	go func() {
		for _, v := range list {
			c <- v
		}
	}()
	x.Drain(c)
	close(c)
}`},
	{"a count of errors that waits for what is lent", `
type source interface{ Fill(c chan<- int) error }
func f(src source, use func(int) error) error {
	c, errs := make(chan int), make(chan error, 1)
	go func() {
		if err := src.Fill(c); err != nil {
			errs <- err // stuck
		}
		close(c)
	}()
	for v := range c { // stuck
		if err := use(v); err != nil {
			errs <- err // stuck
		}
	}
	close(errs)
	return <-errs
}`},
}
