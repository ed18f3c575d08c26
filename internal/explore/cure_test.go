package explore

import (
	"slices"
	"strings"
	"testing"
)

// cureCases are programs with what is told about each line at which somebody is stuck:
// "// cure: " and the first remedy, or nothing behind it if none is proved.
var cureCases = []struct{ name, src string }{
	{"room for one", `
func f(stop bool) {
	c := make(chan int)
	go func() {
		c <- 1 // cure: make c with a buffer of 1
	}()
	if !stop {
		<-c
	}
}`},
	{"both hold a lock", `
import "sync"
func f(work func() int) int {
	var mu sync.Mutex
	c := make(chan int)
	go func() {
		mu.Lock() // cure:
		c <- work() // cure:
		mu.Unlock()
	}()
	mu.Lock() // cure:
	defer mu.Unlock()
	return <-c // cure:
}`},
	{"both hold a lock of the caller's", `
import "sync"
type s struct{ mu sync.Mutex }
func (s *s) f(stop bool) int {
	c := make(chan int)
	go func() {
		s.mu.Lock()
		c <- 1 // cure:
		s.mu.Unlock()
	}()
	if stop {
		return 0
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return <-c
}`},
	{"only the sender holds a lock of the caller's", `
import "sync"
type s struct{ mu sync.Mutex }
func (s *s) f(stop bool) int {
	c := make(chan int)
	go func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		c <- 1 // cure: make c with a buffer of 1
	}()
	if stop {
		return 0
	}
	return <-c
}`},
	{"a lock behind a pointer of the caller's", `
import "sync"
func f(mu *sync.RWMutex, stop bool) int {
	c := make(chan int)
	go func() {
		mu.Lock()
		c <- 1 // cure:
		mu.Unlock()
	}()
	if stop {
		return 0
	}
	mu.RLock()
	defer mu.RUnlock()
	return <-c
}`},
	{"a group that is not done", `
import "sync"
func f(stop bool) {
	c := make(chan int)
	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		c <- 1 // cure:
	}()
	if stop {
		return
	}
	<-c
	wg.Wait() // cure:
}`},
	{"a condition nobody may signal", `
import "sync"
func f(stop bool) {
	c := make(chan int)
	cond := sync.NewCond(new(sync.Mutex))
	go func() {
		c <- 1 // cure:
	}()
	if stop {
		return
	}
	<-c
	cond.L.Lock()
	cond.Wait() // cure:
	cond.L.Unlock()
}`},
	{"a once that waits for itself", `
import "sync"
func f(stop bool) {
	c := make(chan int)
	go func() {
		c <- 1 // cure:
	}()
	if stop {
		return
	}
	var once sync.Once
	once.Do(func() {
		once.Do(func() {}) // cure:
	})
	<-c
}`},
	{"a once that others have to wait for", `
import "sync"
func f(stop bool) {
	c := make(chan int)
	var once sync.Once
	go func() {
		once.Do(func() {
			c <- 1 // cure: make c with a buffer of 1
		})
	}()
	if stop {
		return
	}
	once.Do(func() {})
}`},
	{"a nil channel behind it", `
func f(stop bool) {
	c := make(chan int)
	var d chan int
	go func() {
		c <- 1 // cure:
		d <- 1
	}()
	if !stop {
		<-c
	}
}`},
	{"a context that nobody cancels behind it", `
import "context"
func f(stop bool) {
	c := make(chan int)
	ctx, _ := context.WithCancel(context.Background())
	go func() {
		c <- 1 // cure:
		<-ctx.Done() // cure:
	}()
	if stop {
		return
	}
	<-c
}`},
	{"another send behind it", `
func f(stop bool) {
	c, d := make(chan int), make(chan int)
	go func() {
		c <- 1 // cure:
		d <- 2
	}()
	if stop {
		return
	}
	<-c
	<-d
}`},
	{"as many as there may be", `
func f(pages []string, index func(string) error) {
	queue := make(chan string)
	go func() {
		defer close(queue)
		for _, p := range pages {
			queue <- p // cure:
		}
	}()
	for range 2 {
		go func() {
			for p := range queue {
				if index(p) != nil {
					return
				}
			}
		}()
	}
}`},
	{"as many as come from elsewhere", `
func f(in []int, limit int) {
	raw := make(chan int)
	go func() {
		defer close(raw)
		for _, n := range in {
			raw <- n // cure:
		}
	}()
	out := make(chan int)
	go func() {
		defer close(out)
		for n := range raw {
			out <- n // cure:
		}
	}()
	for n := range out {
		if n > limit {
			break
		}
	}
}`},
	{"one for each round has its own", `
func f(n int, call func() int, late func() bool) int {
	for range n {
		c := make(chan int)
		go func() {
			c <- call() // cure: make c with a buffer of 1
		}()
		if late() {
			continue
		}
		return <-c
	}
	return 0
}`},
	{"as many as go statements", `
func f(a, b func() int) int {
	c := make(chan int)
	go func() {
		c <- a() // cure: make c with a buffer of 2
	}()
	go func() {
		c <- b() // cure: make c with a buffer of 2
	}()
	select {
	case n := <-c:
		return n
	default:
		return 0
	}
}`},
	{"each of two channels", `
func f(get func() (int, error)) (int, error) {
	c, e := make(chan int), make(chan error)
	go func() {
		n, err := get()
		if err != nil {
			e <- err // cure: make e with a buffer of 1
			return
		}
		c <- n // cure: make c with a buffer of 1
	}()
	select {
	case n := <-c:
		return n, nil
	case err := <-e:
		return 0, err
	default:
		return 0, nil
	}
}`},
	{"a context in scope, by its name", `
import "context"
func f(request context.Context, rows []int, use func(int) bool) {
	c := make(chan int)
	go func() {
		defer close(c)
		for _, r := range rows {
			c <- r // cure: send in a select with case <-request.Done()
		}
	}()
	for r := range c {
		if !use(r) {
			return
		}
	}
}`},
	{"a context in scope that never ends", `
import "context"
func f(rows []int, use func(int) bool) {
	ctx := context.Background()
	c := make(chan int)
	go func() {
		defer close(c)
		for _, r := range rows {
			c <- r // cure:
		}
		_ = ctx
	}()
	for r := range c {
		if !use(r) {
			return
		}
	}
}`},
	{"a range over a ticker", `
import (
	"context"
	"time"
)
func f(ctx context.Context, work func()) {
	t := time.NewTicker(time.Second)
	go func() {
		for range t.C { // cure: receive in a select with case <-ctx.Done()
			work()
		}
	}()
	work()
	t.Stop()
}`},
	{"a close where all is sent", `
import "sync"
func f(list []int, work func(int)) {
	jobs := make(chan int)
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		for j := range jobs { // cure: add close(jobs) after the loop of line 13
			work(j)
		}
	}()
	for _, j := range list {
		jobs <- j
	}
	wg.Wait() // cure: add close(jobs) after the loop of line 13
}`},
	{"a close where the sender returns early", `
func f(list []int, check func(int) error) {
	jobs := make(chan int)
	go func() {
		for _, j := range list {
			if check(j) != nil {
				return
			}
			jobs <- j
		}
	}()
	for range jobs { // cure: add defer close(jobs) at line 5
	}
}`},
	{"a close that comes on some paths only", `
func f(list []int, check func(int) error) {
	jobs := make(chan int)
	go func() {
		for _, j := range list {
			if check(j) != nil {
				return
			}
			jobs <- j
		}
		close(jobs)
	}()
	for range jobs { // cure: defer the close(jobs) of line 11
	}
}`},
	{"a close in who makes the channel that comes on some paths only", `
func f(list []int, check func(int) error, work func(int)) error {
	jobs := make(chan int)
	go func() {
		for j := range jobs { // cure: defer the close(jobs) of line 15
			work(j)
		}
	}()
	for _, j := range list {
		if err := check(j); err != nil {
			return err
		}
		jobs <- j
	}
	close(jobs)
	return nil
}`},
	{"no close where it would be closed twice", `
func f(n int) {
	c := make(chan int)
	go func() {
		if n > 0 {
			close(c)
		}
	}()
	<-c // cure:
}`},
	{"no close where a value is wanted", `
func f(get func() error) error {
	errs := make(chan error)
	go func() {
		if err := get(); err != nil {
			errs <- err
		}
	}()
	return <-errs // cure:
}`},
	{"a lock that is given back before", `
import "sync"
func f(work func()) {
	var mu sync.Mutex
	done := make(chan struct{})
	go func() {
		mu.Lock() // cure: unlock mu before receiving
		work()
		mu.Unlock()
		close(done)
	}()
	mu.Lock()
	<-done // cure: unlock mu before receiving
	mu.Unlock()
}`},
	{"a cancel function, by its name", `
import "context"
func f(work func() error) error {
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		<-ctx.Done() // cure: call stop on every path, as by defer stop()
	}()
	if err := work(); err != nil {
		return err
	}
	stop()
	return nil
}`},
}

// TestCures compares what is told about stuck goroutines with the comments.
func TestCures(t *testing.T) {
	for _, test := range cureCases {
		t.Run(test.name, func(t *testing.T) {
			src := ruleCase{src: test.src}.source()
			var want []string
			for line := range strings.Lines(src) {
				if _, cure, ok := strings.Cut(line, "// cure:"); ok {
					want = append(want, strings.TrimSpace(cure))
				}
			}
			pkg := mustTypeCheck(t, src)
			told := make(map[int]string)
			for _, r := range explorePackage(t, pkg).Roots {
				for _, st := range r.Stuck {
					line := pkg.Fset.Position(st.Pos).Line
					told[line] = ""
					if st.Cure != nil {
						told[line] = st.Cure.Remedies[0]
					}
				}
			}
			var got []string
			for line := range strings.Count(src, "\n") + 1 {
				if cure, ok := told[line]; ok {
					got = append(got, cure)
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("told %q, want %q", got, want)
			}
		})
	}
}
