package ok

import (
	"os"
	"time"
)

type beat struct {
	ticker *time.Ticker
	done   chan struct{}
	beats  int
}

func (b *beat) start() {
	b.done = make(chan struct{})
	b.ticker = time.NewTicker(time.Millisecond)
	go b.run()
}

// The loop has a way out.
func (b *beat) run() {
	for range b.ticker.C {
		select {
		case <-b.done:
			return
		default:
		}
	}
}

func (b *beat) stop() {
	close(b.done)
	b.ticker.Stop()
}

// Nobody stops it.
type clock struct {
	ticker *time.Ticker
	now    func(time.Time)
}

func (c *clock) start() {
	c.ticker = time.NewTicker(time.Second)
	go func() {
		for t := range c.ticker.C {
			c.now(t)
		}
	}()
}

// Who ranges stops it, which is too late to matter.
type own struct{ ticker *time.Ticker }

func (o *own) start(f func()) {
	o.ticker = time.NewTicker(time.Second)
	go func() {
		defer o.ticker.Stop()
		for range o.ticker.C {
			f()
		}
	}()
}

// It is only paused.
type pausable struct{ ticker *time.Ticker }

func (p *pausable) start(f func()) {
	p.ticker = time.NewTicker(time.Second)
	go func() {
		for range p.ticker.C {
			f()
		}
	}()
}

func (p *pausable) pause()  { p.ticker.Stop() }
func (p *pausable) resume() { p.ticker.Reset(time.Second) }

// It ends in other ways.
type last struct{ ticker *time.Ticker }

func (l *last) start(left int) {
	l.ticker = time.NewTicker(time.Second)
	go func() {
	loop:
		for range l.ticker.C {
			switch left--; left {
			case 0:
				break loop
			case -1:
				os.Exit(1)
			}
		}
	}()
}

func (l *last) stop() { l.ticker.Stop() }

// It is no goroutine that ranges.
type foreground struct{ ticker *time.Ticker }

func (f *foreground) run() {
	for range f.ticker.C {
		println()
	}
}

func (f *foreground) stop() { f.ticker.Stop() }

// Rounds that have another way to end.
type rounds struct {
	every *time.Ticker
	quit  chan struct{}
	over  func() bool
}

func (r *rounds) start() {
	go func() {
		for {
			select {
			case <-r.every.C:
			case <-r.quit:
				return
			}
		}
	}()
	go func() {
		for {
			<-r.every.C
			if r.over() {
				return
			}
		}
	}()
	go func() {
		for {
			select {
			case <-r.every.C:
			default:
			}
			if r.over() {
				break
			}
		}
	}()
	go func() {
		for !r.over() {
			<-r.every.C
		}
	}()
}

func (r *rounds) stop() {
	r.every.Stop()
	close(r.quit)
}
