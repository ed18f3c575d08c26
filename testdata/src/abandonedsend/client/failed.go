package client

import (
	"context"
	"errors"
	"io"
	"log"
	"sync"
	"sync/atomic"
)

// Objects whose goroutine fails while they are in use: nobody is there for who calls then.
type Writer struct {
	out   io.WriteCloser
	queue chan []byte
	done  chan struct{}
	once  sync.Once
}

func NewWriter(out io.WriteCloser) *Writer {
	w := &Writer{out: out, queue: make(chan []byte, 4), done: make(chan struct{})}
	go w.loop()
	return w
}

func (w *Writer) loop() {
	for {
		select {
		case <-w.done:
			return
		case b := <-w.queue:
			if _, err := w.out.Write(b); err != nil {
				w.out.Close()
				return
			}
		}
	}
}

func (w *Writer) Send(b []byte) error {
	if len(b) == 0 {
		return errors.New("nothing")
	}
	w.queue <- b // want `the caller of Send blocks forever sending to w.queue once those who could receive have failed; wait for their end too`
	return nil
}

func (w *Writer) Close() error {
	w.once.Do(func() { close(w.done) })
	return w.out.Close()
}

// Without a buffer, and of two goroutines.
type Pair struct {
	conn  io.ReadWriteCloser
	queue chan string
	quit  chan struct{}
}

func NewPair(conn io.ReadWriteCloser) *Pair {
	p := &Pair{conn: conn, queue: make(chan string), quit: make(chan struct{})}
	go p.read()
	go p.write()
	return p
}

func (p *Pair) read() {
	b := make([]byte, 100)
	for {
		if _, err := p.conn.Read(b); err != nil {
			return
		}
	}
}

func (p *Pair) write() {
	for {
		select {
		case text := <-p.queue:
			_, err := io.WriteString(p.conn, text)
			if err != nil {
				return
			}
		case <-p.quit:
			return
		}
	}
}

func (p *Pair) Tell(text string) {
	p.queue <- text // want `the caller of Tell blocks forever sending to p.queue once those who could receive have failed; wait for their end too`
}

func (p *Pair) Close() {
	close(p.quit)
	p.conn.Close()
}

// ok: the goroutine tells that it has left.
type Telling struct {
	out   io.Writer
	queue chan []byte
	quit  chan struct{}
	over  chan struct{}
}

func NewTelling(out io.Writer) *Telling {
	t := &Telling{out: out, queue: make(chan []byte), quit: make(chan struct{}), over: make(chan struct{})}
	go t.loop()
	return t
}

func (t *Telling) loop() {
	defer close(t.over)
	for {
		select {
		case <-t.quit:
			return
		case b := <-t.queue:
			if _, err := t.out.Write(b); err != nil {
				return
			}
		}
	}
}

func (t *Telling) Send(b []byte) bool {
	select {
	case t.queue <- b:
		return true
	case <-t.over:
		return false
	}
}

func (t *Telling) Close() { close(t.quit) }

// ok: it goes on when it has failed.
type Lasting struct {
	out   io.Writer
	queue chan []byte
}

func NewLasting(out io.Writer) *Lasting {
	l := &Lasting{out: out, queue: make(chan []byte)}
	go func() {
		for b := range l.queue {
			if _, err := l.out.Write(b); err != nil {
				log.Print(err)
			}
		}
	}()
	return l
}

func (l *Lasting) Send(b []byte) { l.queue <- b }

func (l *Lasting) Close() { close(l.queue) }

// ok: it throws away what comes when it has failed.
type Draining struct {
	out   io.Writer
	queue chan []byte
}

func NewDraining(out io.Writer) *Draining {
	d := &Draining{out: out, queue: make(chan []byte)}
	go func() {
		for b := range d.queue {
			if _, err := d.out.Write(b); err != nil {
				break
			}
		}
		for range d.queue {
		}
	}()
	return d
}

func (d *Draining) Send(b []byte) { d.queue <- b }

func (d *Draining) Close() { close(d.queue) }

// ok: a flag says that it has failed.
type Flagged struct {
	out    io.Writer
	queue  chan []byte
	quit   chan struct{}
	failed atomic.Bool
}

func NewFlagged(out io.Writer) *Flagged {
	f := &Flagged{out: out, queue: make(chan []byte, 10), quit: make(chan struct{})}
	go f.loop()
	return f
}

func (f *Flagged) loop() {
	for {
		select {
		case b := <-f.queue:
			if _, err := f.out.Write(b); err != nil {
				f.failed.Store(true)
				return
			}
		case <-f.quit:
			return
		}
	}
}

