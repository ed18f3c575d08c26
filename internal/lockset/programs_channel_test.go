package lockset

// preludeChannel declares what the programs of this file share.
const preludeChannel = `
type C struct {
	mu       sync.Mutex
	rw       sync.RWMutex
	ch, done chan int
	room     chan int
	token    chan int
	ample    chan int
	given    chan int
	shown    chan int
	Ch       chan int
	n        int
	waits    bool
}
var requests = 1 << 20
func newC(given chan int) *C {
	return &C{ch: make(chan int), done: make(chan int), room: make(chan int, 8), token: make(chan int, 1), ample: make(chan int, requests), given: given, shown: make(chan int), Ch: make(chan int)}
}
func (c *C) Shown() <-chan int { return c.shown }
func (c *C) take(x int) {
	c.mu.Lock()
	c.n += x
	c.mu.Unlock()
}
`

// programsChannel wait at channels with a lock held.
var programsChannel = map[string]string{
	"the receiver takes the lock": preludeChannel + `
func (c *C) run() {
	for x := range c.ch {
		c.take(x)
	}
}
func (c *C) F1(x int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ch <- x // held c.mu
}
func (c *C) F2() { go c.run() }`,
	"the receiver takes no lock": preludeChannel + `
func (c *C) run() {
	for x := range c.ch {
		take(x)
	}
}
func (c *C) F1(x int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ch <- x
}
func (c *C) F2() { go c.run() }`,
	"one of two receivers takes no lock": preludeChannel + `
func (c *C) run() {
	for x := range c.ch {
		c.take(x)
	}
}
func (c *C) other() {
	for x := range c.ch {
		take(x)
	}
}
func (c *C) F1(x int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ch <- x
}
func (c *C) F2() { go c.run(); go c.other() }`,
	"a send that has a way out": preludeChannel + `
func (c *C) run() {
	for x := range c.ch {
		c.take(x)
	}
}
func (c *C) F1(x int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	select {
	case c.ch <- x:
	case <-c.done:
	}
}
func (c *C) F2() { go c.run() }`,
	"without the lock": preludeChannel + `
func (c *C) run() {
	for x := range c.ch {
		c.take(x)
	}
}
func (c *C) F1(x int) {
	c.take(x)
	c.ch <- x
}
func (c *C) F2() { go c.run() }`,
	"the lock is taken behind the only receive": preludeChannel + `
func (c *C) run() {
	x := <-c.ch
	c.take(x)
}
func (c *C) F1(x int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ch <- x
}
func (c *C) F2() { go c.run() }`,
	"the lock is taken before the only receive": preludeChannel + `
func (c *C) run() {
	c.take(1)
	take(<-c.ch)
}
func (c *C) F1(x int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ch <- x // held c.mu
}
func (c *C) F2() { go c.run() }`,
	"a buffer, and one receive": preludeChannel + `
func (c *C) run() {
	c.take(1)
	take(<-c.room)
}
func (c *C) F1(x int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.room <- x
}
func (c *C) F2() { go c.run() }`,
	"a buffer that fills": preludeChannel + `
func (c *C) run() {
	for {
		select {
		case x := <-c.room:
			c.take(x)
		case <-c.done:
			return
		}
	}
}
func (c *C) F1(x int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.room <- x // held c.mu
}
func (c *C) F2() { go c.run() }`,
	"a buffer, and a flag that says whether somebody receives": preludeChannel + `
func (c *C) run() {
	for {
		c.mu.Lock()
		c.waits = true
		c.mu.Unlock()
		select {
		case x := <-c.room:
			c.mu.Lock()
			c.waits = false
			c.mu.Unlock()
			c.take(x)
		case <-c.done:
			return
		}
	}
}
func (c *C) send(x int) { c.room <- x }
func (c *C) F1(x int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.waits {
		c.send(x)
	}
}
func (c *C) F2() { go c.run() }`,
	"who receives takes the lock to end": preludeChannel + `
func (c *C) run() {
	for {
		select {
		case x := <-c.ch:
			if x < 0 {
				c.take(x)
				return
			}
		case <-c.done:
			return
		}
	}
}
func (c *C) F1(x int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ch <- x // held c.mu
}
func (c *C) F2() { go c.run() }`,
	"others receive, too": preludeChannel + `
func (c *C) run() {
	for x := range c.ch {
		if x < 0 {
			c.take(x)
			return
		}
	}
}
func (c *C) F1(x int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ch <- x
}
func (c *C) F2() {
	for range 3 {
		go c.run()
	}
}`,
	"who receives from a buffer takes the lock to end": preludeChannel + `
func (c *C) run() {
	for {
		select {
		case x := <-c.room:
			if x < 0 {
				c.take(x)
				return
			}
		case <-c.done:
			return
		}
	}
}
func (c *C) F1(x int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.room <- x
}
func (c *C) F2() { go c.run() }`,
	"a buffer that nobody fills": preludeChannel + `
func (c *C) run() {
	for x := range c.ample {
		c.take(x)
	}
}
func (c *C) F1(x int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ample <- x
}
func (c *C) F2() { go c.run() }`,
	"a buffer that is made to fit, and one that somebody sizes": `
type Q struct {
	mu         sync.Mutex
	n          int
	fits, sized chan int
}
func newQ(list []int, size int) *Q {
	return &Q{fits: make(chan int, len(list)), sized: make(chan int, size)}
}
func (q *Q) take(x int) {
	q.mu.Lock()
	q.n += x
	q.mu.Unlock()
}
func (q *Q) run() {
	for x := range q.fits {
		q.take(x)
	}
}
func (q *Q) runSized() {
	for x := range q.sized {
		q.take(x)
	}
}
func (q *Q) F1(x int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.fits <- x
}
func (q *Q) F2(x int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.sized <- x // held q.mu
}
func (q *Q) F3() {
	go q.run()
	go q.runSized()
}`,
	"a token, of which there is one": preludeChannel + `
func (c *C) run() {
	for range c.token {
		c.take(1)
	}
}
func (c *C) F1(x int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n == 0 {
		c.n = 1
		c.token <- x
	}
}
func (c *C) F2() { go c.run() }`,
	"who has left tells it by closing": preludeChannel + `
func (c *C) run() {
	defer close(c.done)
	for x := range c.ch {
		c.take(x)
	}
}
func (c *C) F1() {
	c.mu.Lock()
	defer c.mu.Unlock()
	close(c.ch)
	<-c.done // held c.mu
}
func (c *C) F2() { go c.run() }`,
	"by a call": preludeChannel + `
func (c *C) run() {
	defer close(c.done)
	for x := range c.ch {
		c.take(x)
	}
}
func (c *C) wait() {
	close(c.ch)
	<-c.done
}
func (c *C) F1() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wait() // held c.mu
}
func (c *C) F2() { go c.run() }`,
	"a call that gives the lock back": preludeChannel + `
func (c *C) run() {
	defer close(c.done)
	for x := range c.ch {
		c.take(x)
	}
}
func (c *C) wait() {
	close(c.ch)
	c.mu.Unlock()
	<-c.done
	c.mu.Lock()
}
func (c *C) F1() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wait()
}
func (c *C) F2() { go c.run() }`,
	"it tells that it is ready before it takes the lock": preludeChannel + `
func (c *C) run() {
	close(c.done)
	for x := range c.ch {
		c.take(x)
	}
}
func (c *C) F1() {
	c.mu.Lock()
	defer c.mu.Unlock()
	go c.run()
	<-c.done
}`,
	"both are readers": preludeChannel + `
func (c *C) run() {
	for x := range c.ch {
		c.rw.RLock()
		take(c.n + x)
		c.rw.RUnlock()
	}
}
func (c *C) F1(x int) {
	c.rw.RLock()
	defer c.rw.RUnlock()
	c.ch <- x
}
func (c *C) F2() { go c.run() }`,
	"the lock of another object": preludeChannel + `
func (c *C) run(o *C) {
	for x := range c.ch {
		o.take(x)
	}
}
func (c *C) F1(x int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ch <- x
}
func (c *C) F2(o *C) { go c.run(o) }`,
	"a channel of somebody else": preludeChannel + `
func (c *C) run() {
	for x := range c.given {
		c.take(x)
	}
}
func (c *C) F1(x int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.given <- x
}
func (c *C) F2() { go c.run() }`,
	"a channel from which others receive": preludeChannel + `
func (c *C) run() {
	for x := range c.shown {
		c.take(x)
	}
}
func (c *C) F1(x int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shown <- x
}
func (c *C) F2() { go c.run() }`,
	"a channel that others can name": preludeChannel + `
func (c *C) run() {
	for x := range c.Ch {
		c.take(x)
	}
}
func (c *C) F1(x int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.Ch <- x
}
func (c *C) F2() { go c.run() }`,
	"all who receive have the lock, too": preludeChannel + `
func (c *C) F1(x int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ch <- x // held c.mu
}
func (c *C) F2() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return <-c.ch // held c.mu
}`,
	"of an object that leads to another one": preludeChannel + `
type D struct {
	mu sync.Mutex
	c  *E
	on bool
}
type E struct {
	d        *D
	quit, ok chan int
}
func newD() *D {
	d := &D{}
	d.c = &E{d: d, quit: make(chan int), ok: make(chan int)}
	go d.c.run()
	return d
}
func (d *D) isOn() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.on
}
func (e *E) run() {
	defer close(e.ok)
	for e.d.isOn() {
		take(e)
	}
}
func (d *D) F1() {
	d.mu.Lock()
	defer d.mu.Unlock()
	close(d.c.quit)
	<-d.c.ok // held d.mu
}`,
}
