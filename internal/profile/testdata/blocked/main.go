// Blocked makes goroutines that hang in all ways, and tells of them in the form that its
// argument names. A comment says how many hang at the line, and in which state; a leak
// that the runtime does not always see is "maybe leaked".
package main

import (
	"context"
	"fmt"
	"iter"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strings"
	"sync"
	"syscall"
	"time"
)

type box[T any] struct{ ch chan T }

func (b *box[T]) wait() T {
	return <-b.ch // hangs: 2 chan receive
}

func generic[T any](v T) {
	ch := make(chan T)
	go func() {
		ch <- v // hangs: 2 chan send; maybe leaked
	}()
}

type pool struct{ jobs chan int }

func (p *pool) work() {
	for job := range p.jobs { // hangs: 3 chan receive
		_ = job
	}
}

func (p pool) value() { <-p.jobs } // hangs: 1 chan receive

func send(ch chan int) {
	ch <- 1 // hangs: 3 chan send
}

//go:noinline
func both(a, b chan int) {
	select { // hangs: 1 select
	case <-a:
	case b <- 1:
	}
}

func seq(yield func(int) bool) {
	for i := range 3 {
		if !yield(i) {
			return
		}
	}
}

func overFunc(f iter.Seq[int]) {
	for range f {
		make(chan int) <- 1 // hangs: 1 chan send
	}
}

func unmade() {
	var ch chan int
	<-ch // hangs: 1 chan receive
}

func forever() {
	select {} // hangs: 1 select (no cases)
}

func deferred(ch chan int) {
	defer func() {
		<-ch // hangs: 1 chan receive
	}()
	if ch != nil {
		panic("deferred")
	}
}

func leak() {
	p := &pool{make(chan int)}
	go p.work()
	go p.work()
	wait := p.work
	go wait()
	go pool{make(chan int)}.value()
	go send(make(chan int))
	go send(make(chan int))
	go func() { send(make(chan int)) }()
	generic(1)
	generic("a")
	go (&box[int]{make(chan int)}).wait()
	go (&box[string]{make(chan string)}).wait()
	go both(make(chan int), make(chan int))
	go overFunc(seq)
	go unmade()
	go forever()
	go deferred(make(chan int))

	wg := new(sync.WaitGroup)
	wg.Add(1)
	go func() {
		wg.Wait() // hangs: 1 sync.WaitGroup.Wait
	}()
	var lock struct {
		sync.Mutex
		more [4]int
	}
	lock.Lock()
	go func() {
		lock.Lock() // hangs: 1 sync.Mutex.Lock
	}()
	var rw sync.RWMutex
	rw.Lock()
	go func() {
		rw.RLock() // hangs: 1 sync.RWMutex.RLock
	}()
	cond := sync.NewCond(new(sync.Mutex))
	go func() {
		cond.L.Lock()
		cond.Wait() // hangs: 1 sync.Cond.Wait
	}()
	go pprof.Do(context.Background(), pprof.Labels("worker", "a1", "path name", "x ]}:y"), func(context.Context) {
		<-make(chan int) // hangs: 1 chan receive
	})
	go func() {
		runtime.LockOSThread()
		<-make(chan int) // hangs: 1 chan receive
	}()
}

func alive() {
	go time.Sleep(time.Hour)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go func() {
		ln.Accept()
	}()
}

// settle waits until every goroutine that can go on has done so.
func settle() {
	stacks := make([]byte, 1<<20)
	for busy := true; busy; time.Sleep(10 * time.Millisecond) {
		text := string(stacks[:runtime.Stack(stacks, true)])
		busy = strings.Contains(text, " [runnable") || strings.Count(text, " [running") > 1
	}
}

func main() {
	form := os.Args[1]
	leak()
	if form != "deadlock" {
		alive()
		settle()
	}
	write := func(name string, debug int) {
		if err := pprof.Lookup(name).WriteTo(os.Stdout, debug); err != nil {
			panic(err)
		}
	}
	switch form {
	case "proto":
		write("goroutine", 0)
	case "debug1":
		write("goroutine", 1)
	case "debug2":
		write("goroutine", 2)
	case "leakproto":
		write("goroutineleak", 0)
	case "leak1":
		write("goroutineleak", 1)
	case "leak2":
		write("goroutineleak", 2)
	case "threadcreate":
		write("threadcreate", 0)
	case "threadcreate1":
		write("threadcreate", 1)
	case "heap":
		write("heap", 0)
	case "panic":
		debug.SetTraceback("all")
		panic("boom\ngoroutine 7 [chan send]:")
	case "single":
		panic("boom")
	case "nil":
		debug.SetTraceback("system")
		var p *pool
		p.jobs <- 1
	case "deadlock":
		go func() {
			wg := new(sync.WaitGroup)
			wg.Add(1)
			wg.Wait()
		}()
		select {}
	case "threads":
		debug.SetMaxThreads(1)
		for {
			go func() {
				runtime.LockOSThread()
				time.Sleep(time.Hour)
			}()
			runtime.Gosched()
		}
	case "quit":
		syscall.Kill(os.Getpid(), syscall.SIGQUIT)
		time.Sleep(time.Hour)
	case "serve":
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			panic(err)
		}
		fmt.Println(ln.Addr())
		http.Serve(ln, nil)
	}
}
