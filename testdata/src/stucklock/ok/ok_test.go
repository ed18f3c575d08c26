package ok

import "testing"

// A test that has failed goes on nowhere, whatever kind of test it is.
func take(t testing.TB, n *table) bool {
	n.mu.Lock()
	if n.shut {
		n.mu.Unlock()
		t.Fatal("shut")
	}
	n.mu.Unlock()
	return true
}

// A test ends what it has made, beside other things.
type bell struct {
	in   chan int
	done chan struct{}
	gone chan struct{}
}

func newBell() *bell {
	b := &bell{make(chan int), make(chan struct{}), make(chan struct{})}
	go b.ring()
	return b
}

func (b *bell) ring() {
	defer close(b.gone)
	for {
		select {
		case <-b.in:
		case <-b.done:
			return
		}
	}
}

func (b *bell) Close() {
	close(b.done)
	<-b.gone
}

func testBell(t *testing.T) (*bell, int) {
	b := newBell()
	t.Cleanup(func() { b.Close() })
	return b, 1
}

func TestBell(t *testing.T) {
	b, n := testBell(t)
	b.in <- n
}
