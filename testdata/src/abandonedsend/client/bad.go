// Package client has objects that leave senders behind when they are ended, and objects
// that do not. Nobody in the package uses them.
package client

import (
	"context"
	"errors"
	"sync"
)

// The reader sends what Next does not ask for any more.
type Reader struct {
	lines chan string
	done  chan struct{}
}

func Open(read func() string) *Reader {
	r := &Reader{lines: make(chan string), done: make(chan struct{})}
	go func() {
		for {
			select {
			case <-r.done:
				return
			default:
			}
			r.lines <- read() // want `r.lines: goroutine blocks forever sending after a client's Open and Close; let Close end it`
		}
	}()
	return r
}

func (r *Reader) Next() string { return <-r.lines }

func (r *Reader) Close() { close(r.done) }

// The error of the work is for a receiver that has left.
type Job struct {
	errs   chan error
	cancel context.CancelFunc
	once   sync.Once
}

func NewJob() *Job { return &Job{errs: make(chan error)} }

func (j *Job) Start(work func() error) {
	ctx, cancel := context.WithCancel(context.Background())
	j.cancel = cancel
	go func() {
		if err := work(); err != nil {
			j.errs <- err // want `j.errs: goroutine blocks forever sending after a client's NewJob, Start and Stop; let Stop end it`
		}
	}()
	go func() {
		select {
		case err := <-j.errs:
			println(err.Error())
		case <-ctx.Done():
		}
	}()
}

func (j *Job) Stop() {
	if j.cancel != nil {
		j.once.Do(j.cancel)
	}
}

// Close tells a loop that has left by itself.
type Loop struct {
	in   chan func() error
	quit chan struct{}
}

func NewLoop() *Loop {
	l := &Loop{in: make(chan func() error), quit: make(chan struct{})}
	go l.run()
	return l
}

func (l *Loop) run() {
	for {
		select {
		case f := <-l.in:
			if err := f(); err != nil {
				return
			}
		case <-l.quit:
			return
		}
	}
}

func (l *Loop) Do(f func() error) error {
	if f == nil {
		return errors.New("nothing to do")
	}
	l.in <- f // want `the caller of Do blocks forever sending to l.in once those who could receive have failed; wait for their end too`
	return nil
}

func (l *Loop) Close() {
	l.quit <- struct{}{} // want `the caller of Close blocks forever sending to l.quit after a client's NewLoop, Do and Close; `
}
