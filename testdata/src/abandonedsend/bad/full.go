package bad

// Buffers that fill up: however large they are, a loop that goes on does it.

// The receiver stops at the first line that is wrong.
func importLines(next func() (string, bool), store func(string) error) error {
	lines := make(chan string, 64)
	go func() {
		defer close(lines)
		for {
			l, ok := next()
			if !ok {
				return
			}
			lines <- l // want `^lines: goroutine blocks forever sending when importLines returns at line \d+; receive on every path, or select on a done channel too$`
		}
	}()
	for l := range lines {
		if err := store(l); err != nil {
			return err
		}
	}
	return nil
}

type prefetcher struct {
	ahead int
	read  func(page int) ([]byte, error)
}

func newPrefetcher(ahead int, read func(int) ([]byte, error)) *prefetcher {
	return &prefetcher{ahead, read}
}

// How far it reads ahead is configured.
func (p *prefetcher) find(is func([]byte) bool) (int, error) {
	type page struct {
		data []byte
		err  error
	}
	pages := make(chan page, p.ahead)
	go func() {
		for n := 0; ; n++ {
			data, err := p.read(n)
			pages <- page{data, err} // want `^pages: goroutine blocks forever sending`
			if err != nil {
				return
			}
		}
	}()
	for n := 0; ; n++ {
		switch got := <-pages; {
		case got.err != nil:
			return 0, got.err
		case is(got.data):
			return n, nil
		}
	}
}

// Two go into the buffer for each entry of a list that may be of any length.
func logPairs(entries []string, write func(string) error) error {
	out := make(chan string, 8)
	go func() {
		for _, e := range entries {
			out <- e
			out <- "\n" // want `^out: goroutine blocks forever sending`
		}
	}()
	return write(<-out)
}

// Nobody takes anything out before all is in.
func countAll(next func() bool) (n int) {
	seen := make(chan struct{}, 100)
	for next() {
		seen <- struct{}{} // want `the caller of countAll blocks forever sending to seen`
	}
	close(seen)
	for range seen {
		n++
	}
	return n
}
