package explore

// Buffers and how often loops go round that send.
var fillCases = []ruleCase{
	{"a loop without end", `
func f(next func() (int, bool), use func(int) error) error {
	c := make(chan int, 10)
	go func() {
		defer close(c)
		for {
			v, ok := next()
			if !ok {
				return
			}
			c <- v // stuck
		}
	}()
	for v := range c {
		if err := use(v); err != nil {
			return err
		}
	}
	return nil
}`},
	{"a loop that a list bounds", `
func f(list []int, use func(int) error) error {
	c := make(chan int, 10)
	go func() {
		defer close(c)
		for _, v := range list {
			c <- v // stuck
		}
	}()
	for v := range c {
		if err := use(v); err != nil {
			return err
		}
	}
	return nil
}`},
	{"a list that is not longer than the buffer", `
func f(list []int, use func(int) error) error {
	if len(list) > 10 {
		list = list[:10]
	}
	c := make(chan int, 10)
	go func() {
		defer close(c)
		for _, v := range list {
			c <- v
		}
	}()
	for v := range c {
		if err := use(v); err != nil {
			return err
		}
	}
	return nil
}`},
	{"a number that is not larger than the buffer", `
func f(n int, use func(int) error) error {
	if n > 10 {
		return nil
	}
	c := make(chan int, 10)
	go func() {
		defer close(c)
		for v := range n {
			c <- v
		}
	}()
	for v := range c {
		if err := use(v); err != nil {
			return err
		}
	}
	return nil
}`},
	{"a number that may be larger by one", `
func f(n int, use func(int) error) error {
	if n > 11 {
		return nil
	}
	c := make(chan int, 10)
	go func() {
		for v := range n {
			c <- v // stuck
		}
	}()
	return use(0)
}`},
	{"two for each of a number", `
func f(n int, use func(int) error) error {
	if n > 6 {
		return nil
	}
	c := make(chan int, 10)
	go func() {
		for v := range n {
			c <- v // stuck
			c <- v
		}
	}()
	return use(0)
}`},
	{"two for each of a smaller number", `
func f(n int, use func(int) error) error {
	if n > 5 {
		return nil
	}
	c := make(chan int, 10)
	go func() {
		for v := range n {
			c <- v
			c <- v
		}
	}()
	return use(0)
}`},
	{"counting down", `
func f(n int, use func(int) error) error {
	c := make(chan int, 10)
	go func() {
		for v := n; v > 0; v-- {
			c <- v // stuck
		}
	}()
	return use(0)
}`},
	{"as many as the buffer has room for", `
func f(n int, use func(int) error) error {
	c := make(chan int, n)
	go func() {
		for v := range n {
			c <- v
		}
	}()
	return use(0)
}`},
	{"one more than the buffer has room for", `
func f(n int, use func(int) error) error {
	c := make(chan int, n)
	go func() {
		for v := range n {
			c <- v
		}
		c <- -1 // stuck
	}()
	return use(0)
}`},
	{"as many goroutines as the buffer has room for, and one more", `
func f(n int) {
	c := make(chan int, n-1)
	for range n {
		go func() {
			c <- 1 // stuck
		}()
	}
}`},
	{"two sends of each goroutine", `
func f(n int) {
	c := make(chan int, n)
	for range n {
		go func() {
			c <- 1 // stuck
			c <- 2 // stuck
		}()
	}
}`},
	{"two sends of each goroutine, and room", `
func f(n int) {
	c := make(chan int, 2*n)
	for range n {
		go func() {
			c <- 1
			c <- 2
		}()
	}
}`},
	{"a buffer of a size that is configured", `
type conf struct{ size int }
func f(x *conf, next func() bool, use func(int) error) error {
	c := make(chan int, x.size)
	go func() {
		for next() {
			c <- 1 // stuck
		}
	}()
	return use(0)
}`},
	{"a buffer as large as something says", `
type tree interface{ Len() int; Next() bool }
func f(t tree, use func(int) error) error {
	c := make(chan int, t.Len())
	go func() {
		for t.Next() {
			c <- 1
		}
	}()
	return use(0)
}`},
	{"a buffer as large as a list", `
func f(list []int, next func() bool, use func(int) error) error {
	c := make(chan int, len(list))
	go func() {
		for next() {
			c <- 1
		}
	}()
	return use(0)
}`},
	{"a loop that looks how full it is", `
func f(next func() bool, use func(int) error) error {
	c := make(chan int, 10)
	go func() {
		for next() && len(c) < cap(c) {
			c <- 1
		}
	}()
	return use(0)
}`},
	{"a loop that takes out what is in the way", `
func f(next func() bool, old func() bool, use func(int) error) error {
	c := make(chan int, 10)
	go func() {
		for next() {
			if old() {
				select {
				case <-c:
				default:
				}
			}
			c <- 1
		}
	}()
	return use(0)
}`},
	{"a loop that counts what it has sent", `
func f(next func() bool, use func(int) error) error {
	c := make(chan int, 10)
	go func() {
		n := 0
		for next() {
			if n < 10 {
				c <- 1
				n++
			}
		}
	}()
	return use(0)
}`},
	{"a loop that counts in memory what it has sent", `
type s struct{ n int }
func (x *s) more() bool { x.n++; return x.n <= 10 }
func f(use func(int) error) error {
	c := make(chan int, 10)
	go func() {
		x := &s{}
		for x.more() {
			c <- 1
		}
	}()
	return use(0)
}`},
	{"a loop that drops what finds no room", `
func f(next func() bool, use func(int) error) error {
	c := make(chan int, 10)
	go func() {
		for next() {
			select {
			case c <- 1:
			default:
			}
		}
	}()
	return use(0)
}`},
	{"a loop that is told when nobody receives any more", `
func f(next func() bool, use func(int) error) error {
	c, done := make(chan int, 10), make(chan bool)
	defer close(done)
	go func() {
		defer close(c)
		for next() {
			select {
			case c <- 1:
			case <-done:
				return
			}
		}
	}()
	for v := range c {
		if err := use(v); err != nil {
			return err
		}
	}
	return nil
}`},
	{"a loop that nobody tells", `
func f(next func() bool, use func(int) error) error {
	c, done := make(chan int, 10), make(chan bool)
	go func() {
		defer close(c)
		for next() {
			select { // stuck
			case c <- 1:
			case <-done:
				return
			}
		}
	}()
	for v := range c {
		if err := use(v); err != nil {
			return err
		}
	}
	close(done)
	return nil
}`},
	{"a loop in a function that calls another to send", `
type w struct{ c chan int }
func (x *w) emit(v int) { x.c <- v } // stuck
func f(next func() bool) {
	x := &w{make(chan int, 16)}
	go func() {
		for next() {
			x.emit(1)
		}
	}()
}`},
	{"a flat function", `
func f(next func() bool) (n int) {
	c := make(chan int, 10)
	for next() {
		c <- 1 // stuck
	}
	close(c)
	for range c {
		n++
	}
	return n
}`},
	{"permits that are given back", `
func f(list []func()) {
	sem := make(chan bool, 10)
	for _, x := range list {
		sem <- true
		go func() {
			defer func() { <-sem }()
			x()
		}()
	}
}`},
	{"permits of which one path keeps one", `
func f(next func() bool, x func() error) {
	sem := make(chan bool, 10)
	for next() {
		sem <- true // stuck
		go func() {
			if x() != nil {
				return
			}
			<-sem
		}()
	}
}`},
	{"a batch that fits", `
func f(next func() []int, use func(int)) {
	c := make(chan int, 10)
	for batch := next(); len(batch) > 0 && len(batch) <= 10; batch = next() {
		for _, x := range batch {
			c <- x
		}
		for range batch {
			use(<-c)
		}
	}
}`},
	{"a constant number that fits", `
func f(use func(int) error) error {
	c := make(chan int, 10)
	go func() {
		for i := range 10 {
			c <- i
		}
	}()
	return use(0)
}`},
	{"a large constant number that fits", `
func f(use func(int) error) error {
	c := make(chan int, 1000)
	go func() {
		for i := range 1000 {
			c <- i
		}
	}()
	return use(0)
}`},
	{"a large buffer", `
func f(next func() bool, use func(int) error) error {
	c := make(chan int, 1000)
	go func() {
		for next() {
			c <- 1 // stuck
		}
	}()
	return use(0)
}`},
}
