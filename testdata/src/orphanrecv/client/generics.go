package client

// A queue of anything: Close ends the one that reads, not the one that counts.
type Queue[T any] struct {
	items chan T
	sizes chan int
	done  chan struct{}
}

func NewQueue[T any]() *Queue[T] {
	q := &Queue[T]{items: make(chan T), sizes: make(chan int), done: make(chan struct{})}
	go q.read()
	go q.count()
	return q
}

func (q *Queue[T]) read() {
	for {
		select {
		case <-q.items:
		case <-q.done:
			return
		}
	}
}

func (q *Queue[T]) count() {
	for n := range q.sizes { // want `q.sizes: goroutine blocks forever ranging after a client's NewQueue and Close; let Close end it`
		println(n)
	}
}

func (q *Queue[T]) Close() { close(q.done) }

// The same, ended.
type Stack[T any] struct {
	items chan T
	done  chan struct{}
}

func NewStack[T any]() *Stack[T] {
	s := &Stack[T]{items: make(chan T), done: make(chan struct{})}
	go s.read()
	return s
}

func (s *Stack[T]) read() {
	for {
		select {
		case <-s.items:
		case <-s.done:
			return
		}
	}
}

func (s *Stack[T]) Push(x T) {
	select {
	case s.items <- x:
	case <-s.done:
	}
}

func (s *Stack[T]) Close() { close(s.done) }
