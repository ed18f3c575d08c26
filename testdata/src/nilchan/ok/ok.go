package ok

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Made where it is declared.
func made() int {
	ch := make(chan int, 1)
	ch <- 1
	return <-ch
}

// Made on every path.
func bothPaths(n int) {
	var ch chan int
	if n > 0 {
		ch = make(chan int, n)
	} else {
		ch = make(chan int, 1)
	}
	ch <- 1
}

// Used only where it is made.
func guarded(limit int) {
	var sem chan struct{}
	if limit > 0 {
		sem = make(chan struct{}, limit)
	}
	if sem != nil {
		sem <- struct{}{}
	}
}

// The same condition again.
func sameCondition(limit int, work func()) {
	var sem chan struct{}
	if limit > 0 {
		sem = make(chan struct{}, limit)
	}
	for range 10 {
		if limit > 0 {
			sem <- struct{}{}
		}
		work()
	}
}

func sameField(c *config, work func()) {
	var done chan struct{}
	if c.async {
		done = make(chan struct{})
		go func() { work(); close(done) }()
	}
	if c.async {
		<-done
	}
}

type config struct{ async bool }

func sameCall(c *config) {
	var done chan struct{}
	if c.isAsync() {
		done = make(chan struct{}, 1)
		done <- struct{}{}
	}
	if !c.isAsync() {
		return
	}
	<-done
}

func (c *config) isAsync() bool { return c.async }

// A condition that implies the first.
func impliedCondition(n int) {
	var ch chan int
	if n > 0 {
		ch = make(chan int, n)
	}
	if n > 5 {
		ch <- n
	}
}

// Another variable that is set together with it.
func companion(async bool) {
	var ch chan int
	var stop func()
	if async {
		ch = make(chan int, 1)
		stop = func() { close(ch) }
	}
	if stop != nil {
		ch <- 1
		stop()
	}
}

// Switching a case of a select off.
func merge(a, b <-chan int, out chan<- int) {
	for a != nil || b != nil {
		select {
		case v, ok := <-a:
			if !ok {
				a = nil
				continue
			}
			out <- v
		case v, ok := <-b:
			if !ok {
				b = nil
				continue
			}
			out <- v
		}
	}
}

func optionalTimeout(d time.Duration, in <-chan int) (int, error) {
	var timeout <-chan time.Time
	if d > 0 {
		timeout = time.After(d)
	}
	select {
	case v := <-in:
		return v, nil
	case <-timeout:
		return 0, errors.New("timeout")
	}
}

func sendWhenThereIs(in <-chan int, out chan<- int) {
	var ready chan<- int
	var next int
	for {
		select {
		case next = <-in:
			ready = out
		case ready <- next:
			ready = nil
		}
	}
}

// A default makes it a poll.
func poll() bool {
	var ch chan int
	select {
	case <-ch:
		return true
	default:
		return false
	}
}

// The source says so.
func forever() {
	<-(chan struct{})(nil)
}

// Not all calls are seen.
func Exported(ch chan int) { ch <- 1 }

func asValue(ch chan int) { ch <- 1 }

var handler = asValue

func callsAsValue() { asValue(nil); handler(make(chan int)) }

// A nil that never gets there.
func optional(ch chan int, wait bool) {
	if wait {
		<-ch
	}
}

func callsOptional() {
	optional(nil, false)
	optional(make(chan int), true)
}

func checksParameter(ch chan int) {
	if ch == nil {
		return
	}
	ch <- 1
}

func callsChecks() { checksParameter(nil) }

// Results of functions that are not seen.
func done(ctx context.Context) { <-ctx.Done() }

// The error is looked at.
func open(name string) (chan string, error) {
	if name == "" {
		return nil, errors.New("no name")
	}
	return make(chan string), nil
}

func looks(name string) error {
	ch, err := open(name)
	if err != nil {
		return err
	}
	fmt.Println(<-ch)
	return nil
}

// nil means never, to those who know.
func (c *config) done() chan struct{} {
	if !c.async {
		return nil
	}
	return make(chan struct{})
}

func never(c *config) { <-c.done() }

