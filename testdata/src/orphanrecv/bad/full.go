package bad

// The reader that nobody closes is full at some time, and its select has no other way out.
type ahead struct {
	buf  chan int
	quit chan struct{}
}

func readAhead(next func() (int, bool)) *ahead {
	a := &ahead{make(chan int, 4), make(chan struct{})}
	go func() {
		defer close(a.buf)
		for {
			v, ok := next()
			if !ok {
				return
			}
			select { // want `goroutine blocks forever in select`
			case a.buf <- v:
			case <-a.quit:
				return
			}
		}
	}()
	return a
}

func firstOfAll(list []func() (func() (int, bool), error)) (n int, err error) {
	for _, open := range list {
		next, err := open()
		if err != nil {
			return 0, err
		}
		a := readAhead(next)
		n += <-a.buf
		if n < 0 {
			return n, nil
		}
		close(a.quit)
	}
	return n, nil
}
