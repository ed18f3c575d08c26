package client

import "context"

// The one who is to leave waits for the end of what only its leaving ends.
type Stream struct {
	join, leave chan chan string
	texts       chan string
}

func NewStream() *Stream {
	s := &Stream{join: make(chan chan string), leave: make(chan chan string), texts: make(chan string)}
	go s.listen()
	return s
}

func (s *Stream) listen() {
	readers := make(map[chan string]bool)
	for {
		select {
		case c := <-s.join:
			readers[c] = true
		case c := <-s.leave:
			delete(readers, c)
			close(c)
		case text := <-s.texts:
			for c := range readers {
				select {
				case c <- text:
				default:
				}
			}
		}
	}
}

func (s *Stream) Publish(text string) { s.texts <- text }

func (s *Stream) Copy(ctx context.Context, write func(string)) {
	c := make(chan string)
	s.join <- c
	go func() {
		<-ctx.Done()
		for range c { // want `c: goroutine blocks forever ranging once the context of Copy has ended; let that end it`
		}
		s.leave <- c
	}()
	for text := range c { // also
		write(text)
	}
}

// ok: it leaves, and then the range ends.
type Wire struct {
	join, leave chan chan string
	texts       chan string
}

func NewWire() *Wire {
	w := &Wire{join: make(chan chan string), leave: make(chan chan string), texts: make(chan string)}
	go func() {
		readers := make(map[chan string]bool)
		for {
			select {
			case c := <-w.join:
				readers[c] = true
			case c := <-w.leave:
				delete(readers, c)
				close(c)
			case text := <-w.texts:
				for c := range readers {
					select {
					case c <- text:
					default:
					}
				}
			}
		}
	}()
	return w
}

func (w *Wire) Publish(text string) { w.texts <- text }

func (w *Wire) Copy(ctx context.Context, write func(string)) {
	c := make(chan string)
	w.join <- c
	go func() {
		<-ctx.Done()
		w.leave <- c
	}()
	for text := range c {
		write(text)
	}
}

// ok: who waits for news waits for others, whose calls bring them.
func (w *Wire) Listen(write func(string)) {
	c := make(chan string)
	w.join <- c
	for text := range c {
		write(text)
	}
}

// ok: the context is not that of what is waited for, and others answer.
func (w *Wire) First(ctx context.Context) string {
	c := make(chan string)
	w.join <- c
	select {
	case text := <-c:
		w.leave <- c
		return text
	case <-ctx.Done():
		w.leave <- c
		return ""
	}
}
