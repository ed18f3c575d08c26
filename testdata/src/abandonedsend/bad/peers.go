package bad

import (
	"errors"
	"time"
)

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

// One letter gets three answers, of which one is received and one has room.
func answersThrice(r reader) string {
	waiting := map[int]chan string{7: make(chan string, 1)}
	go func() {
		for {
			l, err := r.read()
			if err != nil {
				return
			}
			if reply := waiting[l.id]; reply != nil {
				reply <- "got it"
				reply <- l.text
				reply <- "bye" // want `reply: goroutine blocks forever sending`
			}
		}
	}()
	return <-waiting[7]
}

// The number of a letter says what it is, and there may be two of a kind.
func kindTwice(r reader) string {
	first := make(chan string, 1)
	go func() {
		for {
			l, err := r.read()
			if err != nil {
				return
			}
			if l.id == 7 {
				first <- l.text // want `first: goroutine blocks forever sending`
			}
		}
	}()
	return <-first
}

// That nobody receives does not depend on the end of the loop.
func tickAndLeave(t *time.Ticker) {
	done := make(chan int)
	go func() { done <- 1 }() // want `done: goroutine blocks forever sending`
	for now := range t.C {
		if !now.IsZero() {
			return
		}
	}
}

type subscription struct{ events chan int }

func (s *subscription) end() { close(s.events) }

// The package closes the events.
func eventsEnd(s *subscription) {
	done := make(chan int)
	go func() { done <- 1 }() // want `done: goroutine blocks forever sending`
	for e := range s.events {
		if e > 3 {
			<-done
			return
		}
	}
}

// The last one is not waited for.
func countedWrong(in []int, double func(int) int) {
	results := make(chan int)
	running := 0
	for _, x := range in {
		running++
		go func() { results <- double(x) }() // want `results: goroutine blocks forever sending`
	}
	for ; running > 1; running-- {
		<-results
	}
}

type sizes struct {
	inner *sizes
	n     int
}

func oneMoreThanRoom(s *sizes, double func(int) int) {
	results := make(chan int, s.inner.n)
	for i := 0; i <= s.inner.n; i++ {
		go func() { results <- double(i) }() // want `results: goroutine blocks forever sending`
	}
}

func twice(n int) int { return 2 * n }

func closed(s *subscription) *subscription {
	s.end()
	return s
}
