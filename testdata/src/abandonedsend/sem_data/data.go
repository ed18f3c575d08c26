// Package sem_data is about channels inside of other values.
package sem_data

// Elements of an array are different channels.
func array() int {
	var chans [2]chan int
	for i := range chans {
		chans[i] = make(chan int)
	}
	go func() { chans[0] <- 1 }()
	go func() {
		chans[1] <- 2 // want `blocks forever`
	}()
	return <-chans[0]
}

// An array is copied by assignment.
func arrayCopy() int {
	var a [1]chan int
	a[0] = make(chan int)
	b := a
	a[0] = nil
	go func() { b[0] <- 1 }()
	return <-b[0]
}

// A copy does not see what is assigned later.
func arrayCopyBefore() int {
	var a [1]chan int
	a[0] = make(chan int)
	b := a
	b[0] = make(chan int, 1)
	b[0] <- 2
	go func() {
		a[0] <- 1 // want `blocks forever`
	}()
	return <-b[0]
}

// A slice shares its elements.
func sliceShares() int {
	a := []chan int{make(chan int), make(chan int)}
	b := a[1:]
	b[0] = make(chan int)
	go func() { b[0] <- 1 }()
	return <-a[1]
}

// append to a full slice makes a new array.
func appended() int {
	a := make([]chan int, 1, 1)
	a[0] = make(chan int)
	b := append(a, make(chan int))
	b[0] = make(chan int)
	go func() {
		a[0] <- 1 // want `blocks forever`
	}()
	go func() { b[0] <- 2 }()
	return <-b[0]
}

// append with room writes to the old array.
func appendedInPlace() int {
	a := make([]chan int, 1, 2)
	b := append(a, make(chan int))
	a = a[:2]
	go func() { a[1] <- 1 }()
	return <-b[1]
}

// copy copies the elements, not more than fit.
func copied() int {
	a := []chan int{make(chan int), make(chan int)}
	b := make([]chan int, 1)
	if copy(b, a) == 2 {
		return 0
	}
	go func() { a[0] <- 1 }()
	go func() {
		a[1] <- 2 // want `blocks forever`
	}()
	return <-b[0]
}

// clear sets the elements to nil.
func cleared() {
	a := []chan int{make(chan int)}
	ch := a[0]
	go func() {
		ch <- 1 // want `blocks forever`
	}()
	clear(a)
	if a[0] != nil {
		<-ch
	}
}

// All elements are read.
func allElements(n int) (sum int) {
	var chans []chan int
	for i := range n {
		ch := make(chan int)
		chans = append(chans, ch)
		go func() { ch <- i }()
	}
	for _, ch := range chans {
		sum += <-ch
	}
	return sum
}

// The first element is not read.
func butTheFirst(n int) (sum int) {
	var chans []chan int
	for i := range n {
		ch := make(chan int)
		chans = append(chans, ch)
		go func() {
			ch <- i + 1 // want `blocks forever`
		}()
	}
	for i, ch := range chans {
		if i > 0 {
			sum += <-ch
		}
	}
	return sum
}

// The index of the slice that is read is that of the one that is sent to.
func byIndex(n int) int {
	chans := make([]chan int, n)
	for i := range chans {
		chans[i] = make(chan int, 1)
	}
	for i := range n {
		chans[i] <- i
	}
	return len(chans)
}

// Maps: different keys, different channels.
func mapped() int {
	m := map[string]chan int{"a": make(chan int), "b": make(chan int)}
	go func() { m["a"] <- 1 }()
	return <-m["a"]
}

func mappedOther() int {
	a, b := make(chan int), make(chan int, 1)
	m := map[string]chan int{"a": a, "b": b}
	b <- 2
	go func() {
		a <- 1 // want `blocks forever`
	}()
	return <-m["b"]
}

// A deleted key is not there.
func deleted() int {
	ch := make(chan int)
	m := map[string]chan int{"a": ch}
	delete(m, "a")
	go func() {
		ch <- 1 // want `blocks forever`
	}()
	if c, ok := m["a"]; ok {
		return <-c
	}
	return 0
}

// A map is a reference: the callee's entry is the caller's.
func mapShared() int {
	m := make(map[string]chan int)
	enter(m, "a")
	ch := m["a"]
	go func() { ch <- 1 }()
	return <-m["a"]
}

func enter(m map[string]chan int, key string) { m[key] = make(chan int) }

// The range over a map takes all of them.
func rangeMap(keys []string) (sum int) {
	m := make(map[string]chan int)
	for _, k := range keys {
		if _, ok := m[k]; ok {
			continue
		}
		ch := make(chan int)
		m[k] = ch
		go func() { ch <- len(k) }()
	}
	for _, ch := range m {
		sum += <-ch
	}
	return sum
}

// A key that comes twice replaces the channel of the first.
func replacedKey(keys []string) (sum int) {
	m := make(map[string]chan int)
	for _, k := range keys {
		ch := make(chan int)
		m[k] = ch
		go func() {
			ch <- len(k) // not found: blocks forever
		}()
	}
	for _, ch := range m {
		sum += <-ch
	}
	return sum
}
