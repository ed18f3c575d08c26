package ok

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"sync"
	"time"
)

// Each end is told, and the last thing that comes is an error, or nil.
func subscribe(ctx context.Context, in <-chan *string) (<-chan *string, <-chan error) {
	out, errs := make(chan *string), make(chan error, 1)
	go func() {
		defer close(out)
		for e := range in {
			select {
			case out <- e:
			case <-ctx.Done():
				errs <- ctx.Err()
				return
			}
		}
		errs <- io.EOF
	}()
	return out, errs
}

func printEvents(ctx context.Context, in <-chan *string, w io.Writer) error {
	events, errs := subscribe(ctx, in)
	for {
		var e *string
		select {
		case e = <-events:
		case err := <-errs:
			return err
		}
		if e != nil {
			fmt.Fprintln(w, *e)
		}
	}
}

// So it is where the context of the loop is cancelled with the close.
func cancelling(ctx context.Context, in <-chan *string, w io.Writer) {
	ctx, cancel := context.WithCancel(ctx)
	out := make(chan *string)
	go func() {
		defer cancel()
		defer close(out)
		for e := range in {
			out <- e
		}
	}()
	for {
		select {
		case e := <-out:
			if e != nil {
				fmt.Fprintln(w, *e)
			}
		case <-ctx.Done():
			return
		}
	}
}

// A queue may fail once, and not the next time.
type queue2 interface{ Recv() (string, error) }

func messages2(q queue2, w io.Writer) {
	for {
		line, err := q.Recv()
		if err == io.EOF {
			return
		}
		if err != nil {
			log.Print(err)
			time.Sleep(time.Second)
			continue
		}
		fmt.Fprintln(w, line)
	}
}

type jobStore interface {
	Find(id int) (done bool, err error)
}

// The context is asked.
func waitJob(ctx context.Context, store jobStore, id int) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
		if done, err := store.Find(id); err == nil && done {
			return nil
		}
	}
}

func waitErr(ctx context.Context, store jobStore, id int) error {
	for ctx.Err() == nil {
		if done, err := store.Find(id); err == nil && done {
			return nil
		}
		time.Sleep(time.Second)
	}
	return ctx.Err()
}

// Who waits gives up after a while.
func waitTimes(ctx context.Context, store jobStore, id int) error {
	for range 10 {
		time.Sleep(time.Second)
		done, err := store.Find(id)
		if err != nil {
			log.Print(err)
			continue
		}
		if done {
			return nil
		}
	}
	return errors.New("late")
}

func waitUntil(ctx context.Context, store jobStore, id int, end time.Time) error {
	for {
		time.Sleep(time.Second)
		done, err := store.Find(id)
		if done {
			return nil
		}
		if err != nil && time.Now().After(end) {
			return err
		}
	}
}

// Nobody has asked for an end.
func waitAlways(store jobStore, id int) {
	for {
		time.Sleep(time.Second)
		done, err := store.Find(id)
		if err != nil {
			log.Print(err)
			continue
		}
		if done {
			return
		}
	}
}

// The goroutine of a ticker that is returned ends by another channel.
type rates struct {
	total, last int
	done        chan struct{}
}

func (r *rates) capture() *time.Ticker {
	ticker := time.NewTicker(time.Second)
	go func() {
		for {
			select {
			case <-ticker.C:
				r.last, r.total = r.total, 0
			case <-r.done:
				return
			}
		}
	}()
	return ticker
}

func (r *rates) measure(work func()) {
	ticker := r.capture()
	defer ticker.Stop()
	defer close(r.done)
	work()
}

// A goroutine says that it is ready, and that is asked for once; or it leads out, or is looked at.
func waitReady(ctx context.Context, ready func() bool, work func()) {
	done := make(chan struct{})
	go func() {
		for !ready() {
			time.Sleep(time.Second)
		}
		close(done)
	}()
	wait := done
	for {
		select {
		case <-ctx.Done():
			return
		case <-wait:
			wait = nil
			work()
		}
	}
}

func waitAll(ctx context.Context, pending func() int) error {
	done := make(chan struct{})
	go func() {
		for pending() > 0 {
			time.Sleep(time.Second)
		}
		close(done)
	}()
	for finished := false; !finished; {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-done:
			finished = true
		}
	}
	return nil
}

// Two goroutines are waited for, and the second one ends both waits.
func waitBoth(first, second func()) {
	one, two := make(chan struct{}), make(chan struct{})
	go func() {
		first()
		close(one)
		second()
		close(two)
	}()
	for {
		select {
		case <-one:
		case <-two:
			return
		}
	}
}

// A handler has a goroutine started that is one for all requests.
type stats struct {
	once    sync.Once
	running bool
	n       int
}

func (s *stats) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.start()
	s.n++
}

func (s *stats) start() {
	s.once.Do(func() { go s.report() })
	if !s.running {
		s.running = true
		go s.report()
	}
}

func (s *stats) report() {
	for {
		time.Sleep(time.Minute)
		log.Print(s.n)
	}
}

// Who receives closes the channel at its own end.
func ownEnd(in chan int, stop func(int) bool) {
	defer func() { close(in) }()
	for {
		n := <-in
		if n == 0 {
			continue
		}
		if stop(n) {
			return
		}
	}
}
