// Package user receives from channels of another package.
package user

import (
	"context"
	"log"

	"endlessloop/crosspkg/feed"

	"k8s.io/apimachinery/pkg/watch"
)

func use(int) {}

// The source has come to its end, and nobody has told this one to.
func watches(ctx context.Context, s *feed.Source) error {
	values, err := s.Watch(ctx)
	if err != nil {
		return err
	}
	for {
		select {
		case v := <-values: // want `receive from values: the loop spins once the channel is closed, as Watch does when it ends; return when the receive is not ok`
			use(v)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// The server ends a watch when it likes.
func objects(ctx context.Context, w watch.Interface) {
	defer w.Stop()
	events := w.ResultChan()
	for {
		select {
		case <-ctx.Done():
			return
		case event := <-events: // want `receive from events: the loop spins once the channel is closed, as ResultChan does when it ends`
			if event.Type == watch.Deleted {
				return
			}
			log.Println(event.Type)
		}
	}
}

// A tunnel is told of by its device, and closes it.
type tunnel struct {
	device feed.Device
	files  *feed.Watcher
}

func open(device feed.Device, files *feed.Watcher) *tunnel {
	t := &tunnel{device: device, files: files}
	go func() {
		for {
			use(<-device.Events()) // want `receive from device.Events\(\): the loop spins or waits for ever after the Close at line \d+; use range`
		}
	}()
	go t.watch()
	return t
}

func (t *tunnel) watch() {
	for {
		name := <-t.files.Events // want `receive from t.files.Events: the loop spins or waits for ever after the Close at line \d+`
		log.Println(name)
	}
}

func (t *tunnel) Close() {
	t.files.Close()
	t.device.Close()
}

// What follows comes to an end.

func tested(ctx context.Context, s *feed.Source) {
	values, _ := s.Watch(ctx)
	for {
		select {
		case v, ok := <-values:
			if !ok {
				return
			}
			use(v)
		case <-ctx.Done():
			return
		}
	}
}

// zero ends the loop, as the zero value says so.
func zero(ctx context.Context, s *feed.Source) {
	values, _ := s.Watch(ctx)
	for {
		select {
		case v := <-values:
			if v == 0 {
				return
			}
			use(v)
		case <-ctx.Done():
			return
		}
	}
}

func untyped(ctx context.Context, w watch.Interface) {
	events := w.ResultChan()
	for {
		select {
		case event := <-events:
			if event.Object == nil {
				return
			}
			log.Println(event.Type)
		case <-ctx.Done():
			return
		}
	}
}

// until ends when the channel is closed: the context is done then.
func until(ctx context.Context) {
	values := feed.Until(ctx)
	for {
		select {
		case v := <-values:
			use(v)
		case <-ctx.Done():
			return
		}
	}
}

// again watches again.
func again(ctx context.Context, s *feed.Source) {
	values, _ := s.Watch(ctx)
	for {
		select {
		case v, ok := <-values:
			if !ok {
				values, _ = s.Watch(ctx)
			}
			use(v)
		case <-ctx.Done():
			return
		}
	}
}

// counts ends by itself.
func counts(ctx context.Context, s *feed.Source) {
	values, _ := s.Watch(ctx)
	for range 10 {
		use(<-values)
	}
}

// ranges, and nobody closes the device of the other.
func ranges(device, other feed.Device) {
	go func() {
		for v := range device.Events() {
			use(v)
		}
	}()
	go func() {
		for {
			use(<-other.Events())
		}
	}()
	defer device.Close()
}

// What is asked for the channel in each round gives the same one.
func asked(ctx context.Context, w watch.Interface) (deleted bool) {
	for !deleted {
		select {
		case event := <-w.ResultChan(): // want `receive from w.ResultChan\(\): the loop spins once the channel is closed, as ResultChan does when it ends`
			if event.Type == watch.Deleted {
				deleted = true
			}
		case <-ctx.Done():
			return false
		}
	}
	return true
}

// Somebody may tell the loop to end by a number.
func killed(s *feed.Source, ctx context.Context, kill chan int) {
	values, _ := s.Watch(ctx)
	for {
		select {
		case v, _ := <-values: // want `receive from values: the loop spins once the channel is closed, as Watch does when it ends`
			if err := handle(v); err != nil {
				log.Println(err)
			}
		case <-kill:
			return
		}
	}
}

func handle(int) error { return nil }

// The number that comes says more.
func counted(s *feed.Source, ctx context.Context, left chan int) int {
	values, _ := s.Watch(ctx)
	for {
		select {
		case v := <-values:
			use(v)
		case n := <-left:
			return n
		}
	}
}

// another asks another object each time.
func another(watches []watch.Interface) {
	i := 0
	for {
		event := <-watches[i].ResultChan()
		if event.Type == watch.Deleted {
			return
		}
		i++
	}
}

// The watcher is closed when the function returns that has started the goroutine.
func files(done chan struct{}) error {
	watcher, err := feed.NewWatcher()
	if err != nil {
		return err
	}
	defer watcher.Close()
	go func() {
		for {
			select {
			case name := <-watcher.Events: // want `receive from watcher.Events: the loop spins or waits for ever after the Close at line \d+; return when the receive is not ok`
				log.Println(name)
			case err := <-watcher.Errors:
				log.Println(err)
			}
		}
	}()
	<-done
	return nil
}

// One more case may lead out, and one asks whether the channel is closed.
func leaves(done chan struct{}) error {
	watcher, err := feed.NewWatcher()
	if err != nil {
		return err
	}
	defer watcher.Close()
	go func() {
		for {
			select {
			case name := <-watcher.Events:
				log.Println(name)
			case <-done:
				return
			}
		}
	}()
	go func() {
		for {
			select {
			case name, ok := <-watcher.Events:
				if !ok {
					return
				}
				log.Println(name)
			case err := <-watcher.Errors:
				log.Println(err)
			}
		}
	}()
	<-done
	return nil
}

// own is told by channels of its own too.
func own(names chan string) error {
	watcher, err := feed.NewWatcher()
	if err != nil {
		return err
	}
	defer watcher.Close()
	go func() {
		for {
			select {
			case name := <-watcher.Events:
				log.Println(name)
			case name := <-names:
				log.Println(name)
			}
		}
	}()
	return nil
}
