package user

import (
	"context"
	"log"
	"time"

	"endlessloop/crosspkg/feed"
)

// What is tried with a policy that ends with the context fails at once when it is done.
func poll(ctx context.Context, ask func() error) {
	ready := time.After(0)
	for {
		err := feed.Retry(func() error { return ask() }, feed.With(feed.Constant(time.Second), ctx)) // want `feed.Retry: the loop goes on for ever once its context is done, since each call fails; return when ctx.Err\(\) is not nil`
		if err != nil {
			log.Println(err)
			continue
		}
		select {
		case <-ready:
		case <-ctx.Done():
			return
		}
		ready = time.After(time.Minute)
	}
}

// The failing way comes to the select, too.
func polls(ctx context.Context, ask func() error) {
	for {
		if err := feed.Retry(ask, feed.With(feed.Constant(time.Second), ctx)); err != nil {
			log.Println(err)
		}
		select {
		case <-time.After(time.Minute):
		case <-ctx.Done():
			return
		}
	}
}

// The policy has no context, or another one each time.
func asks(ctx context.Context, ask func() error) {
	for {
		if err := feed.Retry(ask, feed.Constant(time.Second)); err != nil {
			log.Println(err)
			continue
		}
		each, cancel := context.WithTimeout(context.Background(), time.Second)
		err := feed.Retry(ask, feed.With(feed.Constant(time.Second), each))
		cancel()
		if err != nil {
			log.Println(err)
			continue
		}
		select {
		case <-time.After(time.Minute):
		case <-ctx.Done():
			return
		}
	}
}

// Who calls a function for each value may have done so when the context is done.
func each(ctx context.Context, s *feed.Source) {
	for {
		if err := s.Each(ctx, use); err != nil {
			log.Println(err)
			continue
		}
		return
	}
}
