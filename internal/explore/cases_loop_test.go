package explore

// How often loops go round, and when nothing is concluded from that.
var loopCases = []ruleCase{
	{"a loop that may end at once", `
func f(more func() bool) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	for more() {
		<-c // stuck
	}
}`},
	{"a loop that must go round twice", `
func f(more func() bool) {
	c := make(chan int)
	go func() {
		c <- 1
		c <- 2 // stuck
	}()
	<-c
	n := 0
	for more() {
		if n++; n == 3 {
			<-c
			return
		}
	}
	if n == 0 {
		<-c
	}
}`},
	{"a list and its length", `
func f(list []int) {
	c := make(chan int)
	for range list {
		go func() { c <- 1 }()
	}
	for range list {
		<-c
	}
}`},
	{"a list and one less", `
func f(list []int) {
	c := make(chan int)
	for range list {
		go func() {
			c <- 1 // stuck
		}()
	}
	for i := 1; i < len(list); i++ {
		<-c
	}
}`},
	{"a number of rounds", `
func f(n int) {
	c := make(chan int)
	for i := 0; i < n; i++ {
		go func() { c <- 1 }()
	}
	for i := 0; i < n; i++ {
		<-c
	}
}`},
	{"workers that nobody waits for", `
func f(n int) {
	c := make(chan int)
	for i := 0; i < n; i++ {
		go func() {
			c <- 1 // stuck
		}()
	}
	<-c
}`},
	{"no workers are not configured", `
func f(n int) {
	c := make(chan int)
	for i := 0; i < n; i++ {
		go func() {
			for range c {
			}
		}()
	}
	c <- 1
	close(c)
}`},
	{"no workers for an empty list", `
func f(list []int) {
	c := make(chan int)
	for range list {
		go func() {
			for range c {
			}
		}()
	}
	c <- 1 // stuck
	close(c)
}`},
	{"a loop that spins", `
func f() {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	for i := 0; i < 1000000000; i += 0 {
		if i > 5 {
			<-c
		}
	}
}`},
	{"a loop without end holds a channel", `
func f(g func()) {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	for {
		g()
		if g == nil {
			<-c
		}
	}
}`},
	{"steps of unknown size", `
func f(n, step int) {
	if step < 1 {
		return
	}
	c := make(chan int)
	rounds := 0
	for i := 0; i < n; i += step {
		go func() { c <- 1 }()
		rounds++
	}
	for i := 0; i < n; i += step {
		<-c
	}
}`},
	{"a number that others change", `
type q struct{ n int; c chan bool }
func (x *q) len() int { return x.n }
func f(x *q, want int) {
	c := make(chan int)
	go func() {
		for x.len() < want {
			<-x.c
		}
		c <- 1
	}()
	for x.len() < want {
		<-x.c
	}
	<-c
}`},
	{"four rounds or more are like three", `
func f(more func() bool) {
	c := make(chan int)
	go func() {
		for {
			<-c // stuck
		}
	}()
	for more() {
		c <- 1
	}
}`},
	{"a loop that ends by itself", `
func f(list []int) {
	c := make(chan int, 1)
	go func() {
		defer close(c)
		for _, x := range list {
			c <- x
		}
	}()
	for range c {
	}
}`},
	{"a loop that ends before it is closed", `
func f(list []int) {
	c := make(chan int, 1)
	go func() {
		for _, x := range list {
			c <- x
		}
	}()
	for range c { // stuck
	}
}`},
	{"a way out of an inner loop", `
func f(list [][]int) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	for _, inner := range list {
		for _, x := range inner {
			if x > 3 {
				return
			}
		}
	}
	<-c
}`},
	{"a break to the outer loop", `
func f(list [][]int, g func() bool) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
outer:
	for _, inner := range list {
		for range inner {
			if g() {
				<-c
				break outer
			}
		}
	}
}`},
	{"rounds that are decided", `
func f() {
	c := make(chan int)
	go func() {
		c <- 1
		c <- 2
		c <- 3
		c <- 4 // stuck
	}()
	n := 0
	for i := 0; i < 6; i += 2 {
		<-c
		n++
	}
}`},
	{"a loop that counts down", `
func f(n int) {
	c := make(chan int)
	for i := n; i > 0; i-- {
		go func() {
			c <- 1 // stuck
		}()
	}
	<-c
	<-c // stuck
}`},
	{"a function that is called in a loop by others", `
import "slices"
func f(list []int) {
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	slices.ContainsFunc(list, func(int) bool { close(c); return true })
}`},
	{"an iterator that is not seen does not keep the body of a loop", `
import "iter"
func f(it iter.Seq[int]) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	for range it {
		<-c // stuck
	}
}`},
	{"an iterator that is not seen, left", `
import "iter"
func f(it iter.Seq[int]) {
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	for i := range it {
		if i > 3 {
			return
		}
	}
	close(c)
}`},
	{"an iterator of the package", `
func each(yield func(int) bool) {
	if !yield(1) {
		return
	}
	yield(2)
}
func f() {
	c := make(chan int)
	go func() {
		c <- 1
		c <- 2
		c <- 3 // stuck
	}()
	for range each {
		<-c
	}
}`},
	{"a loop over text", `
func f(s string) {
	c := make(chan int)
	for range s {
		go func() { c <- 1 }()
	}
	for range s {
		<-c
	}
}`},
	{"a loop over a map", `
func f(m map[int]int) {
	c := make(chan int)
	for range m {
		go func() { c <- 1 }()
	}
	for range m {
		<-c
	}
}`},
	{"a loop over a map that has changed", `
func f(m map[int]int) {
	c := make(chan int)
	for range m {
		go func() {
			c <- 1 // stuck
		}()
	}
	delete(m, 1)
	for range m {
		<-c // stuck
	}
}`},
	{"a loop over a number", `
func f(n int) {
	c := make(chan int)
	for range n {
		go func() { c <- 1 }()
	}
	for range n {
		<-c
	}
}`},
}
