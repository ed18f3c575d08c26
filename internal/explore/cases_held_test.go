package explore

import "strings"

// What unexported fields and variables hold, which only the package sets.

// hung hangs unless COND holds.
const hung = `
	c := make(chan int)
	go func() {
		<-c MARK
	}()
	if COND {
		close(c)
	}
}`

func heldCase(name, src, cond string, stuck bool) ruleCase {
	mark := ""
	if stuck {
		mark = " // stuck"
	}
	return ruleCase{name, src + strings.NewReplacer(" MARK", mark, "COND", cond).Replace(hung)}
}

var heldCases = []ruleCase{
	heldCase("a field that a constructor sets", `
type T struct{ n int }
func New(n int) *T {
	if n <= 0 {
		n = 1
	}
	return &T{n: n}
}
func (x *T) F() {`, "x.n > 0", false),
	heldCase("a field that a constructor sets to anything", `
type T struct{ n int }
func New(n int) *T {
	if n < 0 {
		n = 1
	}
	return &T{n: n}
}
func (x *T) F() {`, "x.n > 0", true),
	heldCase("a field that one of two constructors sets", `
type T struct{ n, k int }
func New() *T { return &T{n: 1} }
func Zero() *T { return &T{k: 1} }
func (x *T) F() {`, "x.n > 0", true),
	heldCase("a field that is set later", `
type T struct{ n int }
func New() *T {
	x := new(T)
	x.init()
	return x
}
func (x *T) init() { x.n = 2 }
func (x *T) F() {`, "x.n > 0", true),
	heldCase("a field that both constructors set, one by what it is given", `
type T struct{ n int }
func New() *T { return make1(2) }
func Many() *T { return make1(7) }
func make1(n int) *T {
	x := new(T)
	x.n = n
	return x
}
func (x *T) F() {`, "x.n > 1", false),
	heldCase("a field that a setter changes", `
type T struct{ n int }
func New() *T { return &T{n: 1} }
func (x *T) Set(n int) { x.n = n }
func (x *T) F() {`, "x.n > 0", true),
	heldCase("a field that a setter keeps positive", `
type T struct{ n int }
func New() *T { return &T{n: 1} }
func (x *T) Set(n int) { x.n = max(n, 2) }
func (x *T) F() {`, "x.n > 0", false),
	heldCase("a field whose address is taken", `
import "flag"
type T struct{ n int }
func New() *T {
	x := &T{n: 1}
	flag.IntVar(&x.n, "n", 1, "")
	return x
}
func (x *T) F() {`, "x.n > 0", true),
	heldCase("a field of an element", `
type T struct{ n int }
func New() *T { return &T{n: 1} }
func List(n int) []T { return make([]T, n) }
func (x *T) F() {`, "x.n > 0", true),
	heldCase("a field of a field", `
type T struct{ n int }
type U struct { T; k int }
func New() *T { return &T{n: 1} }
func Outer() *U { return &U{k: 1} }
func (x *T) F() {`, "x.n > 0", true),
	heldCase("a field of what is looked up", `
type T struct{ n int }
func New() T { return T{n: 1} }
func Find(m map[int]T) T { return m[1] }
func (x *T) F() {`, "x.n > 0", true),
	heldCase("a field of what is converted", `
type T struct{ n int }
type U struct{ n int }
func New() *T { return &T{n: 1} }
func Conv(u U) T { return T(u) }
func (x *T) F() {`, "x.n > 0", true),
	heldCase("a field of what is copied", `
type T struct{ n int }
func New() *T { return &T{n: 1} }
func (x T) Copy() *T { return &x }
func (x *T) F() {`, "x.n > 0", false),
	heldCase("an exported field", `
type T struct{ N int }
func New() *T { return &T{N: 1} }
func (x *T) F() {`, "x.N > 0", true),
	heldCase("a field that is not nil", `
type T struct{ f func(); k int }
func New(f func()) *T {
	if f == nil {
		f = func() {}
	}
	return &T{f: f}
}
func (x *T) F() {`, "x.f != nil", false),
	heldCase("a field that becomes nil", `
type T struct{ f func(); k int }
func New(k int) *T { return &T{f: func() { println(k) } } }
func (x *T) Reset() { x.f = nil }
func (x *T) F() {`, "x.f != nil", true),
	heldCase("a field with text", `
type T struct{ s string }
func New() *T { return &T{s: "a"} }
func (x *T) F() {`, `x.s == "a"`, false),
	heldCase("a field with one of two texts", `
type T struct{ s string }
func New() *T { return &T{s: "a"} }
func Other() *T { return &T{s: "b"} }
func (x *T) F() {`, `x.s == "a"`, true),
	heldCase("a field that is never set", `
type T struct{ debug bool }
func (x *T) F() {`, "!x.debug", true),
	heldCase("unsafe code", `
import _ "unsafe"
type T struct{ n int }
func New() *T { return &T{n: 1} }
func (x *T) F() {`, "x.n > 0", true),
	heldCase("a variable that is initialised", `
import "runtime"
var n = 2*runtime.NumCPU()
func F() {`, "n > 1", false),
	heldCase("a variable that is set again", `
var n = 2
func Set(k int) { n = k }
func F() {`, "n > 1", true),
	heldCase("a variable that is set behind its initialisation", `
var n int
func init() { n = 2 }
func F() {`, "n > 1", true),
	heldCase("a variable whose address is taken", `
import "flag"
var n = 2
func Flags() { flag.IntVar(&n, "n", 2, "") }
func F() {`, "n > 1", true),
	heldCase("an exported variable", `
var N = 2
func F() {`, "N > 1", true),
	heldCase("a field that is passed on", `
type T struct{ n int }
func New() *T { return &T{n: 1} }
func (x *T) F() { f(x.n) }
func f(n int) {`, "n > 0", false),
}
