package explore

// Contexts, timers and groups: what cancels what, and what comes by itself.
var contextCases = []ruleCase{
	{"a context that nobody cancels", `
import "context"
func f() {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-ctx.Done() // stuck
	}()
	_ = cancel
}`},
	{"a context that is cancelled", `
import "context"
func f() {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-ctx.Done()
	}()
	cancel()
}`},
	{"a context with a deadline", `
import ("context"; "time")
func f() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	go func() {
		<-ctx.Done()
	}()
	_ = cancel
}`},
	{"a context derived from one with a deadline", `
import ("context"; "time")
func f() {
	parent, _ := context.WithTimeout(context.Background(), time.Second)
	ctx, _ := context.WithCancel(parent)
	go func() {
		<-ctx.Done()
	}()
}`},
	{"a context derived from one that is given", `
import "context"
func f(parent context.Context) {
	c := make(chan int)
	ctx, _ := context.WithCancel(parent)
	go func() {
		<-ctx.Done()
		c <- 1
	}()
	<-c
}`},
	{"a context derived from one that is cancelled", `
import "context"
func f() {
	parent, cancel := context.WithCancel(context.Background())
	ctx, _ := context.WithCancel(parent)
	go func() {
		<-ctx.Done()
	}()
	cancel()
}`},
	{"a context derived from one that was cancelled", `
import "context"
func f() {
	parent, cancel := context.WithCancel(context.Background())
	cancel()
	ctx, _ := context.WithCancel(parent)
	go func() {
		<-ctx.Done()
	}()
}`},
	{"a context beside the one that is cancelled", `
import "context"
func f() {
	parent, _ := context.WithCancel(context.Background())
	other, cancel := context.WithCancel(parent)
	go func() {
		<-parent.Done() // stuck
	}()
	cancel()
	_ = other
}`},
	{"a context with a value", `
import "context"
func f() {
	parent, cancel := context.WithCancel(context.Background())
	ctx := context.WithValue(parent, 1, 2)
	go func() {
		<-ctx.Done()
	}()
	cancel()
}`},
	{"a context that is detached", `
import "context"
func f() {
	parent, cancel := context.WithCancel(context.Background())
	ctx, _ := context.WithCancel(context.WithoutCancel(parent))
	go func() {
		<-ctx.Done() // stuck
	}()
	cancel()
}`},
	{"a cancel function that is given away", `
import "context"
func g(func())
func f() {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-ctx.Done()
	}()
	g(cancel)
}`},
	{"the cancel function of a parent that is given away", `
import "context"
func g(func())
func f() {
	parent, cancel := context.WithCancel(context.Background())
	ctx, _ := context.WithCancel(parent)
	go func() {
		<-ctx.Done()
	}()
	g(cancel)
}`},
	{"the error of a context", `
import "context"
func f() {
	ctx, cancel := context.WithCancel(context.Background())
	c := make(chan int)
	go func() {
		c <- 1
	}()
	if ctx.Err() == nil {
		cancel()
		if ctx.Err() != nil {
			<-c
		}
	}
}`},
	{"the error of a context that has ended", `
import "context"
func f(ctx context.Context) {
	c := make(chan int)
	go func() {
		c <- 1
	}()
	<-ctx.Done()
	if ctx.Err() != nil {
		<-c
	}
}`},
	{"the error of a context that may end", `
import ("context"; "time")
func f() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if ctx.Err() == nil {
		<-c
	}
}`},
	{"the error of a context that comes from elsewhere", `
import "context"
func f(ctx context.Context) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	if ctx.Err() == nil {
		<-c
	}
}`},
	{"the cause of a context", `
import "context"
func f() {
	ctx, cancel := context.WithCancelCause(context.Background())
	c := make(chan int)
	go func() {
		c <- 1
	}()
	cancel(nil)
	if context.Cause(ctx) != nil {
		<-c
	}
}`},
	{"a function that runs when a context ends", `
import "context"
func f() {
	ctx, cancel := context.WithCancel(context.Background())
	c := make(chan int)
	go func() {
		<-c
	}()
	context.AfterFunc(ctx, func() { close(c) })
	cancel()
}`},
	{"a function that runs when a context ends, which it does not", `
import "context"
func f() {
	ctx, cancel := context.WithCancel(context.Background())
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	context.AfterFunc(ctx, func() { close(c) })
	_ = cancel
}`},
	{"a function that is stopped before a context ends", `
import "context"
func f() {
	ctx, cancel := context.WithCancel(context.Background())
	c := make(chan int)
	go func() {
		<-c // stuck
	}()
	stop := context.AfterFunc(ctx, func() { close(c) })
	stop()
	cancel()
}`},
	{"whether a function was stopped", `
import "context"
func f() {
	ctx, cancel := context.WithCancel(context.Background())
	c := make(chan int)
	go func() {
		<-c
	}()
	stop := context.AfterFunc(ctx, func() {})
	if stop() {
		close(c)
	}
	cancel()
}`},
	{"the context has ended once its function runs", `
import ("context"; "sync")
func f(ctx context.Context, ready func() bool) error {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	stop := context.AfterFunc(ctx, func() {
		mu.Lock()
		defer mu.Unlock()
		cond.Broadcast()
	})
	defer stop()
	mu.Lock()
	defer mu.Unlock()
	for !ready() {
		if err := ctx.Err(); err != nil {
			return err
		}
		cond.Wait()
	}
	return nil
}`},
	{"a timer fires once", `
import "time"
func f() {
	t := time.NewTimer(time.Second)
	go func() {
		<-t.C
		<-t.C // stuck
	}()
}`},
	{"a ticker fires again and again", `
import "time"
func f() {
	t := time.NewTicker(time.Second)
	go func() {
		<-t.C
		<-t.C
		<-t.C
	}()
}`},
	{"a ticker that is stopped", `
import "time"
func f() {
	t := time.NewTicker(time.Second)
	go func() {
		for range t.C { // stuck
		}
	}()
	t.Stop()
}`},
	{"a timer that is stopped", `
import "time"
func f() {
	t := time.NewTimer(time.Second)
	go func() {
		<-t.C // stuck
	}()
	t.Stop()
}`},
	{"whether a timer was stopped", `
import "time"
func f() {
	t := time.NewTimer(time.Second)
	c := make(chan int)
	go func() {
		c <- 1
	}()
	if t.Stop() && !t.Stop() {
		<-c
	}
}`},
	{"a timer that has fired and is drained", `
import "time"
func f() {
	t := time.NewTimer(time.Second)
	<-t.C
	if !t.Stop() {
		<-t.C // stuck
	}
}`},
	{"a timer that is set again", `
import "time"
func f() {
	t := time.NewTimer(time.Second)
	go func() {
		<-t.C
	}()
	t.Stop()
	t.Reset(time.Second)
}`},
	{"a ticker that is set again", `
import "time"
func f() {
	t := time.NewTicker(time.Second)
	go func() {
		for range 3 {
			<-t.C
		}
	}()
	t.Stop()
	t.Reset(time.Second)
}`},
	{"one receive of a timer that is no variable", `
import "time"
func f() {
	c := make(chan int)
	go func() {
		select {
		case <-time.After(time.Second):
		case c <- 1:
		}
	}()
}`},
	{"two receives of one timer", `
import "time"
func f() {
	t := time.After(time.Second)
	<-t
	<-t // stuck
}`},
	{"a function that a timer starts may be first or last", `
import "time"
func f() {
	c := make(chan int)
	t := time.AfterFunc(time.Second, func() {
		c <- 1 // stuck
	})
	t.Stop()
}`},
	{"whether a function was stopped that a timer starts", `
import "time"
func f() {
	c := make(chan int)
	t := time.AfterFunc(time.Second, func() {
		c <- 1
	})
	if !t.Stop() {
		<-c
	}
}`},
	{"a function that a timer starts again", `
import "time"
func f() {
	c := make(chan int)
	t := time.AfterFunc(time.Second, func() {
		c <- 1 // stuck
	})
	t.Stop()
	t.Reset(time.Second)
	<-c
}`},
	{"a context of another function", `
import "context"
func derive(parent context.Context) (context.Context, func()) { return context.WithCancel(parent) }
func f() {
	ctx, cancel := derive(context.Background())
	go func() {
		<-ctx.Done() // stuck
	}()
	_ = cancel
}`},
	{"a context that a function derives from what it is given", `
import "context"
func wait(parent context.Context) {
	ctx, cancel := context.WithCancel(parent)
	go func() {
		<-ctx.Done() // stuck
	}()
	_ = cancel
}
func f() { wait(context.Background()) }`},
	{"a context in a select", `
import "context"
func f() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	c := make(chan int)
	go func() {
		select {
		case c <- 1:
		case <-ctx.Done():
		}
	}()
}`},
}
