package ok

// Buffers with room for all that goes into them.

// No more than there is room for.
func firstTen(list []int, use func(int) error) error {
	if len(list) > 10 {
		list = list[:10]
	}
	c := make(chan int, 10)
	go func() {
		for _, v := range list {
			c <- v
		}
	}()
	return use(<-c)
}

// The same number is the size and the count.
func numbered(n int, use func(int) error) error {
	c := make(chan int, n)
	for i := range n {
		c <- i
	}
	return use(0)
}

// As many as there are, says who gives them.
type forest interface {
	Len() int
	Next() (int, bool)
}

func flatten(t forest, use func(int) error) error {
	c := make(chan int, t.Len())
	go func() {
		for {
			v, ok := t.Next()
			if !ok {
				return
			}
			c <- v
		}
	}()
	return use(0)
}

// What finds no room makes some.
func latestOf(next func() (int, bool), use func(int) error) error {
	c := make(chan int, 4)
	for {
		v, ok := next()
		if !ok {
			break
		}
		if len(c) == cap(c) {
			<-c
		}
		c <- v
	}
	return use(len(c))
}

// A batch is emptied before the next one comes.
func batches(next func() []int, use func(int)) {
	c := make(chan int, 16)
	for batch := next(); len(batch) > 0 && len(batch) <= 16; batch = next() {
		for _, v := range batch {
			c <- v
		}
		for range batch {
			use(<-c)
		}
	}
}

// The sender counts how many it has sent.
func atMost(next func() (int, bool), use func(int) error) error {
	c := make(chan int, 5)
	go func() {
		sent := 0
		for {
			v, ok := next()
			if !ok {
				return
			}
			if sent < 5 {
				c <- v
				sent++
			}
		}
	}()
	return use(0)
}

// Who leaves empties the buffer.
func drains(next func() (int, bool), use func(int) error) error {
	c := make(chan int, 32)
	go func() {
		defer close(c)
		for {
			v, ok := next()
			if !ok {
				return
			}
			c <- v
		}
	}()
	defer func() {
		for range c {
		}
	}()
	for v := range c {
		if err := use(v); err != nil {
			return err
		}
	}
	return nil
}

// A place for each that runs, and all are given back.
func atOnce(jobs []func()) {
	places := make(chan struct{}, 8)
	for _, job := range jobs {
		places <- struct{}{}
		go func() {
			defer func() { <-places }()
			job()
		}()
	}
}
