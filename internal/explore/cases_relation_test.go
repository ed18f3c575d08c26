package explore

// How numbers are related: lists of one length, parts of lists, remainders, the order of
// numbers, conditions that are stored.
var relationCases = []ruleCase{
	{"lists of one length", `
func f(a, b []int) {
	if len(a) == len(b) {
		c := make(chan int)
		for range a {
			go func() { c <- 1 }()
		}
		for i := 0; i < len(b); i++ {
			<-c
		}
	}
}`},
	{"lists of one length, in turn", `
func f(a, b, d []int) {
	if len(a) != len(b) || len(d) != len(b) {
		return
	}
	c := make(chan int)
	for range a {
		go func() { c <- 1 }()
	}
	for range d {
		<-c
	}
}`},
	{"a list that is longer by one", `
func f(a, b []int) {
	if len(a)+1 != len(b) {
		return
	}
	c := make(chan int)
	for range a {
		go func() { c <- 1 }()
	}
	for range b[1:] {
		<-c
	}
}`},
	{"a list that is too long by one", `
func f(a, b []int) {
	if len(a) != len(b)+1 {
		return
	}
	c := make(chan int)
	for range a {
		go func() {
			c <- 1 // stuck
		}()
	}
	for range b {
		<-c
	}
}`},
	{"a list that is longer than another", `
func f(a, b []int) {
	if len(a) <= len(b) {
		return
	}
	c := make(chan int, len(a))
	for range b {
		go func() {
			c <- 1
		}()
	}
	c <- 2
}`},
	{"a list that may be longer than another", `
func f(a, b []int) {
	if len(a) < len(b) {
		return
	}
	c := make(chan int, len(b))
	for range a {
		go func() {
			c <- 1 // stuck
		}()
	}
}`},
	{"lists of one length in a struct", `
type pair struct{ a, b []int }
func f(p *pair) {
	if len(p.a) != len(p.b) {
		return
	}
	c := make(chan int)
	for range p.a {
		go func() { c <- 1 }()
	}
	for range p.b {
		<-c
	}
}`},
	{"lists of one length, says a helper", `
func same(a, b []int) bool { return len(a) == len(b) }
func f(a, b []int) {
	if !same(a, b) {
		return
	}
	c := make(chan int)
	for range a {
		go func() { c <- 1 }()
	}
	for range b {
		<-c
	}
}`},
	{"a list that is made as long", `
func f(a []int) {
	b := make([]string, len(a))
	c := make(chan int)
	for range a {
		go func() { c <- 1 }()
	}
	for range b {
		<-c
	}
}`},
	{"two parts of a list, the other way round", `
func f(xs []int, k int) {
	if k < 0 || k > len(xs) {
		return
	}
	c := make(chan int)
	for range xs {
		go func() { c <- 1 }()
	}
	for range xs[k:] {
		<-c
	}
	for range xs[:k] {
		<-c
	}
}`},
	{"three parts of a list", `
func f(xs []int, i, k int) {
	c := make(chan int)
	for range xs[:i] {
		go func() { c <- 1 }()
	}
	for range xs[i:k] {
		go func() { c <- 1 }()
	}
	for range xs[:k] {
		<-c
	}
}`},
	{"a part of a list is missing", `
func f(xs []int, i, k int) {
	c := make(chan int)
	for range xs {
		go func() {
			c <- 1 // stuck
		}()
	}
	for range xs[i:k] { // up to the capacity
		<-c // stuck
	}
}`},
	{"the first and the others", `
func f(xs []int) {
	if len(xs) == 0 {
		return
	}
	c := make(chan int, 1)
	for range xs[1:] {
		go func() { c <- 1 }()
	}
	for range len(xs) - 1 {
		<-c
	}
}`},
	{"a part of a text", `
func f(s string, k int) {
	head, tail := s[:k], s[k:]
	c := make(chan int)
	for i := 0; i < len(head); i++ {
		go func() { c <- 1 }()
	}
	for i := 0; i < len(tail); i++ {
		go func() { c <- 1 }()
	}
	for i := 0; i < len(s); i++ {
		<-c
	}
}`},
	{"a list that is used up", `
func f(xs []int) {
	c := make(chan int)
	n := 0
	for len(xs) > 0 {
		go func() { c <- 1 }()
		xs = xs[1:]
		n++
	}
	for range n {
		<-c
	}
}`},
	{"appended one by one", `
func f(xs []int) {
	c := make(chan int)
	var list []int
	for _, x := range xs {
		list = append(list, x)
	}
	for range xs {
		go func() { c <- 1 }()
	}
	for range list {
		<-c
	}
}`},
	{"one more is appended", `
func f(xs []int) {
	c := make(chan int)
	all := append(xs, 3)
	for range all {
		go func() {
			c <- 1 // stuck
		}()
	}
	for range xs {
		<-c
	}
}`},
	{"parts are appended again", `
func f(xs []int, i int) {
	c := make(chan int)
	xs = append(xs[:i], xs[i+1:]...)
	go func() {
		for range xs {
			c <- 1
		}
	}()
	for i := 0; i < len(xs); i++ {
		<-c
	}
}`},
	{"one of a list is missing", `
func f(xs []int, i int) {
	c := make(chan int)
	for range xs {
		go func() {
			c <- 1 // stuck
		}()
	}
	xs = append(xs[:i], xs[i+1:]...)
	for range xs {
		<-c
	}
}`},
	{"a remainder, odd or even", `
func f(n int) {
	c := make(chan int)
	go func() { c <- 1 }()
	if n%2 == 0 {
		<-c
	} else if n%2 == 1 || n%2 == -1 {
		<-c
	}
}`},
	{"a remainder of a number that may be negative", `
func f(n int) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if n%2 == 0 {
		<-c
	} else if n%2 == 1 {
		<-c
	}
}`},
	{"a remainder of a number without sign", `
func f(n uint) {
	c := make(chan int)
	go func() { c <- 1 }()
	if n%2 == 0 {
		<-c
	} else if n%2 == 1 {
		<-c
	}
}`},
	{"a bit", `
func f(n int) {
	c := make(chan int)
	go func() { c <- 1 }()
	switch n & 3 {
	case 0, 1, 2, 3:
		<-c
	}
}`},
	{"the bit of an odd number", `
func f(n uint) {
	c := make(chan int)
	go func() { c <- 1 }()
	if n%2 == 1 && n&1 == 0 {
		return // never
	}
	<-c
}`},
	{"the next number is odd", `
func f(n int) {
	c := make(chan int)
	go func() { c <- 1 }()
	if n < 0 || n%2 != 0 {
		<-c
		return
	}
	if (n+1)%2 == 1 {
		<-c
	}
}`},
	{"the next number is not odd", `
func f(n int) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if n < 0 || n%2 != 0 {
		<-c
		return
	}
	if (n+2)%2 == 1 {
		<-c
	}
}`},
	{"halves and the rest", `
func f(n int) {
	if n < 0 {
		return
	}
	c := make(chan int)
	for range n / 2 {
		go func() { c <- 1 }()
		go func() { c <- 1 }()
	}
	if n%2 == 1 {
		go func() { c <- 1 }()
	}
	for range n {
		<-c
	}
}`},
	{"halves without the rest", `
func f(n int) {
	if n < 0 {
		return
	}
	c := make(chan int)
	for range n {
		go func() {
			c <- 1 // stuck
		}()
	}
	for range n / 2 {
		<-c
		<-c
	}
}`},
	{"a parity in a counter", `
import "sync/atomic"
func f(m int) {
	n := int32(m / 2 * 2)
	c := make(chan int)
	for range 2 {
		go func() {
			for {
				i := atomic.AddInt32(&n, -1)
				if i < 0 {
					return
				}
				if i%2 == 0 {
					<-c
				} else {
					c <- 1
				}
			}
		}()
	}
}`},
	{"a parity in a counter that may start odd", `
import "sync/atomic"
func f(m int) {
	n := int32(m)
	c := make(chan int)
	for range 2 {
		go func() {
			for {
				i := atomic.AddInt32(&n, -1)
				if i < 0 {
					return
				}
				if i%2 == 0 {
					<-c // stuck
				} else {
					c <- 1
				}
			}
		}()
	}
}`},
	{"a condition that is stored, and less", `
func f(n int) {
	c := make(chan int)
	some := n > 0
	if n > 3 {
		go func() { c <- 1 }()
		if some {
			<-c
		}
	}
}`},
	{"a condition that is stored, and the contrary", `
func f(n int) {
	c := make(chan int)
	none := !(n > 0)
	if n >= 1 {
		go func() { c <- 1 }()
		if none {
			return // never
		}
		<-c
	}
}`},
	{"a condition that is stored in a struct", `
type opts struct{ some bool }
func f(n int) {
	o := &opts{some: n != 0}
	c := make(chan int)
	if n > 2 {
		go func() { c <- 1 }()
	}
	if n > 2 && !o.some {
		return // never
	}
	if n > 2 {
		<-c
	}
}`},
	{"a condition that is stored and captured", `
func f(n, m int) {
	more := m > n
	c := make(chan int)
	go func() {
		if more {
			c <- 1
		}
	}()
	if n < m {
		<-c
	}
}`},
	{"a condition that says less", `
func f(n int) {
	c := make(chan int)
	many := n > 5
	if n > 3 {
		go func() {
			c <- 1 // stuck
		}()
		if many {
			<-c
		}
	}
}`},
	{"a condition on text that is stored", `
func f(s, t string) {
	same := s == t
	c := make(chan int)
	if t == s {
		go func() { c <- 1 }()
	}
	if same {
		<-c
	}
}`},
	{"the order of three numbers", `
func f(a, b, d int) {
	c := make(chan int)
	if a < b && b <= d {
		go func() { c <- 1 }()
		if d <= a {
			return // never
		}
		<-c
	}
}`},
	{"the order of three numbers, in a field and a parameter", `
type t struct{ lo, hi int }
func (x *t) f(n int) {
	c := make(chan int)
	if x.lo > n || n > x.hi {
		return
	}
	go func() { c <- 1 }()
	if x.hi < x.lo {
		return // never
	}
	<-c
}`},
	{"the order of numbers without sign", `
func f(a, b uint8) {
	c := make(chan int)
	if a < b {
		go func() { c <- 1 }()
		if b == 0 {
			return // never
		}
		<-c
	}
}`},
	{"the order of two numbers may be the other", `
func f(a, b int) {
	c := make(chan int)
	if a <= b {
		go func() {
			c <- 1 // stuck
		}()
		if b <= a {
			return
		}
		<-c
	}
}`},
	{"not equal and not less", `
func f(a, b int) {
	c := make(chan int)
	if a == b || a < b {
		return
	}
	go func() { c <- 1 }()
	if b < a {
		<-c
	}
}`},
	{"the smaller and the larger of two", `
func f(a, b int) {
	c := make(chan int)
	go func() { c <- 1 }()
	if min(a, b) > max(b, a) {
		return // never
	}
	<-c
}`},
	{"the smallest of three", `
func f(a, b, d int) {
	c := make(chan int)
	go func() { c <- 1 }()
	if n := min(a, b, d); n > d || n > b || n > a {
		return // never
	}
	<-c
}`},
	{"the largest of three", `
func f(a, b, d int) {
	c := make(chan int)
	go func() { c <- 1 }()
	n := max(a, b, d)
	if n == a || n == b || n == d {
		<-c
	}
}`},
	{"the larger of two is not one of them", `
func f(a, b int) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if max(a, b) > a {
		<-c
	}
}`},
	{"workers, at most as many as jobs", `
func f(jobs []int, workers int) {
	if workers > len(jobs) {
		workers = len(jobs)
	}
	c := make(chan int, len(jobs))
	for range workers {
		go func() { c <- 1 }()
	}
}`},
	{"workers, by a helper", `
func clamp(n, lo, hi int) int {
	if n < lo {
		return lo
	}
	if n > hi {
		return hi
	}
	return n
}
func f(jobs []int, workers int) {
	workers = clamp(workers, 0, len(jobs))
	c := make(chan int, len(jobs))
	for range workers {
		go func() { c <- 1 }()
	}
}`},
	{"a square is not negative", `
func f(x int) {
	c := make(chan int)
	go func() { c <- 1 }()
	if x*x < 0 {
		return // never
	}
	<-c
}`},
	{"a product of lengths", `
func f(a, b []int) {
	c := make(chan int)
	for range len(a) * len(b) {
		go func() { c <- 1 }()
	}
	for i := len(b) * len(a); i > 0; i-- {
		<-c
	}
}`},
	{"twice a capacity", `
func f(n int) {
	c := make(chan int, 2*n)
	for range n {
		go func() { c <- 1 }()
		go func() { c <- 1 }()
	}
}`},
	{"a capacity that is one less, and one received", `
func f(n int) {
	if n < 1 {
		return
	}
	c := make(chan int, n-1)
	for range n {
		go func() { c <- 1 }()
	}
	<-c
}`},
	{"a capacity that is one less", `
func f(n int) {
	if n < 1 {
		return
	}
	c := make(chan int, n-1)
	for range n {
		go func() {
			c <- 1 // stuck
		}()
	}
}`},
	{"a capacity that is shared out", `
func f(n, m int) {
	if n < 0 || m < n {
		return
	}
	c := make(chan int, m)
	for range n {
		go func() { c <- 1 }()
	}
	for range m - n {
		go func() { c <- 1 }()
	}
}`},
	{"a negative number is added", `
func f(n int) {
	c := make(chan int)
	go func() { c <- 1 }()
	if m := -n; n < 0 && m > 0 || n >= 0 {
		<-c
	}
}`},
	{"floats are rounded", `
func f(x, y float64) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if x+y == y+x && x-x == 0 {
		<-c
	}
}`},
	{"text is not added in any order", `
func f(s, t string) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if s+t == t+s {
		<-c
	}
}`},
	{"text is not a number", `
func f(s, t string) {
	c := make(chan int)
	if s < t {
		go func() { c <- 1 }()
		if t <= s {
			return // never
		}
		<-c
	}
}`},
	{"a number that a loop has doubled", `
func f() {
	c := make(chan int)
	size := 1
	for size < 100 {
		size *= 2
	}
	go func() { c <- 1 }()
	if size == 128 {
		<-c
	}
}`},
	{"a number that a loop has halved", `
func f() {
	c := make(chan int)
	n := 0
	for size := 100; size > 1; size /= 2 {
		n++
	}
	go func() { c <- 1 }()
	if n != 6 {
		return // never
	}
	<-c
}`},
	{"a number that a loop has shifted", `
func f() {
	c := make(chan int)
	n := 0
	for m := 1; m <= 1<<8; m <<= 2 {
		n++
	}
	for range n {
		go func() { c <- 1 }()
	}
	<-c
	<-c
	<-c
	<-c
	<-c
}`},
	{"a loop that counts down from a number", `
func f() {
	c := make(chan int)
	for i := 5; i > 0; i-- {
		go func() { c <- 1 }()
	}
	for i := 4; i >= 0; i-- {
		<-c
	}
}`},
	{"a loop that counts down too far", `
func f() {
	c := make(chan int)
	for i := 5; i >= 0; i-- {
		go func() {
			c <- 1 // stuck
		}()
	}
	for i := 4; i >= 0; i-- {
		<-c
	}
}`},
	{"a loop that counts in steps", `
func f() {
	c := make(chan int)
	for i := 0; i < 10; i += 2 {
		go func() { c <- 1 }()
	}
	for i := 0; i != 15; i += 3 {
		<-c
	}
}`},
	{"a loop that counts in larger steps", `
func f() {
	c := make(chan int)
	for i := 0; i < 10; i += 2 {
		go func() {
			c <- 1 // stuck
		}()
	}
	for i := 0; i < 10; i += 3 {
		<-c
	}
}`},
	{"a loop that counts down by two", `
func f() {
	c := make(chan int)
	sum := 0
	for i := 9; i > 0; i -= 2 {
		sum += i
	}
	go func() { c <- 1 }()
	if 25 == sum {
		<-c
	}
}`},
	{"a loop that counts down from a length", `
func f(xs []int) {
	c := make(chan int)
	for i := len(xs) - 1; i >= 0; i-- {
		go func() { c <- xs[i] }()
	}
	for range xs {
		<-c
	}
}`},
	{"a loop that counts down from a sum of lengths", `
func f(xs, ys []int) {
	c := make(chan int)
	for range xs {
		go func() { c <- 1 }()
	}
	for range ys {
		go func() { c <- 1 }()
	}
	for n := len(ys) + len(xs); n > 0; n-- {
		<-c
	}
}`},
	{"a loop that counts down from a parameter", `
func f(n int) {
	c := make(chan int)
	for i := 0; i < n; i++ {
		go func() { c <- 1 }()
	}
	for ; n > 0; n-- {
		<-c
	}
}`},
	{"a loop that counts down from a parameter and leaves one", `
func f(n int) {
	c := make(chan int)
	for i := 0; i < n; i++ {
		go func() {
			c <- 1 // stuck
		}()
	}
	for ; n > 1; n-- {
		<-c
	}
}`},
	{"as many down as a constant that bounds a loop", `
func f() {
	c := make(chan int)
	for i := 20; i > 0; i-- {
		go func() { c <- 1 }()
	}
	for range 20 {
		<-c
	}
}`},
	{"how often a large constant has gone round", `
func f() {
	c := make(chan int)
	n := 0
	for range 50 {
		n++
	}
	go func() { c <- 1 }()
	if n == 50 {
		<-c
	}
}`},
}
