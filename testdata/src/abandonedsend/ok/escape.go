package ok

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"reflect"
	"sync"
	"sync/atomic"
)

// Returned to a caller that is not here: it may read to the end.
func Lines(texts []string) <-chan string {
	ch := make(chan string)
	go func() {
		defer close(ch)
		for _, t := range texts {
			ch <- t
		}
	}()
	return ch
}

// The caller gets a function that reads.
func Next(n int) func() (int, bool) {
	ch := make(chan int)
	go func() {
		for i := range n {
			ch <- i
		}
		close(ch)
	}()
	return func() (int, bool) {
		v, ok := <-ch
		return v, ok
	}
}

// Stream is read by whoever has it.
type Stream struct {
	C   <-chan int
	err error
}

// The exported field gives the channel to callers.
func NewStream(items []int) *Stream {
	ch := make(chan int)
	s := &Stream{C: ch}
	go func() {
		defer close(ch)
		for _, it := range items {
			ch <- it
		}
	}()
	return s
}

// Events is read elsewhere.
var Events = make(chan string)

// Sent to a package variable that others read.
func Emit(event string) {
	go func() { Events <- event }()
}

var hooks = struct {
	sync.Mutex
	list []<-chan int
}{}

// Put into a list that others have.
func Register(n int) {
	ch := make(chan int)
	hooks.Lock()
	hooks.list = append(hooks.list, ch)
	hooks.Unlock()
	go func() { ch <- n }()
}

// The parameter belongs to the caller, who may read it.
func SendAll(out chan<- int, items []int) {
	for _, it := range items {
		out <- it
	}
}

// A callback that is given the channel may read it.
func WithCallback(read func(<-chan int)) {
	ch := make(chan int)
	go func() { ch <- 1 }()
	read(ch)
}

// The interface's implementation is not known: it may read.
type Consumer interface{ Consume(<-chan int) }

// Consumed by code that is not here.
func Feed(c Consumer) {
	ch := make(chan int)
	go c.Consume(ch)
	ch <- 1
	ch <- 2
}

// The signal package sends, and does not block for it.
func waitForSignal(ctx context.Context) string {
	sig := make(chan os.Signal, 1)
	signal.Notify(sig, os.Interrupt)
	defer signal.Stop(sig)
	select {
	case s := <-sig:
		return s.String()
	case <-ctx.Done():
		return "done"
	}
}

// Another package receives by reflection.
func reflected() int {
	ch := make(chan int)
	go func() { ch <- 1 }()
	v, _ := reflect.ValueOf(ch).Recv()
	return int(v.Int())
}

// A pipe: its reader is read by another package until the end.
func copyPipe(data string) (int64, error) {
	r, w := io.Pipe()
	errs := make(chan error)
	go func() {
		_, err := io.WriteString(w, data)
		_ = w.Close()
		errs <- err
	}()
	n, err := io.Copy(io.Discard, r)
	if e := <-errs; err == nil {
		err = e
	}
	return n, err
}

// The value that is stored atomically can be loaded elsewhere.
type Slot struct{ ch atomic.Pointer[chan int] }

// Stored in what the caller has.
func (s *Slot) Start() {
	ch := make(chan int)
	s.ch.Store(&ch)
	go func() { ch <- 1 }()
}

// Taken from it.
func (s *Slot) Take() int { return <-*s.ch.Load() }

// The context carries the channel to other code.
type key struct{}

// Handed on inside a context.
func inContext(ctx context.Context, use func(context.Context)) {
	ch := make(chan string)
	go func() { ch <- "traced" }()
	use(context.WithValue(ctx, key{}, (<-chan string)(ch)))
}

// A handler that is registered elsewhere receives.
func handler(n int) (http.Handler, func()) {
	ch := make(chan int)
	h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintln(w, <-ch)
	})
	return h, func() {
		for i := range n {
			ch <- i
		}
	}
}

// In an empty interface, to a function of another package.
func boxed(out *sync.Map) {
	ch := make(chan int)
	go func() { ch <- 1 }()
	out.Store("ch", ch)
}

// The caller's map gets one channel for each name.
func fillMap(streams map[string]<-chan int, names []string) {
	for _, n := range names {
		ch := make(chan int)
		streams[n] = ch
		go func() { ch <- len(n) }()
	}
}

// The pointer's owner may read.
func storeThrough(p *<-chan int) {
	ch := make(chan int)
	*p = ch
	go func() { ch <- 1 }()
}

// Sent on a channel of channels that the caller has.
func handOver(requests chan<- chan int) {
	reply := make(chan int)
	requests <- reply
	reply <- 1
}

// The test's end is a function that the caller runs.
func withCleanup(cleanup func(func())) {
	ch := make(chan int)
	go func() {
		for i := range 3 {
			ch <- i
		}
		close(ch)
	}()
	cleanup(func() {
		for range ch {
		}
	})
}
