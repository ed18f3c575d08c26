package client

import "testing"

type pairEnd struct {
	in   chan int
	done chan struct{}
}

func newPairEnd() (*pairEnd, error) {
	s := &pairEnd{make(chan int), make(chan struct{})}
	go s.loop()
	return s, nil
}

func (s *pairEnd) loop() {
	for {
		select {
		case <-s.in:
		case <-s.done:
			return
		}
	}
}

func (s *pairEnd) put(v int) { s.in <- v }

func (s *pairEnd) close() error { close(s.done); return nil }

func newPairOf(t *testing.T) (*pairEnd, *pairEnd) {
	a, err := newPairEnd()
	if err != nil {
		t.Fatal(err)
	}
	b, err := newPairEnd()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		a.close()
		b.close()
	})
	return a, b
}

func TestPair(t *testing.T) {
	a, b := newPairOf(t)
	a.put(1)
	b.put(2)
}
