package ok

import (
	"os"
	"sync"
)

// A pipeline is handed out while its worker waits for jobs: who has it signals.
type pipeline struct {
	mu     sync.Mutex
	pushed *sync.Cond
	jobs   int
	closed bool

	wg      sync.WaitGroup
	stateMu sync.Mutex
	running bool
}

func startPipeline(name string) (*pipeline, error) {
	p := new(pipeline)
	p.pushed = sync.NewCond(&p.mu)
	p.wg.Go(func() {
		for p.next() {
		}
	})
	p.stateMu.Lock()
	p.running = true
	p.stateMu.Unlock()
	if _, err := os.Stat(name); err != nil {
		p.stop()
		return nil, err
	}
	return p, nil
}

func (p *pipeline) next() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.jobs == 0 {
		if p.closed {
			return false
		}
		p.pushed.Wait()
	}
	p.jobs--
	return true
}

func (p *pipeline) push() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.jobs++
	p.pushed.Signal()
}

func (p *pipeline) stop() {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	p.pushed.Broadcast()
	p.wg.Wait()
}
