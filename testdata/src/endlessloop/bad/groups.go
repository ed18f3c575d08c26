package bad

import (
	"context"
	"log"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// Goroutines of groups.

type refresher struct {
	wg   sync.WaitGroup
	n    int
	quit chan struct{}
}

func newRefresher() *refresher {
	r := &refresher{quit: make(chan struct{})}
	r.wg.Go(r.refresh)
	return r
}

func (r *refresher) refresh() {
	for { // want `the goroutine in this loop goes on after Stop, since there is no way out; let Stop tell it to return`
		r.n++
		time.Sleep(time.Minute)
	}
}

func (r *refresher) Stop() { close(r.quit) }

func beats(w http.ResponseWriter, r *http.Request) {
	var g errgroup.Group
	g.Go(func() error {
		for { // want `each request leaves a goroutine in this loop, which has no way out`
			log.Print("beat")
			time.Sleep(time.Second)
		}
	})
	w.WriteHeader(http.StatusAccepted)
}

func collects(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		for {
			err := saveFor(ctx) // want `saveFor: the loop goes on for ever once its context is done`
			if err == nil {
				return nil
			}
			time.Sleep(time.Second)
		}
	})
	return g.Wait()
}

// Channels that others may close.

type Hub struct{ Jobs chan func() }

func (h *Hub) work() {
	for {
		job, ok := <-h.Jobs // want `receive from h.Jobs: the loop spins once the channel is closed`
		if ok {
			job()
		}
	}
}
