package explore

// What else the machine must do, and must not.
var moreCases = []ruleCase{
	{"a receiver of a channel of unknown size", `
func f(n int) {
	c := make(chan int, n)
	go func() {
		<-c // stuck
	}()
}`},
	{"a deferred cancel function helps", `
import "context"
func f(in chan int) {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-ctx.Done()
	}()
	defer cancel()
	for range in {
	}
}`},
	{"a select with one case that depends on others, and a default", `
func f(in chan int) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	select {
	case <-in:
		<-c
	default:
	}
}`},
	{"a select with two cases that depend on others", `
func f(in, out chan int) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	select {
	case <-in:
		<-c
	case out <- 1:
	}
}`},
	{"two who wait for others", `
func f(in, out chan int) {
	c := make(chan int)
	go func() {
		<-in
		c <- 1 // stuck
	}()
	out <- 1
	select {
	case <-c:
	default:
	}
}`},
	{"a wait for others that ends in the end", `
func f(in chan int) {
	c := make(chan int)
	go func() {
		for range in {
		}
		c <- 1 // stuck
	}()
	select {
	case <-c:
	case <-in:
	}
}`},
	{"a buffer is filled by two", `
func f() {
	c := make(chan int, 1)
	go func() {
		c <- 1 // stuck
	}()
	go func() {
		c <- 2 // stuck
	}()
}`},
	{"a buffer that others fill comes first", `
func f() {
	c, d := make(chan int, 1), make(chan int)
	go func() {
		c <- 1
		c <- 2
		c <- 3 // stuck
	}()
	<-c
	go func() {
		<-d // stuck
	}()
}`},
	{"a timer and a channel", `
import "time"
func f() {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	t := time.NewTimer(time.Second)
	select {
	case <-c:
	case <-t.C:
	}
}`},
	{"a field of what a function returns", `
type t struct{ c chan int; n int }
func get(c chan int) *t { return &t{c: c, n: 3} }
func f() {
	c := make(chan int)
	x := get(c)
	go func() {
		c <- 1
	}()
	if x.n == 3 {
		<-x.c
	}
}`},
	{"a number is kept in a channel", `
func f(n int) {
	c, d := make(chan int, 1), make(chan int)
	c <- n
	go func() {
		d <- 1
	}()
	if m := <-c; m == n {
		<-d
	}
}`},
	{"a number is converted", `
func f(n int) {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	if n < 3 {
		<-c
	} else if int64(n) >= 3 {
		<-c
	}
}`},
	{"a list is converted to text", `
func f(list []byte, g func()) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if string(list) == "a" {
		g()
	}
	if string(list) == "a" {
		<-c
	}
}`},
	{"a negative number", `
func f(n int) {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	if n < 3 || -n < 0 {
		<-c
	} else {
		<-c
	}
}`},
	{"a region that gives a channel away", `
func give(chan int)
func f(n int) {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	if n > 3 {
		give(c)
	}
	if n > 3 {
		return
	}
	<-c
}`},
	{"a region that gives a number away", `
func give(int)
func f(n int) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if n > 3 {
		give(n)
	}
	if n > 3 {
		return
	}
	<-c
}`},
	{"the last one who could help goes round and round", `
func f() {
	c := make(chan int)
	go func() {
		<-c
		for {
		}
	}()
	c <- 1
	c <- 2 // stuck
}`},
	{"the last one who could help is stuck itself", `
func f() {
	c, d := make(chan int), make(chan int)
	go func() {
		<-d // stuck
		<-c
	}()
	c <- 1 // stuck
	d <- 1
}`},
	{"the last one who could help has ended", `
func f() {
	c, d := make(chan int), make(chan int)
	go func() {
		<-c
		d <- 1
	}()
	c <- 1
	<-d
	c <- 2 // stuck
}`},
	{"two are stuck at one place", `
func f() {
	c := make(chan int)
	for range 2 {
		go func() {
			c <- 1 // stuck
		}()
	}
}`},
	{"a select that only sends", `
func f() {
	c, d := make(chan int), make(chan int)
	go func() {
		select { // stuck
		case c <- 1:
		case d <- 1:
		}
	}()
}`},
	{"a select that sends and receives", `
func f() {
	c, d := make(chan int), make(chan int)
	go func() {
		select { // stuck
		case c <- 1:
		case <-d:
		}
	}()
}`},
	{"a wait group that starts goroutines, and what comes after", `
import "sync"
func f() {
	var wg sync.WaitGroup
	c := make(chan int)
	wg.Go(func() {})
	wg.Go(func() {})
	go func() {
		<-c
	}()
	wg.Wait()
	close(c)
}`},
	{"a list that is known before the channel", `
func f(get func() []int) {
	list := get()
	c := make(chan int)
	for range list {
		go func() {
			c <- 1 // stuck
		}()
	}
	if len(list) > 0 {
		<-c
	}
}`},
	{"a list that is known after the channel", `
func f(get func() []int) {
	c := make(chan int)
	list := get()
	for range list {
		go func() {
			c <- 1 // stuck
		}()
	}
	if len(list) > 0 {
		<-c
	}
}`},
	{"a number that is known before the channel", `
func f(n int) {
	c := make(chan int)
	for i := 0; i < n; i++ {
		go func() {
			c <- 1 // stuck
		}()
	}
	<-c
}`},
	{"a number that starts at one", `
func f(n int) {
	c := make(chan int)
	for i := 1; i < n; i++ {
		go func() {
			c <- 1 // stuck
		}()
	}
}`},
	{"a map that is known before the channel", `
func f(m map[int]int) {
	c := make(chan int)
	for k := range m {
		go func() {
			c <- k // stuck
		}()
	}
}`},
	{"a list in a field that is known before the channel", `
type t struct{ list []int }
func f(x *t) {
	c := make(chan int)
	for range x.list {
		go func() {
			c <- 1 // stuck
		}()
	}
}`},
	{"a buffer that does not help", `
func f(b bool) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
		c <- 2
	}()
}`},
	{"a buffer that hurts", `
func f(b bool) {
	c, d := make(chan int), make(chan int)
	go func() {
		c <- 1 // stuck
		d <- 1
	}()
	if b {
		<-c
		<-d
	}
}`},
	{"a buffer that is not large enough", `
func f(b bool) {
	c := make(chan int, 1)
	go func() {
		c <- 1
		c <- 2 // stuck
	}()
}`},
	{"twelve channels", `
func f() {
	list := []chan int{` + repeat(12, "make(chan int), ") + `}
	c := list[11]
	go func() {
		c <- 1 // stuck
	}()
}`},
	{"thirteen channels", `
func f() {
	list := []chan int{` + repeat(13, "make(chan int), ") + `}
	c := list[12]
	go func() {
		c <- 1
	}()
}`},
	{"a panic in a function that code which is not seen calls", `
import "slices"
func f(list []int) {
	defer func() { recover() }()
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	slices.SortFunc(list, func(a, b int) int { panic(c) })
	close(c)
}`},
	{"a deferred call of a function that code which is not seen calls", `
import "slices"
func f(list []int) {
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	slices.SortFunc(list, func(a, b int) int {
		defer close(c)
		return a
	})
}`},
	{"steps of unknown size, at most", `
func f(n, step int) {
	if step < 1 {
		return
	}
	c := make(chan int)
	for i := 1; i <= n; i += step {
		go func() { c <- 1 }()
	}
	for i := 1; i <= n; i += step {
		<-c
	}
}`},
	{"steps of unknown size, above", `
func f(n, step int) {
	if step < 1 {
		return
	}
	c := make(chan int)
	for i := n; i > 0; i -= step {
		go func() { c <- 1 }()
	}
	for i := n; i > 0; i -= step {
		<-c
	}
}`},
	{"steps of a size that changes", `
func f(n int, step func() int) {
	c := make(chan int)
	for i := 0; i < n; i += step() {
		go func() {
			c <- 1 // stuck
		}()
	}
}`},
	{"a literal sets the only flag", `
func send(c chan int) { c <- 1 }
func f() {
	stop := false
	set := func() { stop = true }
	c := make(chan int)
	go send(c)
	set()
	if stop {
		<-c
	}
}`},
	{"what is made later", `
func f(b bool, g func()) {
	if b {
		g()
	}
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
}`},
	{"what is made later in a loop", `
func f(b bool, g func() bool) {
	for g() {
		if b {
			g()
		}
		c := make(chan int)
		go func() {
			c <- 1 // stuck
		}()
	}
}`},
	{"the whole of a list", `
func f(list []int) {
	c := make(chan int)
	for range list[:] {
		go func() { c <- 1 }()
	}
	for range list {
		<-c
	}
}`},
	{"the beginning of a list", `
func f(list []int, n int) {
	c := make(chan int)
	for range list[:n] {
		go func() { c <- 1 }()
	}
	for range n {
		<-c
	}
}`},
	{"sixteen goroutines one after the other", `
func f() {
	c := make(chan int)
` + repeat(16, "\tgo func() { c <- %d }()\n\t<-c\n") + `
	go func() {
		c <- 1 // stuck
	}()
}`},
}
