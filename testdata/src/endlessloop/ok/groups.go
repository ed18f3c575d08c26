package ok

import (
	"context"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

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
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			r.n++
		case <-r.quit:
			return
		}
	}
}

func (r *refresher) Stop() {
	close(r.quit)
	r.wg.Wait()
}

func beats(w http.ResponseWriter, r *http.Request) {
	g, ctx := errgroup.WithContext(r.Context())
	g.Go(func() error {
		for ctx.Err() == nil {
			time.Sleep(time.Second)
		}
		return ctx.Err()
	})
	g.Wait()
}

// inbox closes its channel itself, when it leaves: no other receive finds it closed.
type inbox struct {
	mail chan string
	n    int
}

func newInbox() *inbox { return &inbox{mail: make(chan string)} }

func (i *inbox) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			close(i.mail)
			return
		case _, ok := <-i.mail:
			if ok {
				i.n++
			}
		}
	}
}

// open is closed by nobody.
func open(n int) {
	jobs := make(chan int)
	go func() {
		for job := range n {
			jobs <- job
		}
	}()
	for done := 0; done < n; {
		if _, ok := <-jobs; ok {
			done++
		}
	}
}
