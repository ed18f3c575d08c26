package explore

// What known functions do: groups of goroutines, tests, calls once or many times.
var stdCases = []ruleCase{
	{"a group waits for all", `
import "golang.org/x/sync/errgroup"
func f() {
	var g errgroup.Group
	c := make(chan int)
	g.Go(func() error {
		c <- 1 // stuck
		return nil
	})
	g.Wait() // stuck
	<-c
}`},
	{"a group has waited for all", `
import "golang.org/x/sync/errgroup"
func f() {
	var g errgroup.Group
	c := make(chan int)
	g.Go(func() error { return nil })
	g.Go(func() error { return nil })
	go func() {
		<-c
	}()
	g.Wait()
	close(c)
}`},
	{"an error cancels the context of a group", `
import ("context"; "errors"; "golang.org/x/sync/errgroup")
func f() {
	g, ctx := errgroup.WithContext(context.Background())
	go func() {
		<-ctx.Done()
	}()
	g.Go(func() error { return errors.New("x") })
}`},
	{"no error does not cancel the context of a group", `
import ("context"; "golang.org/x/sync/errgroup")
func f() {
	g, ctx := errgroup.WithContext(context.Background())
	go func() {
		<-ctx.Done() // stuck
	}()
	g.Go(func() error { return nil })
}`},
	{"what may be an error may cancel the context of a group", `
import ("context"; "golang.org/x/sync/errgroup")
func f(err error) {
	g, ctx := errgroup.WithContext(context.Background())
	go func() {
		<-ctx.Done()
	}()
	g.Go(func() error { return err })
}`},
	{"a group that was waited for cancels its context", `
import ("context"; "golang.org/x/sync/errgroup")
func f() {
	g, ctx := errgroup.WithContext(context.Background())
	go func() {
		<-ctx.Done()
	}()
	g.Go(func() error { return nil })
	g.Wait()
}`},
	{"a group with a context that comes from elsewhere", `
import ("context"; "golang.org/x/sync/errgroup")
func f(parent context.Context) {
	c := make(chan int)
	g, ctx := errgroup.WithContext(parent)
	g.Go(func() error {
		<-ctx.Done()
		close(c)
		return nil
	})
	<-c
}`},
	{"a group that is full", `
import "golang.org/x/sync/errgroup"
func f() {
	var g errgroup.Group
	g.SetLimit(1)
	c := make(chan int)
	g.Go(func() error {
		c <- 1 // stuck
		return nil
	})
	g.Go(func() error { return nil }) // stuck
	<-c
}`},
	{"a group that has room", `
import "golang.org/x/sync/errgroup"
func f() {
	var g errgroup.Group
	g.SetLimit(2)
	c := make(chan int)
	g.Go(func() error {
		c <- 1
		return nil
	})
	g.Go(func() error { return nil })
	<-c
}`},
	{"a group that has room again", `
import "golang.org/x/sync/errgroup"
func f() {
	var g errgroup.Group
	g.SetLimit(1)
	c := make(chan int)
	g.Go(func() error { return nil })
	g.Go(func() error {
		c <- 1
		return nil
	})
	<-c
}`},
	{"a group with a limit that is not known has room", `
import "golang.org/x/sync/errgroup"
func f(n int) {
	var g errgroup.Group
	g.SetLimit(n)
	c := make(chan int)
	g.Go(func() error {
		c <- 1
		return nil
	})
	g.Go(func() error { return nil })
	<-c
}`},
	{"whether a group has room", `
import "golang.org/x/sync/errgroup"
func f() {
	var g errgroup.Group
	g.SetLimit(1)
	c := make(chan int)
	if g.TryGo(func() error { c <- 1; return nil }) && !g.TryGo(func() error { return nil }) {
		<-c
	}
}`},
	{"whether a group without a limit has room", `
import "golang.org/x/sync/errgroup"
func f() {
	var g errgroup.Group
	c := make(chan int)
	if g.TryGo(func() error { c <- 1; return nil }) && g.TryGo(func() error { c <- 1; return nil }) {
		<-c
		<-c
	}
}`},
	{"a group that TryGo has filled", `
import "golang.org/x/sync/errgroup"
func f() {
	var g errgroup.Group
	c := make(chan int)
	g.TryGo(func() error {
		c <- 1 // stuck
		return nil
	})
	g.Wait() // stuck
	<-c
}`},
	{"a group that comes from elsewhere", `
import "golang.org/x/sync/errgroup"
func f(g *errgroup.Group) {
	c := make(chan int)
	g.Go(func() error {
		c <- 1
		return nil
	})
	g.Wait()
	<-c
}`},
	{"a group is given a function that is not known", `
import "golang.org/x/sync/errgroup"
func f(h func() error) {
	var g errgroup.Group
	c := make(chan int)
	go func() {
		<-c
	}()
	g.Go(h)
	g.Wait()
	close(c)
}`},
	{"a function is called once", `
import "crypto/subtle"
func f() {
	c := make(chan int)
	go func() {
		c <- 1
		c <- 2 // stuck
	}()
	subtle.WithDataIndependentTiming(func() { <-c })
}`},
	{"a function is called once if there is no error", `
import "os"
func f(p *os.Process) {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	if err := p.WithHandle(func(uintptr) { <-c }); err != nil {
		<-c
	}
}`},
	{"a function is called once, and whether there is an error", `
import "os"
func f(p *os.Process) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if err := p.WithHandle(func(uintptr) {}); err == nil {
		<-c
	}
}`},
	{"a function with labels is called once", `
import ("context"; "runtime/pprof")
func f(ctx context.Context) chan error {
	c := make(chan error, 1)
	go func() {
		pprof.Do(ctx, pprof.Labels("a", "b"), func(ctx context.Context) {
			c <- ctx.Err()
		})
	}()
	return c
}`},
	{"a function with labels sends twice", `
import ("context"; "runtime/pprof")
func f(ctx context.Context) {
	c := make(chan error, 1)
	go func() {
		pprof.Do(ctx, pprof.Labels("a", "b"), func(ctx context.Context) {
			c <- ctx.Err()
			c <- nil // stuck
		})
	}()
}`},
	{"a function in a region is called once", `
import ("context"; "runtime/trace")
func f(ctx context.Context) {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	trace.WithRegion(ctx, "r", func() { <-c })
}`},
	{"a function that is not known is called once", `
import "crypto/subtle"
func f(g func()) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	subtle.WithDataIndependentTiming(g)
}`},
	{"a function is called once that is nil", `
import "sync"
func f() {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	var g func()
	sync.OnceFunc(g)()
}`},
	{"a value that is made once", `
import "sync"
func f() {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	g := sync.OnceValue(func() int { return <-c })
	g()
	g()
}`},
	{"an iterator over a map", `
import "maps"
func f(m map[int]int) {
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	for range maps.Keys(m) {
		close(c)
		return
	}
}`},
	{"a subtest is a part of the test", `
import "testing"
func f(t *testing.T) {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	t.Run("x", func(t *testing.T) { <-c })
}`},
	{"a subtest comes before what follows", `
import "testing"
func f(t *testing.T) {
	c := make(chan int)
	t.Run("x", func(t *testing.T) { close(c) })
	<-c
}`},
	{"a test fails behind a subtest that does nothing", `
import "testing"
func help(t *testing.T, c chan int) {
	t.Run("x", func(t *testing.T) {})
	t.FailNow()
	<-c
}
func f(t *testing.T) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	help(t, c)
	<-c
}`},
	{"a subtest that fails ends nothing else", `
import "testing"
func f(t *testing.T) {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	t.Run("x", func(t *testing.T) { t.FailNow() })
	<-c
}`},
	{"a subtest that panics ends the program", `
import "testing"
func f(t *testing.T) {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	t.Run("x", func(t *testing.T) { panic(1) })
}`},
	{"a parallel subtest runs when the test has ended", `
import "testing"
func f(t *testing.T) {
	c := make(chan int)
	t.Run("x", func(t *testing.T) {
		t.Parallel()
		<-c
	})
	go func() {
		c <- 1
	}()
}`},
	{"a test is cleaned up in the end", `
import "testing"
func f(t *testing.T) {
	c := make(chan int)
	t.Cleanup(func() { <-c })
	go func() {
		c <- 1
	}()
}`},
	{"a test is cleaned up in reverse", `
import "testing"
func f(t *testing.T) {
	c, d := make(chan int), make(chan int)
	t.Cleanup(func() { <-c })
	t.Cleanup(func() { <-d })
	go func() {
		d <- 1
		c <- 1
	}()
}`},
	{"a test is cleaned up by what is not known", `
import "testing"
func f(t *testing.T, g func()) {
	c := make(chan int)
	t.Cleanup(g)
	go func() {
		c <- 1 // stuck
	}()
}`},
	{"a test that fails", `
import "testing"
func f(t *testing.T, b bool) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if b {
		t.Fatal(1)
	}
	<-c
}`},
	{"a signal may come", `
import ("os"; "os/signal")
func f() {
	c := make(chan os.Signal, 1)
	signal.Notify(c)
	<-c
}`},
	{"main ends the program", `package main
func main() {
	c := make(chan int)
	go func() {
		c <- 1
	}()
}`},
	{"main blocks", `package main
func main() {
	c := make(chan int)
	go func() {
		<-c // stuck
		<-c
	}()
	select {}
}`},
	{"another function of package main", `package main
type t struct{}
func (t) main() {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
}
func main() { t{}.main() }`},
	{"a number that was found equal", `
func f(n int) {
	if n != 5 {
		return
	}
	c := make(chan int)
	go func() {
		c <- 1
	}()
	if n+1 == 6 {
		<-c
	}
}`},
	{"a flag that was found", `
func f(b bool, g func()) {
	if !b {
		return
	}
	c := make(chan bool, 1)
	d := make(chan int)
	go func() {
		d <- 1
	}()
	c <- b
	if x := <-c; x == true {
		<-d
	}
}`},
	{"a lock that is given away while somebody waits", `
import "sync"
func g(*sync.Mutex)
func f() {
	mu := new(sync.Mutex)
	mu.Lock()
	c, d := make(chan int), make(chan int)
	go func() {
		<-d
	}()
	go func() {
		c <- 1
		mu.Lock()
		close(d)
	}()
	<-c
	g(mu)
}`},
	{"a count that is given away while somebody waits", `
import "sync"
func g(*sync.WaitGroup)
func f() {
	wg := new(sync.WaitGroup)
	wg.Add(1)
	c, d := make(chan int), make(chan int)
	go func() {
		<-d
	}()
	go func() {
		c <- 1
		wg.Wait()
		close(d)
	}()
	<-c
	g(wg)
}`},
	{"a nil function is started", `
func set(*func())
func f() {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	var g func()
	set(&g)
	g = nil
	go g()
}`},
	{"a nil function is deferred", `
func set(*func())
func f() {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	var g func()
	set(&g)
	g = nil
	defer g()
}`},
	{"close is started", `
func f() {
	c := make(chan int)
	go close(c)
	<-c
}`},
	{"close is deferred", `
func f() {
	c := make(chan int)
	go func() {
		<-c
	}()
	defer close(c)
}`},
	{"a cancel function is started", `
import "context"
func f() {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-ctx.Done()
	}()
	go cancel()
}`},
	{"a cancel function is deferred", `
import "context"
func f() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		<-ctx.Done()
	}()
}`},
	{"a function that is not known is started with a channel", `
func g(chan int)
func f() {
	c := make(chan int)
	go g(c)
	<-c
}`},
	{"a method of an interface is started with a channel", `
type t interface{ do(chan int) }
func f(x t) {
	c := make(chan int)
	go x.do(c)
	<-c
}`},
	{"closing a channel that is nil panics", `
func set(*chan int)
func f() {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	var d chan int
	set(&d)
	d = nil
	close(d)
}`},
}
