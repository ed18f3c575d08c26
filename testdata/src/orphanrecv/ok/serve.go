package ok

import (
	"context"
	"net"
	"net/http"
	"sync"

	"golang.org/x/sync/errgroup"
)

// Serve never returns without an error, so that there is one to wait for.
func serveUntilError(l net.Listener) error {
	done := make(chan error)
	go func() {
		if err := http.Serve(l, nil); err != nil {
			done <- err
		}
	}()
	return <-done
}

// Nor does the method.
func serveUntilDone(ctx context.Context, l net.Listener) error {
	srv := new(http.Server)
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() {
		if err := srv.Serve(l); err != nil {
			done <- err
			cancel()
		}
	}()
	<-ctx.Done()
	srv.Close()
	return <-done
}

// A group as many programs have one: the first error cancels its context.
type errorGroup struct {
	wg     sync.WaitGroup
	once   sync.Once
	err    error
	cancel context.CancelFunc
}

func (g *errorGroup) run(f func() error) {
	g.wg.Go(func() {
		if err := f(); err != nil {
			g.once.Do(func() {
				g.err = err
				g.cancel()
			})
		}
	})
}

type groupServer struct {
	http.Server
	group *errorGroup
}

func (s *groupServer) start(l net.Listener) {
	ctx, cancel := context.WithCancel(context.Background())
	s.group = &errorGroup{cancel: cancel}
	s.group.run(func() error { return s.Serve(l) })
	go func() {
		<-ctx.Done()
		s.Close()
	}()
}

// A group that others have may be waited for by them, which cancels its context.
type handedServer struct {
	*http.Server
	waiter *errgroup.Group
}

func (s *handedServer) start(ctx context.Context, l net.Listener) {
	s.waiter, ctx = errgroup.WithContext(ctx)
	s.waiter.Go(func() error { return s.Serve(l) })
	go func() {
		<-ctx.Done()
		s.Close()
	}()
}

func (s *handedServer) startForever(l net.Listener) { s.start(context.Background(), l) }
