// Package client has objects whose end waits for ever for what package sync counts or
// guards, and objects whose end does not. Nobody in the package uses them.
package client

import "sync"

// Not all are done that were added.
type Crew struct {
	wg   sync.WaitGroup
	quit chan struct{}
}

func NewCrew() *Crew { return &Crew{quit: make(chan struct{})} }

func (c *Crew) Add(work func() error) {
	c.wg.Add(1)
	go func() {
		if work() != nil {
			return
		}
		<-c.quit
		c.wg.Done()
	}()
}

func (c *Crew) Stop() {
	close(c.quit)
	c.wg.Wait() // want `the caller of Stop blocks forever in Wait of c.wg after a client's NewCrew, Add and Stop; call Done on every path`
}
