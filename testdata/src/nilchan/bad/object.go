package bad

// A log that is written at once has nobody who flushes it.
type Log struct {
	lines chan string
	flush chan struct{}
	write func(string)
}

func NewLog(write func(string)) *Log {
	l := &Log{lines: make(chan string), flush: make(chan struct{}), write: write}
	go l.run()
	return l
}

func NewBufferedLog(n int, write func(string)) *Log {
	l := &Log{lines: make(chan string, n), write: write}
	go l.run()
	return l
}

func (l *Log) run() {
	for {
		select {
		case text := <-l.lines:
			l.write(text)
		case <-l.flush:
			l.write("")
		}
	}
}

func (l *Log) Print(text string) { l.lines <- text }

func (l *Log) Flush() {
	l.flush <- struct{}{} // want `the caller of Flush blocks forever sending to l.flush, NewBufferedLog leaves it nil; make it there`
}

// A lopper tells nobody that it is through.
type lopper struct {
	debug bool
	done  chan struct{}
}

func newLopper(debug bool) *lopper { return &lopper{debug: debug} }

func (l *lopper) loop(f func()) {
	f()
	if l.debug {
		close(l.done) // want `close of l.done panics: nothing in this package assigns the field done`
	}
}
