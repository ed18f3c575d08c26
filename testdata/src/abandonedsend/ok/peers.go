package ok

import (
	"errors"
	"sync"
	"time"
)

// What others do: they answer a request once, and close what they say they close.

type letter struct {
	id   int
	text string
}

// A mailbox is a peer that has some letters for us.
type mailbox struct{ letters []letter }

var errEmpty = errors.New("empty")

func (m *mailbox) read() (letter, error) {
	if len(m.letters) == 0 {
		return letter{}, errEmpty
	}
	l := m.letters[0]
	m.letters = m.letters[1:]
	return l, nil
}

type reader interface{ read() (letter, error) }

// The reply comes under the number of the request, and is taken out with it.
func askByNumber(r reader) string {
	var mu sync.Mutex
	waiting := make(map[int]chan string)
	quit := make(chan struct{})
	go func() {
		defer close(quit)
		for {
			l, err := r.read()
			if err != nil {
				return
			}
			mu.Lock()
			reply := waiting[l.id]
			delete(waiting, l.id)
			mu.Unlock()
			if reply != nil {
				reply <- l.text
			}
		}
	}()
	reply := make(chan string, 1)
	mu.Lock()
	waiting[7] = reply
	mu.Unlock()
	select {
	case text := <-reply:
		return text
	case <-quit:
		return ""
	}
}

// Nothing is taken out, but the peer answers once.
func askOnce(r reader, id int) string {
	reply := make(chan string, 1)
	quit := make(chan struct{})
	go func() {
		defer close(quit)
		for {
			l, err := r.read()
			if err != nil {
				return
			}
			if l.id == id {
				reply <- l.text
			}
		}
	}()
	select {
	case text := <-reply:
		return text
	case <-quit:
		return ""
	}
}

// A ticker's channel is never closed: the loop ends by its return only.
func untilTick(t *time.Ticker) {
	done := make(chan int)
	go func() { done <- 1 }()
	for now := range t.C {
		if !now.IsZero() {
			<-done
			return
		}
	}
}

type subscription struct{ events chan int }

// Nobody closes the events.
func untilEvent(s *subscription) {
	done := make(chan int)
	go func() { done <- 1 }()
	for e := range s.events {
		if e > 3 {
			<-done
			return
		}
	}
}

// What is started is counted, and the loop ends when all of it is done.
func countedInLoop(in <-chan int, double func(int) int) {
	results := make(chan int)
	running := 0
	for {
		select {
		case x := <-in:
			running++
			go func() { results <- double(x) }()
		case <-results:
			running--
			if running == 0 {
				return
			}
		}
	}
}

func countedAndDrained(in <-chan int, double func(int) int) (sum int) {
	results := make(chan int)
	running := 0
	for in != nil || running > 0 {
		select {
		case x, ok := <-in:
			if !ok {
				in = nil
				continue
			}
			running++
			go func() { results <- double(x) }()
		case n := <-results:
			sum += n
			running--
		}
	}
	return sum
}

type sizes struct {
	inner *sizes
	n     int
}

// As many sends as there is room for: one field is both, and closures know the number.
func roomForField(s *sizes, double func(int) int) int {
	results := make(chan int, s.inner.n)
	for i := 0; i < s.inner.n; i++ {
		go func() { results <- double(i) }()
	}
	return <-results
}

func twice(n int) int { return 2 * n }

func numbers(n int, end bool) <-chan int {
	c := make(chan int, n)
	for i := range n {
		c <- i + 1
	}
	if end {
		close(c)
	}
	return c
}

func numbersOf(n int) chan int {
	c := make(chan int, n)
	for i := range n {
		c <- i + 1
	}
	return c
}