// Exported fields and variables are anybody's.
type Server struct {
	Quit chan bool
	done chan bool
	hook chan bool
	back chan bool
}

var Stop chan bool

func (s *Server) Run() {
	<-s.Quit
	<-Stop
	<-s.done
	if s.hook != nil {
		s.hook <- true
	}
	<-s.back
}

func (s *Server) init() { s.done = make(chan bool) }

func (s *Server) lend() { fill(&s.back) }

func fill(ch *chan bool) { *ch = make(chan bool) }

// A hook of tests.
var testHook chan string

func hooked() {
	if testHook != nil {
		testHook <- "hooked"
	}
}

// A loop makes it.
func loop(names []string) {
	var ch chan string
	for _, name := range names {
		ch = make(chan string, 1)
		ch <- name
	}
	<-ch
}

// Assigned before the goroutine is called upon, or by another function.
func later(c *config) {
	var ch chan int
	wait := func() { <-ch }
	ch = make(chan int)
	go wait()
	func() { ch = make(chan int, 1) }()
	ch <- 1
}

func assignedAfter(n int) {
	var ch chan int
	start := func() { ch = make(chan int, n) }
	start()
	ch <- 1
}

func timer() {
	t := time.NewTimer(time.Second)
	<-t.C
}

func eitherTimer(b bool) {
	t := time.NewTimer(time.Second)
	if b {
		t = time.AfterFunc(time.Second, func() {})
	}
	<-t.C
}

func shortCircuit(a, b bool) {
	var ch chan int
	if a && b {
		ch = make(chan int, 1)
	}
	if a && b {
		ch <- 1
	}
}

func earlyReturn(ok bool) error {
	var ch chan int
	if ok {
		ch = make(chan int, 1)
	} else {
		return errors.New("no")
	}
	ch <- 1
	return nil
}

func panics(ok bool) {
	var ch chan int
	if ok {
		ch = make(chan int, 1)
	} else {
		panic("no")
	}
	ch <- 1
}

func switched(mode int) {
	var ch chan int
	switch mode {
	case 1:
		ch = make(chan int, 1)
	case 2:
		ch = make(chan int, 2)
	}
	if mode == 1 || mode == 2 {
		ch <- 1
	}
}

// A switch that has a case for every value there is.
func allCases(kind int) {
	var ch chan int
	switch kind {
	case 0:
		ch = make(chan int, 1)
	case 1:
		ch = make(chan int, 2)
	}
	ch <- 1
}

// Conditions that have to do with each other in ways that nobody here knows.
func relatedRange(jobs map[string]int) {
	var done chan int
	if len(jobs) > 0 {
		done = make(chan int, len(jobs))
	}
	for _, n := range jobs {
		done <- n
	}
}

func relatedSlice(jobs []int) {
	var done chan int
	if len(jobs) > 0 {
		done = make(chan int, len(jobs))
	}
	for range jobs {
		<-done
	}
}

type options struct{ async, wait bool }

func relatedFields(o *options) {
	var done chan int
	if o.async {
		done = make(chan int, 1)
		done <- 1
	}
	if o.wait { // only ever set with async
		<-done
	}
}

// The timer is given a channel.
func timerWithChannel() {
	c := make(chan time.Time, 1)
	t := time.AfterFunc(time.Second, func() { c <- time.Now() })
	t.C = c
	<-t.C
}

// What stands behind the panic does not run, neither what sets the field nor the literal.
func unfinished() {
	panic("not yet")
	type state struct{ quit chan int }
	s := &state{quit: make(chan int)}
	stop := func() { close(s.quit) }
	stop()
}

// A ring has places whose type is spelled out.
type ring struct {
	places []*struct {
		full  bool
		value chan int
	}
}

func newRing(n int) *ring {
	r := &ring{}
	for range n {
		r.places = append(r.places, &struct {
			full  bool
			value chan int
		}{value: make(chan int, 1)})
	}
	return r
}

func (r *ring) put(i, v int) { r.places[i].value <- v }

// A looper tells its tests when it is through.
type looper struct {
	debug bool
	done  chan struct{}
}

func (l *looper) loop(f func()) {
	f()
	if l.debug {
		close(l.done)
	}
}
