// Package errgroup holds senders in groups of golang.org/x/sync/errgroup.
package errgroup

import (
	"context"
	"errors"
	"strings"

	"golang.org/x/sync/errgroup"
)

var errDown = errors.New("down")

// The consumer fails, and the producer does not look at the group's context.
func importUsers(rows []string, insert func(string) error) error {
	var g errgroup.Group
	users := make(chan string)
	g.Go(func() error {
		defer close(users)
		for _, r := range rows {
			users <- strings.TrimSpace(r) // want `blocks forever`
		}
		return nil
	})
	g.Go(func() error {
		for u := range users {
			if err := insert(u); err != nil {
				return err
			}
		}
		return nil
	})
	return g.Wait() // also
}

// The same with a context that nobody looks at.
func indexPages(ctx context.Context, pages []string, index func(context.Context, string) error) error {
	g, ctx := errgroup.WithContext(ctx)
	queue := make(chan string)
	g.Go(func() error {
		defer close(queue)
		for _, p := range pages {
			queue <- p // want `blocks forever`
		}
		return nil
	})
	for range 2 {
		g.Go(func() error {
			for p := range queue {
				if err := index(ctx, p); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return g.Wait() // also
}

// The results are read after the wait.
func sizes(files []string, size func(string) (int, error)) (total int, err error) {
	var g errgroup.Group
	results := make(chan int)
	for _, f := range files {
		g.Go(func() error {
			n, err := size(f)
			if err != nil {
				return err
			}
			results <- n // want `blocks forever`
			return nil
		})
	}
	if err := g.Wait(); err != nil { // also
		return 0, err
	}
	close(results)
	for n := range results {
		total += n
	}
	return total, nil
}

// One goroutine outside of the group waits with its word until it is read.
func withProgress(ctx context.Context, steps []func() error) error {
	g, _ := errgroup.WithContext(ctx)
	for _, s := range steps {
		g.Go(s)
	}
	done := make(chan error)
	go func() {
		done <- g.Wait() // want `blocks forever`
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
