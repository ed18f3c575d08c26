package explore

// More states that must be told apart: see stateCases.
var moreStateCases = bothWays([]ruleCase{
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
	{"an unknown number that nobody asks for", `
func use(int)
func f(b bool, g func(), n, m int) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if b {
		n = m
		g()
	} ELSE
	d := make(chan int, 1)
	d <- 1
	<-d
	use(n)
}`},
	{"a fact about what is in memory", `
type t struct{ n int }
func f(x *t, b bool, g func()) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if x.n > 3 {
		g()
	} ELSE
	h(x, c)
}
func h(x *t, c chan int) {
	if x.n > 3 {
		<-c
	}
}`},
	{"a fact about two numbers", `
func f(n, m int, g func()) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if n == m {
		g()
	} ELSE
	if n == m {
		<-c
	}
}`},
	{"a fact about a sum", `
func f(n, m int, g func()) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if n+m > 3 {
		g()
	} ELSE
	if n+m > 3 {
		<-c
	}
}`},
	{"a fact about text", `
func f(s string, g func()) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if s == "a" {
		g()
	} ELSE
	if s == "a" {
		<-c
	}
}`},
	{"a fact about a pointer", `
type t struct{ n int }
func f(x *t, g func()) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if x == nil {
		g()
	} ELSE
	if x == nil {
		<-c
	}
}`},
	{"a fact about an error", `
func f(g func() error) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	err := g()
	if err != nil {
		g()
	} ELSE
	if err != nil {
		<-c
	}
}`},
	{"a fact about the length of a map", `
func f(m map[int]int, g func()) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if len(m) > 2 {
		g()
	} ELSE
	if len(m) > 2 {
		<-c
	}
}`},
})