func (f *Flagged) Send(b []byte) error {
	if f.failed.Load() {
		return errors.New("failed")
	}
	f.queue <- b
	return nil
}

func (f *Flagged) Close() { close(f.quit) }

// ok: the client's context has ended.
type Bound struct {
	ctx   context.Context
	queue chan string
}

func NewBound(ctx context.Context) *Bound {
	b := &Bound{ctx: ctx, queue: make(chan string)}
	go func() {
		for {
			select {
			case <-b.queue:
			case <-ctx.Done():
				return
			}
			if err := ctx.Err(); err != nil {
				return
			}
		}
	}()
	return b
}

func (b *Bound) Send(text string) { b.queue <- text }

// ok: the program ends when it fails.
type Fatal struct {
	out   io.Writer
	queue chan []byte
	quit  chan struct{}
}

func NewFatal(out io.Writer) *Fatal {
	f := &Fatal{out: out, queue: make(chan []byte), quit: make(chan struct{})}
	go f.loop()
	return f
}

func (f *Fatal) loop() {
	for {
		select {
		case b := <-f.queue:
			if _, err := f.out.Write(b); err != nil {
				log.Fatal(err)
			}
		case <-f.quit:
			return
		}
	}
}

func (f *Fatal) Send(b []byte) { f.queue <- b }

func (f *Fatal) Close() { close(f.quit) }

// ok: the client is told, and knows that it is over.
type Reporting struct {
	out   io.Writer
	queue chan []byte
	errs  chan error
	quit  chan struct{}
}

func NewReporting(out io.Writer) *Reporting {
	r := &Reporting{out: out, queue: make(chan []byte), errs: make(chan error, 1), quit: make(chan struct{})}
	go r.loop()
	return r
}

func (r *Reporting) loop() {
	for {
		select {
		case b := <-r.queue:
			if _, err := r.out.Write(b); err != nil {
				r.errs <- err
				return
			}
		case <-r.quit:
			return
		}
	}
}

func (r *Reporting) Err() <-chan error { return r.errs }

func (r *Reporting) Send(b []byte) { r.queue <- b }

func (r *Reporting) Close() { close(r.quit) }

// ok: its end takes what is left, and lets go who sends.
type Emptied struct {
	out   io.Writer
	queue chan []byte
	quit  chan struct{}
}

func NewEmptied(out io.Writer) *Emptied {
	e := &Emptied{out: out, queue: make(chan []byte), quit: make(chan struct{})}
	go e.loop()
	return e
}

func (e *Emptied) loop() {
	for {
		select {
		case b := <-e.queue:
			if _, err := e.out.Write(b); err != nil {
				return
			}
		case <-e.quit:
			return
		}
	}
}

func (e *Emptied) Send(b []byte) { e.queue <- b }

func (e *Emptied) Close() {
	close(e.quit)
	for {
		select {
		case <-e.queue:
		default:
			return
		}
	}
}

// ok: the client's function is told.
type Notifying struct {
	out    io.Writer
	queue  chan []byte
	quit   chan struct{}
	failed func(error)
}

func NewNotifying(out io.Writer, failed func(error)) *Notifying {
	n := &Notifying{out: out, queue: make(chan []byte), quit: make(chan struct{}), failed: failed}
	go n.loop()
	return n
}

func (n *Notifying) loop() {
	for {
		select {
		case b := <-n.queue:
			if _, err := n.out.Write(b); err != nil {
				n.failed(err)
				return
			}
		case <-n.quit:
			return
		}
	}
}

func (n *Notifying) Send(b []byte) { n.queue <- b }

func (n *Notifying) Close() { close(n.quit) }

// ok: somebody starts it again.
type Restarted struct {
	out   io.Writer
	queue chan []byte
	quit  chan struct{}
}

func NewRestarted(out io.Writer) *Restarted {
	r := &Restarted{out: out, queue: make(chan []byte), quit: make(chan struct{})}
	go func() {
		for {
			select {
			case <-r.quit:
				return
			default:
			}
			if err := r.loop(); err != nil {
				log.Print(err)
			}
		}
	}()
	return r
}

func (r *Restarted) loop() error {
	for {
		select {
		case b := <-r.queue:
			if _, err := r.out.Write(b); err != nil {
				return err
			}
		case <-r.quit:
			return nil
		}
	}
}

func (r *Restarted) Send(b []byte) { r.queue <- b }

func (r *Restarted) Close() { close(r.quit) }
