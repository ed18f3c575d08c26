package sem_data

type pair struct {
	in, out chan int
}

// A struct is copied by assignment, its channels are not.
func structCopy() int {
	p := pair{make(chan int), make(chan int)}
	q := p
	go func() { p.out <- 1 }()
	return <-q.out
}

// The copy's field is its own.
func structCopyChanged() int {
	p := pair{out: make(chan int)}
	q := p
	q.out = make(chan int, 1)
	q.out <- 1
	go func() {
		p.out <- 2 // want `blocks forever`
	}()
	return <-q.out
}

// A pointer's field is shared.
func pointer() int {
	p := &pair{out: make(chan int)}
	q := p
	q.out = make(chan int)
	go func() { p.out <- 1 }()
	return <-q.out
}

// Fields of one struct are different.
func otherField() int {
	p := pair{make(chan int, 1), make(chan int)}
	p.in <- 1
	go func() {
		p.out <- 2 // want `blocks forever`
	}()
	return <-p.in
}

// A pointer to a channel variable.
func pointerToChan() int {
	ch := make(chan int)
	p := &ch
	*p = make(chan int)
	go func() { ch <- 1 }()
	return <-*p
}

func swapped() int {
	a, b := make(chan int), make(chan int)
	old := a
	a, b = b, a
	go func() { b <- 1 }()
	go func() {
		a <- 2 // want `blocks forever`
	}()
	return <-old
}

// Nested structs, arrays of structs, pointers in slices.
type node struct {
	ch   chan int
	next *node
}

func list(n int) (sum int) {
	var head *node
	for i := range n {
		head = &node{make(chan int), head}
		ch := head.ch
		go func() { ch <- i }()
	}
	for ; head != nil; head = head.next {
		sum += <-head.ch
	}
	return sum
}

func listCut(n int) (sum int) {
	var head *node
	for i := range n {
		head = &node{make(chan int), head}
		ch := head.ch
		go func() {
			ch <- i + 1 // want `blocks forever`
		}()
	}
	for ; head != nil && head.next != nil; head = head.next {
		sum += <-head.ch
	}
	return sum
}

func structsInSlice() int {
	pairs := []pair{{out: make(chan int)}, {out: make(chan int)}}
	for _, p := range pairs { // p is a copy
		p.out = nil
	}
	go func() { pairs[1].out <- 1 }()
	return <-pairs[1].out
}

// A channel of channels carries the channel itself.
func chanOfChan() int {
	chans := make(chan chan int, 1)
	ch := make(chan int)
	chans <- ch
	go func() { ch <- 1 }()
	return <-<-chans
}

func chanOfChanLost() {
	chans := make(chan chan int, 2)
	a, b := make(chan int), make(chan int)
	chans <- a
	chans <- b
	go func() { a <- 1 }()
	go func() {
		b <- 2 // want `blocks forever`
	}()
	<-<-chans
	<-chans
}

// Structs that are sent are copied.
func chanOfStruct() int {
	reqs := make(chan pair)
	go func() {
		for r := range reqs {
			r.out <- 1 + <-r.in
		}
	}()
	p := pair{make(chan int), make(chan int)}
	reqs <- p
	p.in <- 1
	close(reqs)
	return <-p.out
}

// In an interface.
func inInterface() int {
	var v any = make(chan int)
	ch, ok := v.(chan int)
	if !ok {
		return 0
	}
	go func() { ch <- 1 }()
	return <-v.(chan int)
}

func wrongType() int {
	ch := make(chan int)
	var v any = (<-chan int)(ch)
	go func() {
		ch <- 1 // want `blocks forever`
	}()
	if c, ok := v.(chan int); ok { // another type
		return <-c
	}
	return 0
}

// Package variables that only this package has.
var events = make(chan int, 1)

func global() {
	done := make(chan int)
	events <- 1
	go func() { done <- <-events }()
	<-done
}

// The zero value of a named result.
func named(ok bool) (ch chan int) {
	if ok {
		ch = make(chan int)
	}
	return
}

func useNamed() int {
	ch := named(true)
	if ch == nil {
		return 0
	}
	go func() { ch <- 1 }()
	return <-ch
}

// Strings and numbers decide, too.
func byString(name string) int {
	ch := make(chan int)
	go func() {
		ch <- len(name) // want `blocks forever`
	}()
	switch name {
	case "":
		return 0
	case "a", "b":
		return <-ch
	}
	return 1 + <-ch
}
