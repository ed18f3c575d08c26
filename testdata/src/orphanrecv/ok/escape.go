package ok

import (
	"container/list"
	"context"
	"fmt"
	"sync"
	"sync/atomic"
)

// The channel is the caller's; who knows what it does with it.
func callersChannel(in <-chan int) (sum int) {
	for v := range in {
		sum += v
	}
	return sum
}

func usesCallersChannel() int { return callersChannel(numbers(3)) }

// Handed to a function that is not known.
func handedOn(register func(chan struct{})) {
	quit := make(chan struct{})
	register(quit)
	<-quit
}

func usesHandedOn() { handedOn(func(quit chan struct{}) { close(quit) }) }

// Kept by something of the caller's.
type hub struct{ quit chan struct{} }

func keptByCaller(h *hub) {
	quit := make(chan struct{})
	h.quit = quit
	go func() { <-quit }()
}

func usesKeptByCaller() {
	var h hub
	keptByCaller(&h)
	close(h.quit)
}

// Stored where other functions find it.
var current atomic.Value

func storedInAtomic() {
	quit := make(chan struct{})
	current.Store(quit)
	go func() { <-quit }()
}

func usesAtomic() {
	storedInAtomic()
	if quit, ok := current.Load().(chan struct{}); ok {
		close(quit)
	}
}

var channels sync.Map

// A sync.Map hands it to whoever has the key.
func storedInMap(name string) {
	quit := make(chan struct{})
	channels.Store(name, quit)
	go func() { <-quit }()
}

func usesMap() {
	storedInMap("map")
	if v, ok := channels.LoadAndDelete("map"); ok {
		close(v.(chan struct{}))
	}
}

// In a list of the standard library: anybody who has the list may close it.
func storedInList() {
	quits := list.New()
	for range 2 {
		quit := make(chan struct{})
		quits.PushBack(quit)
		go func() { <-quit }()
	}
	for e := quits.Front(); e != nil; e = e.Next() {
		close(e.Value.(chan struct{}))
	}
}

type quitKey struct{}

// In a context, for whoever gets that.
func storedInContext(ctx context.Context, next func(context.Context)) {
	quit := make(chan struct{})
	next(context.WithValue(ctx, quitKey{}, quit))
	<-quit
}

func usesContext() {
	storedInContext(context.Background(), func(ctx context.Context) {
		close(ctx.Value(quitKey{}).(chan struct{}))
	})
}

// Sent to the caller's channel.
func sentToCaller(out chan<- chan int) int {
	reply := make(chan int)
	out <- reply
	return <-reply
}

func usesSentToCaller() int {
	out := make(chan chan int)
	go func() { reply := <-out; reply <- 1 }()
	return sentToCaller(out)
}

// Returned in a struct, with the function that closes it.
type handle struct {
	done <-chan struct{}
	stop func()
}

func inStruct() handle {
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		<-quit
		close(done)
	}()
	return handle{done: done, stop: func() { close(quit) }}
}

func usesStruct() {
	h := inStruct()
	h.stop()
	<-h.done
}

// In a slice: the caller closes each of them.
func inSlice(n int) (quits []chan struct{}) {
	for range n {
		quit := make(chan struct{})
		quits = append(quits, quit)
		go func() { <-quit }()
	}
	return quits
}

func usesSlice() {
	for _, quit := range inSlice(3) {
		close(quit)
	}
}

// Set through the caller's pointer.
func byPointer(quit *chan struct{}) {
	*quit = make(chan struct{})
	go func(q chan struct{}) { <-q }(*quit)
}

func usesPointer() {
	var quit chan struct{}
	byPointer(&quit)
	close(quit)
}

// Returned as an interface, with the channel in it.
func asInterface() any {
	quit := make(chan struct{})
	go func() { <-quit }()
	return quit
}

func usesInterface() { close(asInterface().(chan struct{})) }

// A named result is set in a defer.
func inDefer() (quit chan struct{}) {
	q := make(chan struct{})
	defer func() { quit = q }()
	go func() { <-q }()
	return nil
}

func usesDefer() { close(inDefer()) }

// Printing a channel does nothing to it, and neither does its length.
func printed() string {
	ch := make(chan int, 1)
	go func() { ch <- 1 }()
	<-ch
	return fmt.Sprintf("%p %d %d", ch, len(ch), cap(ch))
}

// Exported fields belong to everybody.
type Plugin struct {
	Done chan struct{}
	Hook func(chan struct{})
}

func (p *Plugin) Run() {
	p.Done = make(chan struct{})
	go func() { <-p.Done }()
	if p.Hook != nil {
		quit := make(chan struct{})
		p.Hook(quit)
		<-quit
	}
}

func usesPlugin() {
	p := &Plugin{Hook: func(quit chan struct{}) { close(quit) }}
	p.Run()
	close(p.Done)
}

// An iterator that runs a goroutine: the loop's end closes quit.
func each(n int) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		quit := make(chan struct{})
		defer close(quit)
		for v := range generate(quit) {
			if v >= n || !yield(v) {
				return
			}
		}
	}
}

func usesEach(limit int) (sum int) {
	for v := range each(10) {
		if v == limit {
			break
		}
		sum += v
	}
	return sum
}
