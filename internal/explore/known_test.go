package explore

import (
	"slices"
	"testing"
)

// A verdict on a small program: the lines at which somebody is stuck.
type verdictTest struct {
	name  string
	src   string // without its package clause, which is line 1
	stuck []int
	known string // why the machine is known to be wrong: see TestVerdicts
}

// verdictTests are about what several parts of the machine do together. Each was
// wrong once, or still is.
var verdictTests = []verdictTest{
	{name: "a buffer is first in, first out", src: `
func f() {
	c := make(chan int, 1)
	go func() {
		c <- 1
		c <- 2
		c <- 3
	}()
	if <-c != 1 {
		return // never
	}
	<-c
}`},
	{name: "a table that nobody changes", src: `
var jobs = []func() int{func() int { return 1 }, func() int { return 2 }}
func f() int {
	c := make(chan int, len(jobs))
	for _, job := range jobs {
		go func() { c <- job() }()
	}
	return <-c
}`},
	{name: "a table that is emptied", src: `
var jobs = []func() int{func() int { return 1 }, func() int { return 2 }}
func clear() { jobs = nil }
func f() int {
	c := make(chan int, len(jobs))
	for _, job := range jobs {
		go func() { c <- job() }()
	}
	return <-c
}`, stuck: []int{9}},
	{name: "recursion through two functions", src: `
func one(n int) {
	c := make(chan int, 1)
	send(c, n)
	<-c
}
func two(n int) {
	c := make(chan int)
	go func() {
		<-c
	}()
	pass(c, n)
}
func send(c chan int, n int) {
	if n > 9 {
		pass(c, n)
		return
	}
	c <- n
}
func pass(c chan int, n int) { send(c, n-10) }`},
	{name: "a constant that counts in another function", src: `
func f() {
	c := make(chan int, 20)
	g(c)
	println(<-c)
}
func g(c chan int) {
	c <- 1; c <- 2; c <- 3; c <- 4; c <- 5; c <- 6; c <- 7; c <- 8; c <- 9
}
func other() {
	for i := 0; i < 20; i++ {
		println(i)
	}
}`},
	{name: "two lists of one length", src: `
func f(a, b []int) {
	if len(a) != len(b) {
		return
	}
	c := make(chan int)
	for _, x := range a {
		go func() { c <- x }()
	}
	for range b {
		println(<-c)
	}
}`},
	{name: "two parts of a list", src: `
func f(xs []int, k int) {
	if k > len(xs) {
		return
	}
	c := make(chan int)
	for _, x := range xs[:k] {
		go func() { c <- x }()
	}
	for _, x := range xs[k:] {
		go func() { c <- x }()
	}
	for range xs {
		println(<-c)
	}
}`},
	{name: "a sum of lengths", src: `
func f(xs, ys []int) {
	c := make(chan int)
	for _, x := range xs {
		go func() { c <- x }()
	}
	for _, x := range ys {
		go func() { c <- x }()
	}
	for range len(xs) + len(ys) {
		println(<-c)
	}
}`},
	{name: "twice a length", src: `
func f(xs []int) {
	c := make(chan int)
	for _, x := range xs {
		go func() { c <- x }()
		go func() { c <- x }()
	}
	for range 2 * len(xs) {
		println(<-c)
	}
}`},
	{name: "half a length", src: `
func f(xs []int) {
	c := make(chan int)
	for i := 0; i < len(xs)/2; i++ {
		go func() { c <- 1 }()
	}
	for range len(xs) / 2 {
		println(<-c)
	}
}`},
	{name: "a count of some", src: `
func f(xs []int) {
	c := make(chan int)
	n := 0
	for _, x := range xs {
		if x > 3 {
			continue
		}
		n++
		go func() { c <- x }()
	}
	for ; n > 0; n-- {
		println(<-c)
	}
}`},
	{name: "a length that is read in each round", src: `
type list struct{ xs []int }
func f(l *list) {
	c := make(chan int)
	for _, x := range l.xs {
		go func() { c <- x }()
	}
	for i := 0; i < len(l.xs); i++ {
		<-c
	}
}`},
	{name: "a remainder", src: `
func f(xs []int) {
	c := make(chan int)
	go func() { c <- 1 }()
	switch len(xs) % 3 {
	case 0, 1, 2:
		<-c
	}
}`},
	{name: "a condition that is stored", src: `
func f(n int) {
	c := make(chan int)
	few := n == 5
	if n < 3 {
		go func() { c <- 1 }()
		if few {
			return // never
		}
		<-c
	}
}`},
	{name: "the order of two numbers", src: `
func f(a, b int) {
	c := make(chan int)
	if a < b {
		go func() { c <- 1 }()
		if b < a || a == b {
			return // never
		}
		<-c
	}
}`},
	{name: "a number that a loop has doubled", src: `
func f() {
	c := make(chan int)
	size := 1
	for size < 100 {
		size += size
	}
	go func() { c <- 1 }()
	if size > 0 {
		<-c
	}
}`},
	{name: "a loop that counts down", src: `
func f() {
	c := make(chan int)
	n := 0
	for i := 10; i > 0; i-- {
		n++
	}
	go func() { c <- 1 }()
	if n > 5 {
		<-c
	}
}`},
	{name: "a context that is cancelled on some paths", stuck: []int{6}, src: `
import "context"
func f(b bool) {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-ctx.Done()
	}()
	if b {
		cancel()
	}
}`},
	{name: "a hundred goroutines that know their number", stuck: []int{5}, src: `
func f(work func(int) int) (sum int) {
	c := make(chan int)
	for i := 0; i < 100; i++ {
		go func() { c <- work(i) }()
	}
	for range 100 {
		if sum += <-c; sum < 0 {
			return
		}
	}
	return sum
}`},
	{name: "a hundred goroutines", stuck: []int{5}, src: `
func f(work func() int) (sum int) {
	c := make(chan int)
	for i := 0; i < 100; i++ {
		go func() { c <- work() }()
	}
	for range 100 {
		if sum += <-c; sum < 0 {
			return
		}
	}
	return sum
}`},
}

// TestVerdicts compares what is found with what is right. Where the machine is
// known to be wrong the test is skipped as long as it is; once it is right, say
// so here by taking away known.
func TestVerdicts(t *testing.T) {
	for _, test := range verdictTests {
		t.Run(test.name, func(t *testing.T) {
			pkg := mustTypeCheck(t, "package p"+test.src)
			var got []int
			for _, r := range explorePackage(t, pkg).Roots {
				for _, st := range r.Stuck {
					got = append(got, pkg.Fset.Position(st.Pos).Line)
				}
			}
			slices.Sort(got)
			switch right := slices.Equal(slices.Compact(got), test.stuck); {
			case !right && test.known != "":
				t.Skipf("known: %s: stuck at lines %v, want %v", test.known, got, test.stuck)
			case !right:
				t.Errorf("stuck at lines %v, want %v", got, test.stuck)
			case test.known != "":
				t.Error("right now: take away known")
			}
		})
	}
}
