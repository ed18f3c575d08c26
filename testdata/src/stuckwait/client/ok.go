package client

import "sync"

// A condition that Close broadcasts.
type Buffer struct {
	mu     sync.Mutex
	filled *sync.Cond
	list   []int
	closed bool
}

func NewBuffer() *Buffer {
	b := new(Buffer)
	b.filled = sync.NewCond(&b.mu)
	go b.run()
	return b
}

func (b *Buffer) run() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for !b.closed {
		for len(b.list) > 0 {
			b.list = b.list[1:]
		}
		b.filled.Wait()
	}
}

func (b *Buffer) Put(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.list = append(b.list, n)
	b.filled.Signal()
}

func (b *Buffer) Close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	b.filled.Broadcast()
}

// Done by defer.
type Team struct {
	wg   sync.WaitGroup
	quit chan struct{}
	once sync.Once
}

func NewTeam() *Team { return &Team{quit: make(chan struct{})} }

func (t *Team) Add(work func() error) {
	t.wg.Add(1)
	go func() {
		defer t.wg.Done()
		if work() == nil {
			<-t.quit
		}
	}()
}

func (t *Team) Stop() {
	t.once.Do(func() { close(t.quit) })
	t.wg.Wait()
}
