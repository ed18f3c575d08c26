package explore

// What is known of numbers, lengths and errors, and small numbers that stand for
// large ones.
var numberCases = []ruleCase{
	{"two large constants", `
func f() {
	c := make(chan int)
	for range 10 {
		go func() { c <- 1 }()
	}
	for range 10 {
		go func() { c <- 1 }()
	}
	for range 20 {
		<-c
	}
}`},
	{"one large constant", `
func f() {
	c := make(chan int)
	for range 10 {
		go func() { c <- 1 }()
	}
	for range 10 {
		<-c
	}
}`},
	{"one large constant and one less", `
func f() {
	c := make(chan int)
	for range 10 {
		go func() {
			c <- 1 // stuck
		}()
	}
	for i := 1; i < 10; i++ {
		<-c
	}
}`},
	{"a large constant is a capacity", `
func f() {
	c := make(chan int, 10)
	for range 10 {
		go func() { c <- 1 }()
	}
	<-c
}`},
	{"a large constant is a count", `
import "sync"
func f() {
	var wg sync.WaitGroup
	c := make(chan int, 10)
	wg.Add(10)
	for range 10 {
		go func() {
			c <- 1
			wg.Done()
		}()
	}
	wg.Wait()
	<-c
}`},
	{"a large constant is a length", `
func f(g func()) {
	c := make(chan int)
	list := make([]func(), 10)
	for range list {
		go func() { c <- 1 }()
	}
	for range 10 {
		<-c
	}
}`},
	{"more is spelled out than a small number", `
func f() {
	c := make(chan int, 5)
	for range 5 {
		println()
	}
	c <- 1
	c <- 2
	c <- 3
	c <- 4
	go func() {
		c <- 5
	}()
}`},
	{"a capacity of unknown size has room", `
func f(n int) {
	c := make(chan int, n)
	go func() {
		c <- 1
	}()
}`},
	{"a capacity that was compared", `
func f(n int) {
	if n > 2 {
		return
	}
	c := make(chan int, n)
	go func() {
		c <- 1
		c <- 1
		c <- 1 // stuck
	}()
	<-c
	<-c
}`},
	{"a capacity that is a length", `
func f(list []int) {
	c := make(chan int, len(list))
	for range list {
		go func() {
			c <- 1
		}()
	}
}`},
	{"a capacity that is one less than a length", `
func f(list []int) {
	if len(list) == 0 {
		return
	}
	c := make(chan int, len(list)-1)
	for range list {
		go func() {
			c <- 1 // stuck
		}()
	}
}`},
	{"a table", `
var jobs = []int{1, 2}
func f() {
	c := make(chan int, 2)
	for range jobs {
		go func() { c <- 1 }()
	}
}`},
	{"a table that is too long", `
var jobs = []int{1, 2, 3}
func f() {
	c := make(chan int, 2)
	for range jobs {
		go func() {
			c <- 1 // stuck
		}()
	}
}`},
	{"a table that others may change", `
var Jobs = []int{1, 2}
func f() {
	c := make(chan int, 2)
	for range Jobs {
		go func() {
			c <- 1 // stuck
		}()
	}
}`},
	{"a table of which the address is taken", `
var jobs = []int{1, 2}
func g(p *[]int)
func f() {
	g(&jobs)
	c := make(chan int, 2)
	for range jobs {
		go func() {
			c <- 1 // stuck
		}()
	}
}`},
	{"a part of a table", `
var all = [3]int{1, 2, 3}
var jobs = all[:2]
func f() {
	c := make(chan int, 2)
	for range jobs {
		go func() {
			c <- 1 // stuck
		}()
	}
}`},
	{"an error that is not nil", `
import "errors"
var errStop = errors.New("stop")
func f() {
	c := make(chan error)
	go func() { c <- errStop }()
	d := make(chan int)
	go func() {
		d <- 1
	}()
	if err := <-c; err != nil {
		<-d
	}
}`},
	{"two errors are two", `
import "errors"
var errStop, errGo = errors.New("stop"), errors.New("go")
func f() {
	c := make(chan error)
	go func() { c <- errStop }()
	d := make(chan int)
	go func() {
		d <- 1
	}()
	if err := <-c; err != errGo {
		<-d
	}
}`},
	{"an error that is another's", `
import ("errors"; "io")
var errStop = errors.New("stop")
var errEnd = io.EOF
func f() {
	c := make(chan error)
	go func() { c <- io.EOF }()
	d := make(chan int)
	go func() {
		d <- 1 // stuck
	}()
	if err := <-c; err != errEnd {
		<-d
	}
}`},
	{"an error that changes", `
import "errors"
var errStop = errors.New("stop")
var errGo = errors.New("go")
func set() { errStop = errGo }
func f() {
	c := make(chan error)
	go func() { c <- errStop }()
	d := make(chan int)
	go func() {
		d <- 1 // stuck
	}()
	if err := <-c; err != errGo {
		<-d
	}
}`},
	{"an error of another package is the same", `
import "io"
func f() {
	c := make(chan error)
	go func() { c <- io.EOF }()
	d := make(chan int)
	go func() {
		d <- 1
	}()
	if err := <-c; err == io.EOF {
		<-d
	}
}`},
	{"an error that was just made", `
import "errors"
func f() {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	err := errors.New("x")
	if err != nil {
		<-c
	}
}`},
	{"equal and less", `
func f(n int) {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	if n < 3 || n > 3 || n == 3 {
		<-c
	}
}`},
	{"sums", `
func f(n int) {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	if n+2 > 4 || n < 3 {
		<-c
	}
}`},
	{"products", `
func f(list []int) {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	if len(list) == 0 || 2*len(list) >= 2 {
		<-c
	}
}`},
	{"the smaller of two", `
func f(list []int) {
	n := min(len(list), 2)
	c := make(chan int, 2)
	for range n {
		go func() {
			c <- 1
		}()
	}
}`},
	{"the larger of two", `
func f(list []int) {
	n := max(len(list), 2)
	c := make(chan int, 2)
	for range n {
		go func() {
			c <- 1 // stuck
		}()
	}
}`},
	{"constants that are folded", `
func f() {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	a, b := 7, 2
	set(&a)
	a = 7
	if a+b == 9 && a-b == 5 && a*b == 14 && a/b == 3 && a%b == 1 && a&b == 2 && a|b == 7 && a^b == 5 && a&^b == 5 && a<<b == 28 && a>>b == 1 && b < a {
		<-c
	}
}
func set(*int) {}`},
	{"text that is put together", `
func f() {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	s := "a"
	set(&s)
	s = "a"
	if s+"b" == "ab" && len(s) == 1 {
		<-c
	}
}
func set(*string) {}`},
	{"a condition that is negated", `
func f(b bool) {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	ok := !b
	if ok || b {
		<-c
	}
}`},
	{"a flag that is compared", `
func f(b bool) {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	if b == true || b == false {
		<-c
	}
}`},
	{"a float is compared again", `
func f(x float64) {
	c := make(chan int)
	if x > 3 {
		go func() {
			c <- 1
		}()
	}
	if x > 3 {
		<-c
	}
}`},
	{"a method is asked again", `
type t interface{ ok() bool }
func f(x interface{ Len() int }) {
	c := make(chan int)
	if x.Len() > 3 {
		go func() {
			c <- 1
		}()
	}
	if x.Len() > 3 {
		<-c
	}
}`},
	{"a dynamic type is asked again", `
func f(x any) {
	c := make(chan int)
	if _, ok := x.(int); ok {
		go func() {
			c <- 1
		}()
	}
	if _, ok := x.(int); ok {
		<-c
	}
}`},
	{"a dynamic type is known", `
func f() {
	var x any = 3
	c := make(chan int)
	go func() {
		c <- 1
	}()
	if _, ok := x.(int); ok {
		<-c
	}
}`},
	{"another dynamic type is known", `
func f() {
	var x any = 3
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if _, ok := x.(string); ok {
		<-c
	}
}`},
}
