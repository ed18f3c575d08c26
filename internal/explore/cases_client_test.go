package explore

// What a client does with an object: which methods end it, what it is taken to serve, and
// for whom that is left behind the object is to blame.
var clientCases = []ruleCase{
	{"an end that closes what the goroutine does not wait for", `
type T struct{ c, done chan int }
func New() *T {
	t := &T{make(chan int), make(chan int)}
	go func() {
		<-t.c // stuck
	}()
	return t
}
func (t *T) Close() { close(t.done) }`},
	{"an end that closes what the goroutine waits for", `
type T struct{ c, done chan int }
func New() *T {
	t := &T{make(chan int), make(chan int)}
	go func() {
		select {
		case <-t.c:
		case <-t.done:
		}
	}()
	return t
}
func (t *T) Close() { close(t.done) }`},
	{"an end of another name", `
type T struct{ c, done chan int }
func New() *T {
	t := &T{make(chan int), make(chan int)}
	go func() {
		<-t.c // stuck
	}()
	return t
}
func (t *T) Finalize() { close(t.done) }`},
	{"an end by a helper, once", `
import "sync"
type T struct{ c, done chan int; once sync.Once }
func New() *T {
	t := &T{c: make(chan int), done: make(chan int)}
	go func() {
		<-t.c // stuck
	}()
	return t
}
func (t *T) Finalize() { t.end() }
func (t *T) end() { t.once.Do(func() { close(t.done) }) }`},
	{"an end that cancels", `
import "context"
type T struct{ c chan int; cancel context.CancelFunc }
func New() *T {
	ctx, cancel := context.WithCancel(context.Background())
	t := &T{make(chan int), cancel}
	go func() {
		<-t.c // stuck
		<-ctx.Done()
	}()
	return t
}
func (t *T) Finalize() { t.cancel() }`},
	{"no end", `
type T struct{ c, done chan int }
func New() *T {
	t := &T{make(chan int), make(chan int)}
	go func() { <-t.c }()
	return t
}
func (t *T) Done(n int) { t.done <- n }`},
	{"an end that wants something", `
type T struct{ c, done chan int }
func New() *T {
	t := &T{make(chan int), make(chan int)}
	go func() { <-t.c }()
	return t
}
func (t *T) Drop(n int) { close(t.done) }`},
	{"an unexported function makes it", `
type T struct{ c, done chan int }
func make1() *T {
	t := &T{make(chan int), make(chan int)}
	go func() { <-t.c }()
	return t
}
func (t *T) Close() { close(t.done) }`},
	{"others have it", `
type T struct{ c, done chan int }
var all []*T
func New() *T {
	t := &T{make(chan int), make(chan int)}
	all = append(all, t)
	go func() { <-t.c }()
	return t
}
func (t *T) Close() { close(t.done) }`},
	{"two ends, of which the second ends what the first leaves", `
type T struct{ c, done chan int }
func New() *T {
	t := &T{make(chan int), make(chan int)}
	go func() {
		<-t.done
		<-t.c
	}()
	return t
}
func (t *T) Close() { close(t.done) }
func (t *T) Stop() { close(t.c) }`},
	{"a channel in an exported field", `
type T struct{ C, done chan int }
func New() *T {
	t := &T{make(chan int), make(chan int)}
	go func() { t.C <- 1 }()
	return t
}
func (t *T) Close() { close(t.done) }`},
	{"a channel that a method hands out", `
type T struct{ c, done chan int }
func New() *T {
	t := &T{make(chan int), make(chan int)}
	go func() { t.c <- 1 }()
	return t
}
func (t *T) Out() <-chan int { return t.c }
func (t *T) Close() { close(t.done) }`},
	{"a call between", `
type T struct{ c, done chan int }
func New() *T { return &T{make(chan int), make(chan int)} }
func (t *T) Start() {
	go func() {
		<-t.c // stuck
	}()
}
func (t *T) Close() { close(t.done) }`},
	{"a call that fails", `
import "errors"
type T struct{ c, done chan int }
func New() *T { return &T{make(chan int), make(chan int)} }
func (t *T) Start() error {
	go func() { <-t.c }()
	return errors.New("failed")
}
func (t *T) Close() { close(t.done) }`},
	{"to start again", `
type T struct{ done chan int }
func New() *T {
	t := &T{make(chan int)}
	t.Start()
	return t
}
func (t *T) Start() { go func() { <-t.done }() }
func (t *T) Close() { t.done <- 1 }`},
	{"the end, of what has ended by itself", `
type T struct{ c, done chan int }
func New() *T {
	t := &T{make(chan int), make(chan int)}
	go func() {
		select {
		case <-t.c:
		case <-t.done:
		}
	}()
	return t
}
func (t *T) Put() { t.c <- 1 }
func (t *T) Close() {
	t.done <- 1 // stuck
}`},
	{"the end, of what was not started", `
type T struct{ done chan int }
func New() *T { return &T{make(chan int)} }
func (t *T) Start() { go func() { <-t.done }() }
func (t *T) Put() { println(cap(t.done)); go println(len(t.done)) }
func (t *T) Close() { t.done <- 1 }`},
	{"a client that is stuck before the end", `
type T struct{ c, done chan int }
func New() *T {
	t := &T{make(chan int), make(chan int)}
	go func() { <-t.done }()
	return t
}
func (t *T) Put() { t.c <- 1 }
func (t *T) Close() { close(t.done) }`},
	{"before the goroutine has begun, or after", `
type T struct{ c, done chan int }
func New() *T {
	t := &T{make(chan int), make(chan int)}
	go func() {
		select {
		case <-t.done:
			return
		default:
		}
		t.c <- 1 // stuck
	}()
	return t
}
func (t *T) Get() int { return <-t.c }
func (t *T) Close() { close(t.done) }`},
	{"in an interface", `
type I interface{ Close() }
type t struct{ c, done chan int }
func New() I {
	x := &t{make(chan int), make(chan int)}
	go func() {
		<-x.c // stuck
	}()
	return x
}
func (x *t) Close() { close(x.done) }`},
	{"in an interface that may hold another", `
type I interface{ Close() }
type t struct{ c, done chan int }
type none struct{}
func (none) Close() {}
func New(b bool) I {
	if b {
		return none{}
	}
	x := &t{make(chan int), make(chan int)}
	go func() {
		<-x.c // stuck
	}()
	return x
}
func (x *t) Close() { close(x.done) }`},
	{"in an interface that may hold other pointers", `
type I interface{ Close() }
type t struct{ c, done chan int }
type none struct{}
func (*none) Close() {}
func New(b bool) I {
	if b {
		return new(none)
	}
	x := &t{make(chan int), make(chan int)}
	go func() { <-x.c }()
	return x
}
func (x *t) Close() { close(x.done) }`},
	{"a type with parameters", `
type T[E any] struct{ c chan E; done chan int }
func New[E any]() *T[E] {
	t := &T[E]{make(chan E), make(chan int)}
	go func() {
		<-t.c // stuck
	}()
	return t
}
func (t *T[E]) Close() { close(t.done) }`},
	{"what one function makes by another", `
type T struct{ c, done chan int }
func New() *T { return NewOf(0) }
func NewOf(n int) *T {
	t := &T{make(chan int), make(chan int)}
	go func() {
		if n > 0 {
			<-t.c // stuck
		}
	}()
	return t
}
func (t *T) Close() { close(t.done) }`},
	{"a function that ends it", `
type T struct{ c, done chan int }
func New() (*T, func()) {
	t := &T{make(chan int), make(chan int)}
	go func() { <-t.c }()
	return t, func() { close(t.c) }
}
func (t *T) Close() { close(t.done) }`},
	{"a send during the end, beside one that waits for it", `
type T struct{ c, done chan int }
func New() *T {
	t := &T{make(chan int), make(chan int)}
	go func() {
		for {
			select {
			case <-t.c:
			case <-t.done:
				return
			}
		}
	}()
	return t
}
func (t *T) Put() {
	t.c <- 1 // stuck
}
func (t *T) Try() {
	select {
	case t.c <- 1:
	case <-t.done:
	}
}
func (t *T) Close() { close(t.done) }`},
	{"a send during the end, which nobody expects", `
type T struct{ c, done chan int }
func New() *T {
	t := &T{make(chan int), make(chan int)}
	go func() {
		for {
			select {
			case <-t.c:
			case <-t.done:
				return
			}
		}
	}()
	return t
}
func (t *T) Put() { t.c <- 1 }
func (t *T) Close() { close(t.done) }`},
	{"a send during the end, beside one that looks at a flag", `
import "sync"
type T struct{ c, done chan int; mu sync.Mutex; closed bool }
func New() *T {
	t := &T{c: make(chan int), done: make(chan int)}
	go func() {
		for {
			select {
			case <-t.c:
			case <-t.done:
				return
			}
		}
	}()
	return t
}
func (t *T) Put() {
	t.mu.Lock()
	closed := t.closed
	t.mu.Unlock()
	if !closed {
		t.c <- 1 // stuck
	}
}
func (t *T) Close() {
	t.mu.Lock()
	t.closed = true
	t.mu.Unlock()
	close(t.done)
}`},
	{"a send during the end, which the lock that the end takes keeps out", `
import "sync"
type T struct{ c chan int; mu sync.Mutex; closed bool }
func New() *T {
	t := &T{c: make(chan int)}
	go func() {
		for range t.c {
		}
	}()
	return t
}
func (t *T) Put() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.closed {
		t.c <- 1
	}
}
func (t *T) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closed = true
	close(t.c)
}`},
	{"a reply that does not come, since the loop has left", `
type T struct{ c chan chan int; done chan int }
func New() *T {
	t := &T{make(chan chan int, 1), make(chan int)}
	go func() {
		for {
			select {
			case r := <-t.c:
				r <- 1
			case <-t.done:
				return
			}
		}
	}()
	return t
}
func (t *T) Ask() int {
	r := make(chan int)
	select {
	case t.c <- r:
		return <-r // stuck
	case <-t.done:
		return 0
	}
}
func (t *T) Close() { close(t.done) }`},
	{"a reply that comes", `
type T struct{ c chan chan int; done chan int }
func New() *T {
	t := &T{make(chan chan int), make(chan int)}
	go func() {
		for {
			select {
			case r := <-t.c:
				r <- 1
			case <-t.done:
				return
			}
		}
	}()
	return t
}
func (t *T) Ask() int {
	r := make(chan int)
	select {
	case t.c <- r:
		return <-r
	case <-t.done:
		return 0
	}
}
func (t *T) Close() { close(t.done) }`},
	{"a call that only the end lets return, and does not", `
type T struct{ c, block, done chan int }
func New() *T { return &T{c: make(chan int), done: make(chan int)} }
func (t *T) Run() {
	go func() {
		select {
		case <-t.c:
		case <-t.done:
		}
	}()
	t.block = make(chan int)
	<-t.block // stuck
}
func (t *T) Close() { close(t.done) }`},
	{"a call that only the end lets return", `
type T struct{ c, done chan int }
func New() *T { return &T{c: make(chan int), done: make(chan int)} }
func (t *T) Run() {
	go func() { <-t.done }()
	for {
		select {
		case <-t.c:
		case <-t.done:
			return
		}
	}
}
func (t *T) Close() { close(t.done) }`},
	{"what a call leaves that only the end lets return", `
type T struct{ c, done chan int }
func New() *T { return &T{c: make(chan int), done: make(chan int)} }
func (t *T) Run() {
	go func() {
		<-t.c // stuck
	}()
	<-t.done
}
func (t *T) Close() { close(t.done) }`},
	{"a call behind the start", `
type T struct{ c, done chan int }
func New() *T { return &T{c: make(chan int), done: make(chan int)} }
func (t *T) Start() {
	go func() {
		for {
			select {
			case <-t.c:
			case <-t.done:
				return
			}
		}
	}()
}
func (t *T) Put() {
	t.c <- 1 // stuck
}
func (t *T) Try() {
	select {
	case t.c <- 1:
	case <-t.done:
	}
}
func (t *T) Close() { close(t.done) }`},
	{"a call that nobody serves, with an end or without", `
type T struct{ c, more, done chan int }
func New() *T {
	t := &T{make(chan int), make(chan int), make(chan int)}
	go func() { <-t.done }()
	return t
}
func (t *T) Put() { t.c <- 1 }
func (t *T) Close() { close(t.done) }`},
	{"an end that nothing says has to do something", `
type T struct{ c, done chan int; state interface{ Swap() bool } }
func New(state interface{ Swap() bool }) *T {
	t := &T{make(chan int), make(chan int), state}
	go func() {
		select {
		case <-t.c:
		case <-t.done:
		}
	}()
	return t
}
func (t *T) Close() {
	if t.state.Swap() {
		return
	}
	close(t.done)
}`},
	{"an end that does something, whatever is", `
type T struct{ c, done chan int; state interface{ Swap() bool } }
func New(state interface{ Swap() bool }) *T {
	t := &T{make(chan int), make(chan int), state}
	go func() {
		<-t.c // stuck
	}()
	return t
}
func (t *T) Close() {
	if t.state.Swap() {
		return
	}
	close(t.done)
}`},
	{"an end that ends what lies below", `
import "io"
type T struct{ c chan int; below io.Closer }
func New(below io.Closer) *T {
	t := &T{make(chan int), below}
	go func() {
		t.c <- 1 // stuck
	}()
	return t
}
func (t *T) Get() int { return <-t.c }
func (t *T) Close() {
	if t.below != nil {
		t.below.Close()
	}
}`},
	{"a method of another type makes it", `
type S struct{ name string }
type T struct{ c, done chan int }
func (s *S) Open() *T {
	t := &T{make(chan int), make(chan int)}
	go func() {
		<-t.c // stuck
	}()
	return t
}
func (t *T) Close() { close(t.done) }`},
	{"a method of another type makes it, and keeps it", `
type S struct{ open []*T }
type T struct{ c, done chan int }
func (s *S) Open() *T {
	t := &T{make(chan int), make(chan int)}
	s.open = append(s.open, t)
	go func() { <-t.c }()
	return t
}
func (t *T) Close() { close(t.done) }`},
	{"a method returns itself", `
type T struct{ c, done chan int }
func (t *T) With(n int) *T {
	u := &T{make(chan int), make(chan int)}
	go func() { <-u.c }()
	return u
}
func (t *T) Close() { close(t.done) }`},
	{"a literal, and nothing that starts a goroutine", `
import "context"
type T struct{ Wrap func(int) int }
func (t *T) Get(ctx context.Context, c chan int) int {
	select {
	case x := <-c:
		return t.Wrap(x)
	case <-ctx.Done():
		return 0
	}
}`},
	{"a method value that comes with the object", `
type T struct{ c, done chan int }
func New() (*T, func()) {
	t := &T{make(chan int), make(chan int)}
	go func() {
		<-t.c
	}()
	return t, t.stop
}
func (t *T) stop() { close(t.done) }
func (t *T) Done() chan int { return t.done }`},
	{"calls that belong together", `
import "sync"
type T struct {
	wg sync.WaitGroup
	c  chan int
}
func New() *T { return &T{c: make(chan int, 4)} }
func (t *T) Do() {
	t.c <- 1
	t.wg.Add(1)
	go func() { <-t.c }()
}
func (t *T) Done() { t.wg.Done() }
func (t *T) Finish() {
	t.wg.Wait()
	close(t.c)
}`},
	{"a method of an inner type that it starts itself, by its value", `
type Outer struct{ in *inner }
type inner struct{ c, done chan int }
func recovered(f func()) { f() }
func newInner() *inner {
	x := &inner{make(chan int), make(chan int)}
	go recovered(x.run)
	return x
}
func (x *inner) run() {
	for range x.c {
	}
	close(x.done)
}
func (x *inner) put() {
	select {
	case x.c <- 1:
	case <-x.done:
	}
}
func (o *Outer) Put() {
	o.in = newInner()
	o.in.put()
	close(o.in.c)
}`},
	{"a call that starts what making it starts, and is brief", `
type T struct{ c, done chan int }
func New() *T {
	t := &T{make(chan int), make(chan int)}
	t.tell(0)
	go func() {
		for {
			select {
			case <-t.c:
			case <-t.done:
				return
			}
		}
	}()
	return t
}
func (t *T) tell(n int) {
	if n > 3 {
		go t.log(n)
	}
}
func (t *T) log(int) {}
func (t *T) Put(n int) {
	t.tell(n)
	select {
	case <-t.done:
		return
	default:
	}
	t.c <- n // stuck
}
func (t *T) Close() { close(t.done) }`},
	{"calls that wait for each other, and no goroutine of the object for them", `
type T struct{ gate, paused, done chan int }
func New() *T {
	t := &T{make(chan int), make(chan int, 1), make(chan int)}
	go func() {
		for range t.gate {
		}
	}()
	return t
}
func (t *T) Pause() { t.paused <- 1 }
func (t *T) Resume() { <-t.paused }
func (t *T) Wait() { <-t.done }
func (t *T) Close() {
	close(t.done)
	close(t.gate)
}`},
	{"a start that who makes the object waits for, before others have it", `
type Outer struct{ in *inner }
type inner struct{ c, ready, done chan int }
func Open() *Outer {
	in := newInner()
	in.start()
	return &Outer{in}
}
func newInner() *inner { return &inner{make(chan int), make(chan int), make(chan int)} }
func (x *inner) start() {
	go x.loop()
	<-x.ready
}
func (x *inner) loop() {
	select {
	case x.ready <- 1:
	case <-x.done:
		return
	}
	for {
		select {
		case <-x.c:
		case <-x.done:
			return
		}
	}
}
func (x *inner) put() {
	select {
	case x.c <- 1:
	case <-x.done:
	}
}
func (x *inner) end()  { close(x.done) }
func (o *Outer) Put()   { o.in.put() }
func (o *Outer) Close() { o.in.end() }`},
	{"an object that is made in many ways", `
import "errors"
type T struct{ ask, c, done chan int }
func New(dial func() int) (*T, error) {
	t := &T{make(chan int), make(chan int), make(chan int)}
	go t.answer(dial)
	for range 3 {
		t.ask <- 1
		select {
		case n := <-t.c:
			if n != dial() {
				close(t.done)
				return nil, errors.New("wrong answer")
			}
		case <-t.done:
			return nil, errors.New("no answer")
		}
	}
	go func() {
		t.c <- 1 // stuck
	}()
	return t, nil
}
func (t *T) answer(dial func() int) {
	for {
		select {
		case <-t.ask:
			select {
			case t.c <- dial():
			case <-t.done:
				return
			}
		case <-t.done:
			return
		}
	}
}
func (t *T) Close() { close(t.done) }`},
	{"what comes beside an error is there", `
import ("errors"; "net")
type T struct{ conn net.Conn; c, done chan int }
func New(addr string) (*T, error) {
	t := &T{c: make(chan int), done: make(chan int)}
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	t.conn = conn
	go func() {
		select {
		case <-t.c:
		case <-t.done:
		}
	}()
	return t, nil
}
func (t *T) Put() error {
	if t.conn == nil {
		return errors.New("closed")
	}
	select {
	case t.c <- 1:
	case <-t.done:
	}
	return nil
}
func (t *T) Close() {
	if t.conn != nil {
		close(t.done)
		t.conn.Close()
		t.conn = nil
	}
}`},
	{"what comes beside an error may be missing with it", `
import "net"
func f(addr string) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	conn, err := net.Dial("tcp", addr)
	if conn == nil && err != nil {
		return
	}
	<-c
}`},
}
