package user

import (
	"sync"

	"stuckwait/crosspkg/pool"
)

// looks at what Add returns.
func looks(p *pool.Pool, fns []func()) {
	var wg sync.WaitGroup
	for _, f := range fns {
		wg.Add(1)
		if !p.Add(func() {
			defer wg.Done()
			f()
		}) {
			wg.Done()
		}
	}
	wg.Wait()
}

// own pool: it is closed behind the wait.
func own(fns []func()) {
	p := pool.New(4)
	defer p.Close()
	var wg sync.WaitGroup
	for _, f := range fns {
		wg.Add(1)
		p.Add(func() {
			defer wg.Done()
			f()
		})
	}
	wg.Wait()
}

// always: this one refuses nothing.
func always(p *pool.Pool, fns []func()) {
	var wg sync.WaitGroup
	for _, f := range fns {
		wg.Add(1)
		p.Always(func() {
			defer wg.Done()
			f()
		})
	}
	wg.Wait()
}

// nobody waits for it.
func nobody(p *pool.Pool, f func(int), in chan int) {
	p.Add(func() { f(<-in) })
}

// A Calm takes its Add back.
type Calm struct {
	wg   sync.WaitGroup
	pool *pool.Pool
}

func NewCalm(p *pool.Pool) *Calm { return &Calm{pool: p} }

func (c *Calm) Go(f func()) bool {
	c.wg.Add(1)
	if !c.pool.Add(func() {
		defer c.wg.Done()
		f()
	}) {
		c.wg.Done()
		return false
	}
	return true
}

func (c *Calm) Run(f func()) {
	c.wg.Add(1)
	run := func() {
		defer c.wg.Done()
		f()
	}
	if !c.pool.Add(func() { run() }) {
		run()
	}
}

func (c *Calm) Wait() { c.wg.Wait() }

// gives up before the wait.
func givesUp(p *pool.Pool, fns []func()) error {
	var wg sync.WaitGroup
	for _, f := range fns {
		wg.Add(1)
		if err := p.Try(func() {
			defer wg.Done()
			f()
		}); err != nil {
			return err
		}
	}
	wg.Wait()
	return nil
}

// counts down by a function in a field.
type Undoing struct {
	wg   sync.WaitGroup
	undo func()
	pool *pool.Pool
}

func NewUndoing(p *pool.Pool) *Undoing {
	u := &Undoing{pool: p}
	u.undo = func() { u.wg.Done() }
	return u
}

func (u *Undoing) Start(f func()) error {
	u.wg.Add(1)
	if err := u.pool.Try(func() {
		defer u.wg.Done()
		f()
	}); err != nil {
		u.undo()
		return err
	}
	return nil
}

func (u *Undoing) Close() { u.wg.Wait() }
