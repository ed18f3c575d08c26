package errgroup

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"
)

// The producer ends with the group's context, which the failing consumer ends.
func importOrders(ctx context.Context, rows []string, insert func(string) error) error {
	g, ctx := errgroup.WithContext(ctx)
	orders := make(chan string)
	g.Go(func() error {
		defer close(orders)
		for _, r := range rows {
			select {
			case orders <- r:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	g.Go(func() error {
		for o := range orders {
			if err := insert(o); err != nil {
				return err
			}
		}
		return nil
	})
	return g.Wait()
}

// A place for each result.
func lengths(files []string, size func(string) (int, error)) (total int, err error) {
	var g errgroup.Group
	g.SetLimit(2)
	results := make(chan int, len(files))
	for _, f := range files {
		g.Go(func() error {
			n, err := size(f)
			if err == nil {
				results <- n
			}
			return err
		})
	}
	err = g.Wait()
	close(results)
	for n := range results {
		total += n
	}
	return total, err
}

// Closed by a goroutine that waits for the group, and read meanwhile.
func collect(files []string, size func(string) (int, error)) (total int, err error) {
	var g errgroup.Group
	results := make(chan int)
	for _, f := range files {
		g.Go(func() error {
			n, err := size(f)
			if err != nil {
				return err
			}
			results <- n
			return nil
		})
	}
	go func() {
		_ = g.Wait()
		close(results)
	}()
	for n := range results {
		total += n
	}
	return total, g.Wait()
}

// The group's wait is reported into a buffer.
func waitWithin(steps []func() error) error {
	var g errgroup.Group
	for _, s := range steps {
		g.Go(s)
	}
	done := make(chan error, 1)
	go func() { done <- g.Wait() }()
	select {
	case err := <-done:
		return err
	case <-time.After(time.Millisecond):
		return context.DeadlineExceeded
	}
}

// Until there is room for it, the function that will serve the other goroutine is
// known to nobody but the call that waits.
func oneAtATime() error {
	var g errgroup.Group
	g.SetLimit(1)
	c := make(chan int)
	go func() { <-c }()
	g.Go(func() error { return nil })
	g.Go(func() error {
		c <- 1
		return nil
	})
	return g.Wait()
}
