// Package generics forgets what libraries ask for in generic code.
package generics

import (
	"context"

	"github.com/fsnotify/fsnotify"
	"github.com/panjf2000/ants/v2"
	"github.com/smallnest/chanx"
)

func each[T any](list []T, do func(T)) error {
	pool, err := ants.NewPoolWithFuncGeneric(4, do) // want `goroutines of pool stay when each returns at line 19; call Release there too`
	if err != nil {
		return err
	}
	for _, x := range list {
		if err := pool.Invoke(x); err != nil {
			return err
		}
	}
	pool.Release()
	return nil
}

func buffer[T any](x T) T {
	u := chanx.NewUnboundedChan[T](context.Background(), 1) // want `goroutines of u stay when buffer returns at line 29; end its context there too`
	u.In <- x
	return <-u.Out
}

type box[T any] struct{ v T }

// fill keeps it.
func (b *box[T]) fill(make func() (T, error)) (err error) {
	b.v, err = make()
	return err
}

func boxed() error {
	var b box[*fsnotify.Watcher]
	return b.fill(fsnotify.NewWatcher)
}

var _, _ = each[int], buffer[string]
