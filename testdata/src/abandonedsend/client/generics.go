package client

// An iterator of anything that Close does not end while it sends.
type Iterator[T any] struct {
	next chan T
	done chan struct{}
}

func Iterate[T any](list func() []T) *Iterator[T] {
	it := &Iterator[T]{next: make(chan T), done: make(chan struct{})}
	go func() {
		for _, x := range list() {
			it.next <- x // want `it.next: goroutine blocks forever sending after a client's Iterate and Close; let Close end it`
		}
		<-it.done
	}()
	return it
}

func (it *Iterator[T]) Next() T { return <-it.next }

func (it *Iterator[T]) Close() { close(it.done) }

// The same, ended.
type Cursor[T any] struct {
	next chan T
	done chan struct{}
}

func OpenCursor[T any](list func() []T) *Cursor[T] {
	c := &Cursor[T]{next: make(chan T), done: make(chan struct{})}
	go func() {
		for _, x := range list() {
			select {
			case c.next <- x:
			case <-c.done:
				return
			}
		}
	}()
	return c
}

func (c *Cursor[T]) Next() T { return <-c.next }

func (c *Cursor[T]) Close() { close(c.done) }
