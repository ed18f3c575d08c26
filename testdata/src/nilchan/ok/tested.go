package ok

import "errors"

// Tests for nil that stand in a function, in what a closure returns, in a length, or that
// two variables share.

func valid(c chan int) bool { return c != nil }

func testedByHelper(wanted bool) {
	var c chan int
	if wanted {
		c = make(chan int, 1)
	}
	if !valid(c) {
		return
	}
	c <- 1
}

func needs(c chan int) {
	if c == nil {
		panic("no channel")
	}
}

func testedByPanic(wanted bool) {
	defer func() { _ = recover() }()
	var c chan int
	if wanted {
		c = make(chan int, 1)
	}
	needs(c)
	close(c)
}

var errNil = errors.New("nil")

func check(c chan int) error {
	if c == nil {
		return errNil
	}
	return nil
}

func testedByError(wanted bool) error {
	var c chan int
	if wanted {
		c = make(chan int, 1)
	}
	if err := check(c); err != nil {
		return err
	}
	c <- 1
	return nil
}

func testedByCap(wanted bool) {
	var c chan int
	if wanted {
		c = make(chan int, 1)
	}
	if cap(c) > 0 {
		c <- 1
	}
}

func testedByClosure(wanted bool) {
	var c chan int
	enabled := func() bool { return c != nil }
	if wanted {
		c = make(chan int, 1)
	}
	if enabled() {
		close(c)
	}
}

func replacedFunction(wanted bool) {
	var c chan int
	if wanted {
		c = make(chan int, 1)
	}
	stop := func() { close(c) }
	if c == nil {
		stop = func() {}
	}
	stop()
}

func flagOfClosure(wanted bool) {
	var c chan int
	if wanted {
		c = make(chan int, 1)
	}
	defer func() {
		if wanted {
			close(c)
		}
	}()
}

func flagOfGoroutine(wanted, again bool) {
	var c chan int
	on := wanted && again
	if on {
		c = make(chan int, 1)
	}
	go func() {
		if !on {
			return
		}
		c <- 1
	}()
}

func oneOfTwoTypes(x any) {
	var c chan int
	switch x.(type) {
	case int, string:
		c = make(chan int, 1)
	}
	if _, ok := x.(int); ok {
		close(c)
	}
}

type conn struct {
	quit chan int
	open bool
}

func (c *conn) isOpen() bool { return c.open }

func methodOfStruct(wanted bool) {
	var quit chan int
	c := new(conn)
	if wanted {
		quit = make(chan int)
		c.open = true
	}
	if c.isOpen() {
		close(quit)
	}
}

func inLoop(list []int) {
	for _, n := range list {
		var c chan int
		if n > 3 {
			c = make(chan int, 1)
		}
		if !valid(c) {
			continue
		}
		c <- n
	}
}
