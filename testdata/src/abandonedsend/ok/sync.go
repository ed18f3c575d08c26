package ok

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// The function of Once runs once, and sends once.
func onlyOnce(workers int) string {
	winner := make(chan string)
	var once sync.Once
	for range workers {
		go func() {
			once.Do(func() { winner <- "me" })
		}()
	}
	if workers <= 0 {
		return ""
	}
	return <-winner
}

// OnceFunc likewise.
func onceFunc(workers int) string {
	ch := make(chan string)
	send := sync.OnceFunc(func() { ch <- "first" })
	for range workers {
		go send()
	}
	if workers < 1 {
		return ""
	}
	return <-ch
}

// WaitGroup.Go: the range ends when the closer has seen all of them.
func waitGroupGo(urls []string, get func(string) (string, error)) (n int) {
	pages := make(chan string)
	var wg sync.WaitGroup
	for _, u := range urls {
		wg.Go(func() {
			if s, err := get(u); err == nil {
				pages <- s
			}
		})
	}
	go func() {
		wg.Wait()
		close(pages)
	}()
	for range pages {
		n++
	}
	return n
}

// A group like errgroup: one place for the first error, the others are dropped.
type group struct {
	wg   sync.WaitGroup
	errs chan error
	once sync.Once
}

func (g *group) Go(f func() error) {
	g.once.Do(func() { g.errs = make(chan error, 1) })
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		if err := f(); err != nil {
			select {
			case g.errs <- err:
			default:
			}
		}
	}()
}

func (g *group) Wait() error {
	g.wg.Wait()
	select {
	case err := <-g.errs:
		return err
	default:
		return nil
	}
}

// All errors but the first are dropped.
func groupOfOurs(items []string, check func(string) (string, error)) error {
	var g group
	for _, it := range items {
		g.Go(func() error {
			_, err := check(it)
			return err
		})
	}
	return g.Wait()
}

// Only the first one to set the flag sends.
func firstByFlag(n int) int {
	ch := make(chan int)
	var taken atomic.Bool
	for i := range n {
		go func() {
			if taken.CompareAndSwap(false, true) {
				ch <- i
			}
		}()
	}
	if n <= 0 {
		return -1
	}
	return <-ch
}

// AfterFunc of a context: the send has a place in the buffer.
func afterFunc(ctx context.Context, work func() error) error {
	ch := make(chan error, 2)
	stop := context.AfterFunc(ctx, func() { ch <- ctx.Err() })
	defer stop()
	go func() { ch <- work() }()
	return <-ch
}

// The timer's function does not wait for a receiver.
func alarm(work func()) bool {
	late := make(chan struct{}, 1)
	t := time.AfterFunc(time.Millisecond, func() { late <- struct{}{} })
	defer t.Stop()
	work()
	select {
	case <-late:
		return true
	default:
		return false
	}
}

// Stop tells whether the function will run; if it does, its send is received.
func timerStopped(work func()) bool {
	late := make(chan struct{})
	t := time.AfterFunc(time.Millisecond, func() { late <- struct{}{} })
	work()
	if !t.Stop() {
		<-late
		return true
	}
	return false
}

// A ticker never blocks on its channel.
func ticks(n int) (seen int) {
	t := time.NewTicker(time.Millisecond)
	defer t.Stop()
	done := make(chan bool, 1)
	time.AfterFunc(time.Duration(n)*time.Millisecond, func() { done <- true })
	for {
		select {
		case <-t.C:
			seen++
		case <-done:
			return seen
		}
	}
}

// A heartbeat that nobody listens to is dropped.
func heartbeat(n int) int {
	beat := make(chan struct{})
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		t := time.NewTicker(time.Millisecond)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				select {
				case beat <- struct{}{}:
				default:
				}
			case <-stop:
				return
			}
		}
	}()
	for i := 0; i < n; i++ {
		<-beat
	}
	return n
}

// A condition variable wakes the one who takes from the list; the channel only
// says that all is done.
func withCond(items []int) int {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	var queue []int
	closed := false
	done := make(chan int)
	go func() {
		sum := 0
		mu.Lock()
		defer mu.Unlock()
		for {
			for len(queue) == 0 && !closed {
				cond.Wait()
			}
			if len(queue) == 0 {
				break
			}
			sum += queue[0]
			queue = queue[1:]
		}
		done <- sum
	}()
	for _, it := range items {
		mu.Lock()
		queue = append(queue, it)
		mu.Unlock()
		cond.Signal()
	}
	mu.Lock()
	closed = true
	mu.Unlock()
	cond.Broadcast()
	return <-done
}

// Closing tells everybody at once, and nobody sends.
func startingGun(runners int) int32 {
	start := make(chan struct{})
	var arrived atomic.Int32
	var wg sync.WaitGroup
	for range runners {
		wg.Go(func() {
			<-start
			arrived.Add(1)
		})
	}
	close(start)
	wg.Wait()
	return arrived.Load()
}

// The loser of the race is waited for, too.
func primaryAndBackup(primary, backup func() string) string {
	ch := make(chan string)
	var wg sync.WaitGroup
	wg.Go(func() { ch <- primary() })
	wg.Go(func() { ch <- backup() })
	winner := <-ch
	<-ch
	wg.Wait()
	return winner
}

// The mutex is free when the send takes place.
func lockedSend(n int) (sum int) {
	var mu sync.Mutex
	last := 0
	ch := make(chan int)
	go func() {
		defer close(ch)
		for i := range n {
			mu.Lock()
			last = i
			v := last
			mu.Unlock()
			ch <- v
		}
	}()
	for v := range ch {
		mu.Lock()
		sum += v + last - last
		mu.Unlock()
	}
	return sum
}

// A timer that is reset after each value; the receiver goes on after the alarm.
func idleTimer(n int) (got, idle int) {
	ch := make(chan int)
	go func() {
		defer close(ch)
		for i := range n {
			ch <- i
		}
	}()
	t := time.NewTimer(time.Second)
	defer t.Stop()
	for {
		select {
		case _, ok := <-ch:
			if !ok {
				return got, idle
			}
			got++
			t.Reset(time.Second)
		case <-t.C:
			idle++
		}
	}
}
