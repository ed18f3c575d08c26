package explore

// Locks, wait groups, atomic values.
var syncCases = []ruleCase{
	{"a lock keeps others out", `
import "sync"
func f() {
	var mu sync.Mutex
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	mu.Lock()
	mu.Lock() // stuck
	<-c
}`},
	{"a lock that is given back", `
import "sync"
func f() {
	var mu sync.Mutex
	c := make(chan int)
	go func() {
		c <- 1
	}()
	mu.Lock()
	mu.Unlock()
	mu.Lock()
	<-c
}`},
	{"readers do not keep readers out", `
import "sync"
func f() {
	var mu sync.RWMutex
	c := make(chan int)
	go func() {
		c <- 1
	}()
	mu.RLock()
	mu.RLock()
	<-c
}`},
	{"readers keep a writer out", `
import "sync"
func f() {
	var mu sync.RWMutex
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	mu.RLock()
	mu.RLock()
	mu.RUnlock()
	mu.Lock() // stuck
	<-c
}`},
	{"a writer keeps readers out", `
import "sync"
func f() {
	var mu sync.RWMutex
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	mu.Lock()
	mu.RLock() // stuck
	<-c
}`},
	{"readers that have gone", `
import "sync"
func f() {
	var mu sync.RWMutex
	c := make(chan int)
	go func() {
		c <- 1
	}()
	mu.RLock()
	mu.RLock()
	mu.RUnlock()
	mu.RUnlock()
	mu.Lock()
	<-c
}`},
	{"unlock of an unlocked mutex ends the program", `
import "sync"
func f() {
	var mu sync.Mutex
	c := make(chan int)
	go func() {
		c <- 1
	}()
	mu.Unlock()
}`},
	{"read unlock of an unlocked mutex ends the program", `
import "sync"
func f() {
	var mu sync.RWMutex
	c := make(chan int)
	go func() {
		c <- 1
	}()
	mu.RUnlock()
}`},
	{"a lock that can be had", `
import "sync"
func f() {
	var mu sync.Mutex
	c := make(chan int)
	go func() {
		c <- 1
	}()
	if mu.TryLock() && !mu.TryLock() {
		<-c
	}
}`},
	{"a read lock that can be had", `
import "sync"
func f() {
	var mu sync.RWMutex
	c := make(chan int)
	go func() {
		c <- 1
	}()
	if mu.TryRLock() && mu.TryRLock() && !mu.TryLock() {
		mu.RUnlock()
		mu.RUnlock()
		if mu.TryLock() && !mu.TryRLock() {
			<-c
		}
	}
}`},
	{"a lock that comes from elsewhere may be had", `
import "sync"
func f(mu *sync.Mutex) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if mu.TryLock() {
		<-c
	}
}`},
	{"a locker", `
import "sync"
func f() {
	mu := new(sync.Mutex)
	var l sync.Locker = mu
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	l.Lock()
	mu.Lock() // stuck
	<-c
}`},
	{"a locker that is given back", `
import "sync"
func f() {
	mu := new(sync.Mutex)
	var l sync.Locker = mu
	c := make(chan int)
	go func() {
		c <- 1
	}()
	l.Lock()
	l.Unlock()
	mu.Lock()
	<-c
}`},
	{"a lock that another gives back", `
import "sync"
func f() {
	var mu sync.Mutex
	mu.Lock()
	c := make(chan int)
	go func() {
		mu.Lock()
		c <- 1
	}()
	mu.Unlock()
	<-c
}`},
	{"a lock that comes from elsewhere is free", `
import "sync"
func f(mu *sync.Mutex) {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	mu.Lock()
	mu.Lock()
	<-c
}`},
	{"a wait group waits", `
import "sync"
func f() {
	var wg sync.WaitGroup
	wg.Add(1)
	c := make(chan int)
	go func() {
		c <- 1 // stuck
		wg.Done()
	}()
	wg.Wait() // stuck
	<-c
}`},
	{"a wait group waits for all", `
import "sync"
func f() {
	var wg sync.WaitGroup
	wg.Add(2)
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	wg.Done()
	wg.Wait() // stuck
	<-c
}`},
	{"a wait group does not wait any more", `
import "sync"
func f() {
	var wg sync.WaitGroup
	wg.Add(2)
	c := make(chan int)
	go func() {
		c <- 1
	}()
	wg.Done()
	wg.Done()
	wg.Wait()
	<-c
}`},
	{"a wait group that was left too often ends the program", `
import "sync"
func f() {
	var wg sync.WaitGroup
	c := make(chan int)
	go func() {
		c <- 1
	}()
	wg.Done()
}`},
	{"a wait group that takes a negative number", `
import "sync"
func f() {
	var wg sync.WaitGroup
	wg.Add(1)
	c := make(chan int)
	go func() {
		c <- 1
	}()
	wg.Add(-1)
	wg.Wait()
	<-c
}`},
	{"a wait group that takes too much ends the program", `
import "sync"
func f() {
	var wg sync.WaitGroup
	c := make(chan int)
	go func() {
		c <- 1
	}()
	wg.Add(-1)
}`},
	{"a wait group of a length", `
import "sync"
func f(list []int) {
	var wg sync.WaitGroup
	wg.Add(len(list))
	c := make(chan int)
	for range list {
		go func() {
			wg.Done()
		}()
	}
	go func() {
		wg.Wait()
		close(c)
	}()
	<-c
}`},
	{"a wait group of a number", `
import "sync"
func f(n int) {
	var wg sync.WaitGroup
	wg.Add(n)
	c := make(chan int)
	for range n {
		go func() {
			c <- 1
			wg.Done()
		}()
	}
	go func() {
		wg.Wait()
		close(c)
	}()
	for range c {
	}
}`},
	{"a wait group of a number, too early", `
import "sync"
func f(n int) {
	var wg sync.WaitGroup
	wg.Add(n)
	c := make(chan int)
	for range n {
		go func() {
			c <- 1 // stuck
			wg.Done()
		}()
	}
	wg.Wait() // stuck
	for range n {
		<-c
	}
}`},
	{"a wait group that starts goroutines", `
import "sync"
func f() {
	var wg sync.WaitGroup
	c := make(chan int)
	wg.Go(func() {
		c <- 1 // stuck
	})
	wg.Wait() // stuck
	<-c
}`},
	{"a wait group that starts goroutines, which end", `
import "sync"
func f() {
	var wg sync.WaitGroup
	c := make(chan int, 1)
	wg.Go(func() {
		c <- 1
	})
	wg.Wait()
	<-c
}`},
	{"once", `
import "sync"
func f() {
	var once sync.Once
	c := make(chan int)
	go func() {
		c <- 1
		c <- 1 // stuck
	}()
	once.Do(func() { <-c })
	once.Do(func() { <-c })
}`},
	{"a once that comes from elsewhere", `
import "sync"
func f(once *sync.Once) {
	c := make(chan int)
	go func() {
		<-c
	}()
	once.Do(func() { close(c) })
}`},
	{"a function that runs once", `
import "sync"
func f() {
	c := make(chan int)
	go func() {
		c <- 1
		c <- 1 // stuck
	}()
	g := sync.OnceFunc(func() { <-c })
	g()
	g()
}`},
	{"a function that runs once, started", `
import "sync"
func f() {
	c := make(chan int)
	go func() {
		c <- 1
		c <- 1 // stuck
	}()
	g := sync.OnceFunc(func() { <-c })
	go g()
	go g()
}`},
	{"an atomic flag", `
import "sync/atomic"
func f() {
	var b atomic.Bool
	c := make(chan int)
	go func() {
		c <- 1
	}()
	if !b.Load() {
		b.Store(true)
		if b.Load() {
			<-c
		}
	}
}`},
	{"an atomic flag, swapped", `
import "sync/atomic"
func f() {
	var b atomic.Bool
	c := make(chan int)
	go func() {
		c <- 1
	}()
	if !b.Swap(true) && b.Swap(true) {
		<-c
	}
}`},
	{"an atomic number", `
import "sync/atomic"
func f() {
	var n atomic.Int32
	c := make(chan int)
	go func() {
		c <- 1
	}()
	if n.Add(2) == 2 && n.Add(-1) == 1 && n.Load() == 1 {
		<-c
	}
}`},
	{"an atomic number by its address", `
import "sync/atomic"
func f() {
	var n int32
	c := make(chan int)
	go func() {
		c <- 1
	}()
	if atomic.AddInt32(&n, 2) == 2 && atomic.SwapInt32(&n, 5) == 2 && atomic.LoadInt32(&n) == 5 {
		atomic.StoreInt32(&n, 7)
		if atomic.CompareAndSwapInt32(&n, 7, 8) && !atomic.CompareAndSwapInt32(&n, 7, 9) && n == 8 {
			<-c
		}
	}
}`},
	{"an atomic flag, compared and swapped", `
import "sync/atomic"
func f() {
	var b atomic.Bool
	c := make(chan int)
	go func() {
		c <- 1
	}()
	if b.CompareAndSwap(false, true) && !b.CompareAndSwap(false, true) {
		<-c
	}
}`},
	{"an atomic flag that comes from elsewhere", `
import "sync/atomic"
func f(b *atomic.Bool) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if b.Load() {
		<-c
	}
}`},
	{"an atomic pointer", `
import "sync/atomic"
type t struct{ c chan int }
func f() {
	var p atomic.Pointer[t]
	p.Store(&t{make(chan int)})
	go func() {
		p.Load().c <- 1
	}()
	<-p.Load().c
}`},
	{"a condition variable helps", `
import "sync"
func f(mu *sync.Mutex) {
	cond := sync.NewCond(mu)
	c := make(chan int)
	go func() {
		<-c
	}()
	go func() {
		mu.Lock()
		cond.Wait()
		mu.Unlock()
		close(c)
	}()
	cond.Signal()
}`},
}
