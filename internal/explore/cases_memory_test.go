package explore

// Variables, structs, lists and maps, and what becomes of them in code that is not
// seen.
var memoryCases = []ruleCase{
	{"a variable that code which is not seen may change", `
func g(*bool)
func f() {
	done := true
	g(&done)
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if done {
		<-c
	}
}`},
	{"a buffer that code which is not seen fills", `
func read([]byte) error
func f() {
	var buf [4]byte
	if read(buf[:2]) != nil {
		return
	}
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if buf[1] != 3 {
		<-c
	}
}`},
	{"a variable that code which is not seen may change later", `
func g(*bool)
func h()
func f() {
	done := false
	g(&done)
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	for !done {
		h()
	}
	if done {
		return
	}
	<-c
}`},
	{"a field that is not stored to stays", `
type t struct{ n int }
func f(x *t) {
	c := make(chan int)
	if x.n > 3 {
		go func() {
			c <- 1
		}()
	}
	if x.n > 3 {
		<-c
	}
}`},
	{"a field that code which is not seen is taken not to change", `
type t struct{ n int }
func g(*t)
func f(x *t) {
	c := make(chan int)
	if x.n > 3 {
		go func() {
			c <- 1
		}()
	}
	g(x)
	if x.n > 3 {
		<-c
	}
}`},
	{"a struct is copied", `
type t struct{ c chan int }
func f() {
	x := t{make(chan int)}
	y := x
	y.c = nil
	go func() {
		x.c <- 1
	}()
	<-x.c
}`},
	{"a struct in a struct", `
type t struct{ a, b struct{ c, d chan int } }
func f() {
	var x t
	x.a.d = make(chan int)
	x.b.c = make(chan int)
	go func() {
		x.b.c <- 1
		x.a.d <- 1 // stuck
	}()
	<-x.b.c
}`},
	{"a struct in an array", `
func f() {
	var x [2]struct{ c chan int }
	x[1].c = make(chan int)
	x[0].c = make(chan int)
	go func() {
		x[1].c <- 1
		x[0].c <- 1 // stuck
	}()
	<-x[1].c
}`},
	{"a struct as a result", `
type t struct{ a, c chan int }
func get(c chan int) t { return t{c: c} }
func f() {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	<-get(c).c
}`},
	{"a pointer to a field", `
type t struct{ a, b bool }
func set(p *bool, c chan int) { *p = c != nil }
func f() {
	var x t
	c := make(chan int)
	go func() {
		c <- 1
	}()
	set(&x.b, c)
	if x.b && !x.a {
		<-c
	}
}`},
	{"an element of a list", `
func f(i int) {
	list := []chan int{make(chan int), make(chan int)}
	go func() {
		list[0] <- 1 // stuck
	}()
	go func() {
		list[1] <- 1 // stuck
	}()
	<-list[i]
}`},
	{"an element that is known", `
func f() {
	list := []chan int{make(chan int), make(chan int)}
	go func() {
		list[0] <- 1 // stuck
	}()
	go func() {
		list[1] <- 1
	}()
	<-list[1]
}`},
	{"an element that is out of range", `
func f(list []chan int) {
	c := make(chan int)
	own := []chan int{c}
	i := 1
	go func() {
		c <- 1
	}()
	<-own[i]
}`},
	{"a part of a list", `
func f() {
	list := []chan int{make(chan int), make(chan int), make(chan int)}
	for _, c := range list {
		go func() {
			c <- 1 // stuck
		}()
	}
	for _, c := range list[1:] {
		<-c
	}
}`},
	{"all parts of a list", `
func f() {
	list := []chan int{make(chan int), make(chan int), make(chan int)}
	for _, c := range list {
		go func() {
			c <- 1
		}()
	}
	for _, c := range list[1:] {
		<-c
	}
	for _, c := range list[:1] {
		<-c
	}
}`},
	{"a list that grows", `
func f() {
	var list []chan int
	for range 3 {
		c := make(chan int)
		list = append(list, c)
		go func() {
			c <- 1
		}()
	}
	for _, c := range list {
		<-c
	}
}`},
	{"a list that grows into its array", `
func f() {
	c, d := make(chan int), make(chan int)
	list := make([]chan int, 0, 2)
	list = append(list, c)
	other := append(list, d)
	list = append(list, c)
	go func() {
		c <- 1
	}()
	<-other[1]
}`},
	{"a list that is put behind another", `
func f() {
	a, b := []chan int{make(chan int)}, []chan int{make(chan int)}
	all := append(a, b...)
	for _, c := range all {
		go func() {
			c <- 1
		}()
	}
	<-a[0]
	<-b[0]
}`},
	{"a list that is copied", `
func f() {
	a, b := []chan int{make(chan int), make(chan int)}, make([]chan int, 2)
	copy(b, a)
	for _, c := range b {
		go func() {
			c <- 1
		}()
	}
	<-a[0]
	<-a[1]
}`},
	{"a list that is cleared", `
func f() {
	a := []chan int{make(chan int)}
	c := a[0]
	clear(a)
	go func() {
		c <- 1 // stuck
	}()
	if a[0] != nil {
		<-c
	}
}`},
	{"an entry of a map", `
func f() {
	m := make(map[string]chan int)
	m["a"], m["b"] = make(chan int), make(chan int)
	go func() {
		m["a"] <- 1
		m["b"] <- 1 // stuck
	}()
	<-m["a"]
}`},
	{"an entry of a map that is not there", `
func f() {
	m := make(map[string]chan int)
	c := make(chan int)
	m["a"] = c
	go func() {
		c <- 1 // stuck
	}()
	if d, ok := m["b"]; ok {
		<-d
	}
}`},
	{"an entry of a map that is there", `
func f() {
	m := make(map[string]chan int)
	c := make(chan int)
	m["a"] = c
	go func() {
		c <- 1
	}()
	if d, ok := m["a"]; ok {
		<-d
	}
}`},
	{"an entry of a map that is replaced", `
func f() {
	m := make(map[string]chan int)
	c, d := make(chan int), make(chan int)
	m["a"] = c
	m["a"] = d
	go func() {
		d <- 1
	}()
	<-m["a"]
}`},
	{"an entry of a map that is deleted", `
func f() {
	m := make(map[string]chan int)
	c := make(chan int)
	m["a"] = c
	m["b"] = nil
	delete(m, "a")
	go func() {
		c <- 1 // stuck
	}()
	if d, ok := m["a"]; ok {
		<-d
	}
}`},
	{"a map that is cleared", `
func f() {
	m := make(map[string]chan int)
	c := make(chan int)
	m["a"] = c
	clear(m)
	go func() {
		c <- 1 // stuck
	}()
	for _, d := range m {
		<-d
	}
}`},
	{"the length of a map", `
func f() {
	m := map[string]chan int{"a": make(chan int), "b": make(chan int)}
	c := make(chan int, 2)
	for range m {
		go func() {
			c <- 1
		}()
	}
	for range len(m) {
		<-c
	}
}`},
	{"a map that was just made is empty", `
func f() {
	m := make(map[string]int)
	c := make(chan int)
	go func() {
		c <- 1
	}()
	if len(m) == 0 {
		<-c
	}
}`},
	{"a map in which something was put is not empty", `
func f(k string) {
	m := make(map[string]int)
	c := make(chan int)
	m[k] = 1
	go func() {
		c <- 1
	}()
	if len(m) != 0 {
		<-c
	}
}`},
	{"a key that may be in a map is taken to be", `
func f(k string) {
	m := map[string]chan int{"a": make(chan int)}
	go func() {
		m["a"] <- 1
	}()
	<-m[k]
}`},
	{"a list of a known length", `
func f(n int) {
	list := make([]int, n)
	c := make(chan int)
	for range list {
		go func() { c <- 1 }()
	}
	for range n {
		<-c
	}
}`},
	{"a list of two lists", `
func f(a, b []int) {
	c := make(chan int)
	list := append(a, b...)
	for range list {
		go func() { c <- 1 }()
	}
	for range a {
		<-c
	}
	for range b {
		<-c
	}
}`},
	{"a length and a capacity of a channel", `
func f() {
	c := make(chan int, 2)
	d := make(chan int)
	go func() {
		d <- 1
	}()
	c <- 1
	if len(c) == 1 && cap(c) == 2 {
		<-d
	}
}`},
	{"an array has a length", `
func f(a *[3]int) {
	c := make(chan int)
	for range a {
		go func() { c <- 1 }()
	}
	<-c
	<-c
	<-c
}`},
	{"an array that a function returns has a length", `
func get() [3]int { return [3]int{} }
func f() {
	c := make(chan int)
	for range len(get()) {
		go func() { c <- 1 }()
	}
	<-c
	<-c
	<-c
}`},
	{"channels are compared", `
func f() {
	c, d := make(chan int), make(chan int)
	e := c
	set(&e)
	e = c
	go func() {
		c <- 1
	}()
	if e == c && e != d && c != nil {
		<-c
	}
}
func set(*chan int) {}`},
	{"pointers are compared", `
type t struct{ n int }
func f(x *t) {
	y := &t{}
	c := make(chan int)
	go func() {
		c <- 1
	}()
	if y != x && y != nil {
		<-c
	}
}`},
	{"an interface is a method of what is in it", `
type doer interface{ do() }
type a struct{ c chan int }
func (x *a) do() { x.c <- 1 }
func f() {
	x := &a{make(chan int)}
	var d doer = x
	go d.do()
	<-x.c
}`},
	{"a bound method", `
type a struct{ c chan int }
func (x *a) do() { x.c <- 1 }
func f() {
	x := &a{make(chan int)}
	g := x.do
	go g()
	<-x.c
}`},
	{"a method expression", `
type a struct{ c chan int }
func (x *a) do() { x.c <- 1 }
func f() {
	x := &a{make(chan int)}
	go (*a).do(x)
	<-x.c
}`},
	{"a type of its own for channels", `
type ch chan int
func f() {
	c := make(ch)
	go func() {
		send((chan int)(c))
	}()
	<-c
}
func send(c chan<- int) { c <- 1 }`},
	{"a nil pointer panics", `
type t struct{ n int }
func f() {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	var x *t
	set(&x)
	x = nil
	x.n = 3
}
func set(**t) {}`},
	{"a generic function", `
func send[T any](c chan T, x T) { c <- x }
func f() {
	c := make(chan int)
	go send(c, 1)
	<-c
}`},
	{"a list of too many channels", `
func f() {
	var list []chan int
	for range 20 {
		list = append(list, make(chan int))
	}
	for _, c := range list {
		go func() {
			c <- 1
		}()
	}
	for _, c := range list {
		<-c
	}
}`},
}
