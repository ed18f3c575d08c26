package explore

// What can happen next when everybody waits.
var scheduleCases = []ruleCase{
	{"a select takes what is ready, not its default", `
func f() {
	c, d := make(chan int, 1), make(chan int)
	go func() {
		d <- 1
	}()
	c <- 1
	select {
	case <-c:
		<-d
	default:
	}
}`},
	{"a select takes its default while a sender may come", `
func f() {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	select {
	case <-c:
	default:
	}
}`},
	{"a select takes any case", `
func f(a, b chan int) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	select {
	case <-a:
		<-c
	case <-b:
	}
}`},
	{"a select takes a closed channel", `
func f(a chan int) {
	c, d := make(chan int), make(chan int)
	close(d)
	go func() {
		c <- 1 // stuck
	}()
	select {
	case <-a:
		<-c
	case <-d:
	}
}`},
	{"a select without a case that can be", `
func f() {
	c, d := make(chan int), make(chan int)
	go func() {
		select { // stuck
		case <-c:
		case <-d:
		}
	}()
}`},
	{"a select without cases", `
func f() {
	c := make(chan int)
	go func() {
		c <- 1
		select {} // stuck
	}()
	<-c
}`},
	{"a select whose cases are nil", `
func f() {
	c, d := make(chan int), make(chan int)
	go func() {
		c, d := c, d
		for {
			select { // stuck
			case <-c:
				c = nil
			case <-d:
				d = nil
			}
		}
	}()
	c <- 1
	d <- 1
}`},
	{"two senders and one receiver", `
func f() {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	go func() {
		c <- 2 // stuck
	}()
	<-c
}`},
	{"whoever is first", `
func f() {
	c, d := make(chan int), make(chan int)
	go func() { c <- 1 }()
	go func() { c <- 2 }()
	go func() {
		d <- 1 // stuck
	}()
	if n := <-c; n == 1 {
		<-d
	}
	<-c
}`},
	{"a sender meets a receiver that selects", `
func f() {
	c, d := make(chan int), make(chan int)
	go func() {
		select {
		case <-c:
		case <-d:
		}
	}()
	d <- 1
}`},
	{"two who select meet", `
func f() {
	c, d := make(chan int), make(chan int)
	go func() {
		select {
		case c <- 1:
		case d <- 1:
		}
	}()
	select {
	case <-c:
	case <-d:
	}
}`},
	{"nobody meets himself", `
func f() {
	c := make(chan int)
	go func() {
		select { // stuck
		case c <- 1:
		case <-c:
		}
	}()
}`},
	{"what is in the buffer comes first", `
func f() {
	c, d := make(chan int, 1), make(chan int)
	c <- 1
	go func() { c <- 2 }()
	go func() {
		d <- 1
	}()
	if <-c == 1 {
		<-d
	}
	<-c
}`},
	{"a buffer is full", `
func f() {
	c := make(chan int, 1)
	go func() {
		c <- 1
		c <- 2 // stuck
	}()
}`},
	{"what was sent is received", `
func f(b bool) {
	c, d := make(chan bool), make(chan int)
	go func() { c <- b }()
	go func() {
		d <- 1
	}()
	if x := <-c; x == b {
		<-d
	}
}`},
	{"a receive tells that a channel is closed", `
func f() {
	c, d := make(chan int), make(chan int)
	close(c)
	go func() {
		d <- 1
	}()
	if x, ok := <-c; !ok && x == 0 {
		<-d
	}
}`},
	{"a receive tells that a channel is not closed", `
func f() {
	c, d := make(chan int), make(chan int)
	go func() { c <- 3 }()
	go func() {
		d <- 1
	}()
	if _, ok := <-c; ok {
		<-d
	}
}`},
	{"a select tells that a channel is closed", `
func f() {
	c, d, e := make(chan int), make(chan int), make(chan int)
	close(c)
	go func() {
		d <- 1
	}()
	select {
	case x, ok := <-c:
		if !ok && x == 0 {
			<-d
		}
	case <-e:
	}
}`},
	{"a select tells what was received", `
func f() {
	c, d, e := make(chan int), make(chan int), make(chan int)
	go func() { e <- 7 }()
	go func() {
		d <- 1
	}()
	select {
	case <-c:
	case x, ok := <-e:
		if ok && x == 7 {
			<-d
		}
	}
}`},
	{"what a closed channel still has in it", `
func f() {
	c, d := make(chan int, 1), make(chan int)
	c <- 1
	close(c)
	go func() {
		d <- 1
	}()
	if _, ok := <-c; !ok {
		return
	}
	<-d
}`},
	{"what comes from outside may be closed", `
func f(in chan int) {
	d := make(chan int)
	go func() {
		d <- 1 // stuck
	}()
	if _, ok := <-in; ok {
		<-d
	}
}`},
	{"a send on a closed channel ends the program", `
func f() {
	c, d := make(chan int), make(chan int)
	close(c)
	go func() {
		d <- 1
	}()
	c <- 1
}`},
	{"a send on a closed channel, recovered", `
func f() {
	defer func() { recover() }()
	c, d := make(chan int), make(chan int)
	close(c)
	go func() {
		d <- 1 // stuck
	}()
	c <- 1
	<-d
}`},
	{"closed twice", `
func f() {
	c, d := make(chan int), make(chan int)
	close(c)
	go func() {
		d <- 1
	}()
	close(c)
}`},
	{"closed twice, recovered", `
func f() {
	defer func() { recover() }()
	c, d := make(chan int), make(chan int)
	close(c)
	go func() {
		d <- 1 // stuck
	}()
	close(c)
	<-d
}`},
	{"who waits for a closed channel goes on", `
func f() {
	c := make(chan int)
	go func() {
		<-c
	}()
	go func() {
		for range c {
		}
	}()
	close(c)
}`},
	{"a nil channel", `
func f(b bool) {
	var c chan int
	d := make(chan int)
	go func() {
		d <- 1 // stuck
	}()
	if b {
		c = make(chan int, 1)
	}
	select {
	case c <- 1:
		<-d
	default:
	}
}`},
	{"the root's own goroutine", `
func f() {
	c := make(chan int)
	c <- 1 // stuck
}`},
	{"a receive that is meant to last", `
func f() {
	go func() {
		<-make(chan int) // stuck
	}()
	<-make(chan int)
}`},
	{"a sender that depends on an undecided size", `
func f(list []int) {
	if len(list) > 1 {
		return
	}
	c := make(chan int, len(list))
	go func() {
		c <- 1 // stuck
	}()
}`},
	{"a sender that depends on a size that was decided", `
func f(list []int) {
	if len(list) < 1 {
		return
	}
	c := make(chan int, len(list))
	go func() {
		c <- 1
	}()
}`},
	{"an undecided size is decided the same everywhere", `
func f(list []int) {
	if len(list) > 1 {
		return
	}
	c, d := make(chan int, len(list)), make(chan int)
	c <- 1 // stuck
	go func() {
		d <- 1
	}()
	if len(list) == 1 {
		<-d
	}
}`},
}
