package user

import (
	"context"
	"sync"

	"undrained/crosspkg/pump"
)

// The end of what keeps them leaves them.
type Cluster struct {
	mu     sync.Mutex
	pool   pump.Pool
	nodes  map[string]string
	closed bool
}

func NewCluster(hosts []string) *Cluster {
	return &Cluster{pool: pump.NewPool(hosts), nodes: make(map[string]string)} // want `goroutines of pool stay when Close of Cluster is called; call Close there too`
}

func (c *Cluster) Query() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.nodes[c.pool.Get()]
}

func (c *Cluster) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed, c.nodes = true, nil
	return nil
}

type session struct {
	ctx context.Context
	in  chan string
	bus *pump.Bus
}

func newSession(ctx context.Context) *session {
	s := &session{ctx: ctx, in: make(chan string), bus: pump.NewBus()} // want `goroutines of bus stay when the context ends that ends the goroutine of line 43; call Shutdown there too`
	go s.run(ctx)
	return s
}

func (s *session) run(ctx context.Context) {
	for {
		select {
		case v := <-s.in:
			s.bus.Pub(v)
		case <-ctx.Done():
			return
		}
	}
}

type journal struct{ rec *pump.Recorder }

func (j *journal) open() {
	if j.rec == nil {
		j.rec = pump.NewRecorder() // want `goroutines of rec stay when Stop of journal is called; call Flush there too`
	}
}

func (j *journal) Stop() { j.rec = nil }
