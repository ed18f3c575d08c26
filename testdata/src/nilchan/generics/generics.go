package generics

type queue[T any] struct {
	items chan T
	done  chan struct{}
	ready chan struct{}
}

func newQueue[T any]() *queue[T] {
	return &queue[T]{items: make(chan T, 1), ready: make(chan struct{})}
}

func (q *queue[T]) close() {
	close(q.items)
	<-q.done // want `receive from q.done blocks forever: nothing in this package assigns the field done`
}

func (q *queue[T]) put(x T) { q.items <- x }

func use() {
	q := newQueue[int]()
	q.put(1)
	q.close()
	close(q.ready)
}

func sendTo[T any](ch chan T, x T) {
	ch <- x // want `send on ch blocks forever`
}

func useSendTo() {
	sendTo(make(chan int, 1), 1)
	var none chan string
	sendTo(none, "x")
}

// Nobody instantiates it.
func unused[T any](x T) {
	var ch chan T
	ch <- x // want `send on ch blocks forever`
}

// A type parameter may be a channel type.
func drain[C ~chan E, E any](ch C) {
	for range ch {
	}
}

func useDrain() { drain(make(chan int)) }
