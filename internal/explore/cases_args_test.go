package explore

import "strings"

// What an unexported function is given: what its callers pass, if all are seen.
var argCases = append(passedCases, listCases...)

// purge is closed over what it is told; STUCK stands where it hangs if it is called with
// neither.
const purge = `
func purge(files []string, hidden, stale bool) {
	gone := make(chan string)
	go func() {
		for range gone { STUCK
		}
	}()
	if hidden {
		println("hidden")
	} else if stale {
		println("stale")
	} else {
		return
	}
	for _, f := range files {
		gone <- f
	}
	close(gone)
}`

func purged(src string, stuck bool) string {
	with := strings.ReplaceAll(purge, "{ STUCK", "{")
	if stuck {
		with = strings.ReplaceAll(purge, "{ STUCK", "{ // stuck")
	}
	return src + with
}

var passedCases = []ruleCase{
	{"constants that go together", purged(`
func Clean(files []string) { purge(files, true, false) }
func Wipe(files []string)  { purge(files, false, true) }`, false)},
	{"constants that lead past a close", purged(`
func Clean(files []string) { purge(files, true, false) }
func Wipe(files []string)  { purge(files, false, false) }`, true)},
	{"a caller passes what it is given", purged(`
func Clean(files []string) { purge(files, true, false) }
func Wipe(files []string, b bool)  { purge(files, false, b) }`, true)},
	{"a caller passes what it has asked for", purged(`
func Clean(files []string) { purge(files, true, false) }
func Wipe(files []string, b bool)  {
	if !b {
		return
	}
	purge(files, false, b)
}`, false)},
	{"a caller passes what it is given by a constant", purged(`
func Clean(files []string) { clean(files, true) }
func clean(files []string, b bool) { purge(files, b, !b) }`, false)},
	{"a caller passes what it is given by two", purged(`
func Clean(files []string) { clean(files, true) }
func Wipe(files []string) { clean(files, false) }
func clean(files []string, b bool) { purge(files, b, false) }`, true)},
	{"a goroutine, and a deferred call", purged(`
func Clean(files []string) { go purge(files, true, false) }
func Wipe(files []string)  { defer purge(files, false, true) }`, false)},
	{"a literal calls", purged(`
func Clean(files []string, do func(func())) { do(func() { purge(files, true, false) }) }`, false)},
	{"the initialiser calls", purged(`
var _ = func() int { purge(nil, true, false); return 1 }()
var list = clean(true)
func clean(b bool) []int { purge(nil, b, false); return nil }`, false)},
	{"also used as a value", purged(`
func Clean(files []string) { purge(files, true, false) }
var Purge = purge`, true)},
	{"also handed to code that is not seen", purged(`
func Clean(files []string, do func(func([]string, bool, bool))) {
	purge(files, true, false)
	do(purge)
}`, true)},
	{"linked under another name", purged(`
import _ "unsafe"
func Clean(files []string) { purge(files, true, false) }

//go:linkname purge
`, true)},
	{"nobody calls it", purged("", true)},
	{"more ways than are told apart", `
func F() { f(1, 0); f(2, 1); f(3, 2); f(1, 2); f(2, 0); f(1, 1) }
func f(n, k int) {
	c := make(chan int)
	go func() {
		<-c
	}()
	if n == 0 || k > 2 {
		return
	}
	close(c)
}`},
	{"more ways than are told apart, one of them bad", `
func F() { f(1, 0); f(2, 1); f(3, 2); f(1, 2); f(2, 0); f(0, 1) }
func f(n, k int) {
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	if n == 0 || k > 2 {
		return
	}
	close(c)
}`},
	{"calls in a circle", `
func F() { f(true, 2) }
func f(b bool, n int) {
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	if n == 0 {
		return
	}
	close(c)
	f(b, n-1)
}`},
	{"calls in a circle that pass a constant", `
func F() { f(1) }
func f(n int) {
	c := make(chan int)
	go func() {
		<-c
	}()
	if n == 0 {
		return
	}
	close(c)
	f(2)
}`},
	{"an unexported method", `
type t struct{ n int }
func (x *t) F() { x.f("a") }
func (x *t) f(mode string) {
	c := make(chan int)
	go func() {
		<-c
	}()
	if mode == "b" {
		return
	}
	close(c)
}`},
	{"an unexported method of an interface", `
type i interface{ f(string) }
type t struct{ n int }
func (x *t) F() { x.f("a") }
func G(x i) { x.f("b") }
func (x *t) f(mode string) {
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	if mode == "b" {
		return
	}
	close(c)
}`},
	{"an unexported method as a value", `
type t struct{ n int }
func (x *t) F() { x.f("a") }
func (x *t) G() func(string) { return x.f }
func (x *t) f(mode string) {
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	if mode == "b" {
		return
	}
	close(c)
}`},
	{"a method that is promoted", `
type t struct{ n int }
type u struct{ *t }
type i interface{ f(string) }
func (x *u) F() { x.f("a") }
func G(x i) { x.f("b") }
func H() { G(&u{}) }
func (x *t) f(mode string) {
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	if mode == "b" {
		return
	}
	close(c)
}`},
	{"a generic function with a constant", `
func F() { f(1, true) }
func f[T any](x T, b bool) {
	c := make(chan T)
	go func() {
		<-c // stuck
	}()
	if b {
		close(c)
	}
}`},
}

