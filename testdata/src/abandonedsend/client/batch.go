package client

import "sync"

// BatchOptions say how many are put together, none if they are not.
type BatchOptions struct {
	Mode          string
	Size, Default int
}

type batchRequest struct{ quit bool }

// A Batcher has a goroutine only if it puts together what it is given, and nobody to tell of its end
// without one.
type Batcher struct {
	opt    BatchOptions
	in     chan batchRequest
	closed chan struct{}
	once   sync.Once
	mu     sync.Mutex
	wg     sync.WaitGroup
}

func NewBatcher(opt BatchOptions) (*Batcher, error) {
	switch opt.Mode {
	case "sync":
		if opt.Size <= 0 {
			opt.Size = opt.Default
		}
	case "off":
		opt.Size = 0
	}
	b := &Batcher{opt: opt, in: make(chan batchRequest, opt.Size), closed: make(chan struct{})}
	if b.Batching() {
		b.wg.Add(1)
		go b.loop()
	}
	return b, nil
}

func (b *Batcher) Batching() bool { return b.opt.Size > 0 }

func (b *Batcher) loop() {
	defer b.wg.Done()
	for r := range b.in {
		if r.quit {
			return
		}
	}
}

func (b *Batcher) Commit() {
	b.mu.Lock()
	select {
	case <-b.closed:
		b.mu.Unlock()
		return
	default:
	}
	b.in <- batchRequest{}
	b.mu.Unlock()
}

func (b *Batcher) Shutdown() {
	if !b.Batching() {
		return
	}
	b.once.Do(func() {
		b.mu.Lock()
		close(b.closed)
		b.in <- batchRequest{quit: true}
		b.mu.Unlock()
		b.wg.Wait()
	})
}