var listCases = []ruleCase{
	{"a list that is never empty", `
func F(s string) { first("a", s) }
func G(s string) {
	if list := []string{s, "b", "c"}; s != "" {
		first(list...)
	}
}
func first(list ...string) int {
	c := make(chan int, len(list))
	for range list {
		go func() { c <- 1 }()
	}
	return <-c
}`},
	{"a list that is empty once", `
func F(s string) { first("a", s) }
func G() { first() }
func first(list ...string) int {
	c := make(chan int, len(list))
	for range list {
		go func() { c <- 1 }()
	}
	return <-c // stuck
}`},
	{"a list of which the caller has asked whether it is empty", `
func F(list []string) int {
	if len(list) == 0 {
		return 0
	}
	return first(list)
}
func G(list []string) int {
	if n := len(list); n > 1 {
		return first(list)
	}
	return first(append(list, "a"))
}
func first(list []string) int {
	c := make(chan int, len(list))
	for range list {
		go func() { c <- 1 }()
	}
	return <-c
}`},
	{"a list of which the caller has asked for another", `
func F(list, other []string) int {
	if len(other) == 0 {
		return 0
	}
	return first(list)
}
func first(list []string) int {
	c := make(chan int, len(list))
	for range list {
		go func() { c <- 1 }()
	}
	return <-c // stuck
}`},
	{"a table that is passed", `
var table = []string{"a", "b"}
func F() int { return first(table) }
func first(list []string) int {
	c := make(chan int, len(list))
	for range list {
		go func() { c <- 1 }()
	}
	return <-c
}`},
	{"a pointer that is not nil", `
type t struct{ n int }
func F() { f(&t{1}) }
func G(x *t) {
	if x != nil {
		f(x)
	}
}
func f(x *t) {
	c := make(chan int)
	go func() {
		<-c
	}()
	if x == nil {
		return
	}
	close(c)
}`},
	{"a pointer that may be nil", `
type t struct{ n int }
func F() { f(&t{1}) }
func G(x *t) {
	if x == nil {
		println()
	}
	f(x)
}
func f(x *t) {
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	if x == nil {
		return
	}
	close(c)
}`},
	{"an error that is none", `
import "errors"
func F(n int) {
	var err error
	if n > 2 {
		err = errors.New("large")
	} else {
		err = errors.New("small")
	}
	f(err)
}
func f(err error) {
	c := make(chan int)
	go func() {
		<-c
	}()
	if err == nil {
		return
	}
	close(c)
}`},
	{"a number of processors", `
import "runtime"
func F() { f(2*runtime.NumCPU()) }
func G(n int) { f(max(n, 1)) }
func H(n uint) { f(int(n>>1)+1) }
func f(n int) {
	c := make(chan int)
	go func() {
		<-c
	}()
	if n > 0 {
		close(c)
	}
}`},
	{"a number that may be zero", `
import "runtime"
func F() { f(runtime.NumCPU()/2) }
func f(n int) {
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	if n > 0 {
		close(c)
	}
}`},
	{"a large number", `
func F() { f(1000) }
func f(n int) {
	c := make(chan int)
	for range n {
		go func() { c <- 1 }()
	}
	for range n {
		<-c
	}
}`},
	{"a large number, of which one is left", `
func F() { f(1000) }
func f(n int) {
	c := make(chan int)
	for range n {
		go func() {
			c <- 1 // stuck
		}()
	}
	for range n - 1 {
		<-c
	}
}`},
	{"a function", `
func F() { f(finish) }
func finish(c chan int) { close(c) }
func f(end func(chan int)) {
	c := make(chan int)
	go func() {
		<-c
	}()
	end(c)
}`},
	{"a function that does nothing", `
func F() { f(finish) }
func finish(c chan int) { println(c) }
func f(end func(chan int)) {
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	end(c)
}`},
	{"one of two functions", `
func F() { f(finish); f(nothing) }
func finish(c chan int) { close(c) }
func nothing(c chan int) {}
func f(end func(chan int)) {
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	end(c)
}`},
}
