// Package chanx stands for github.com/smallnest/chanx in the corpus: a part of its API.
package chanx

import (
	"context"
)

func NewUnboundedChan[T any](ctx context.Context, initCapacity int) (_ *UnboundedChan[T]) { return }

func NewUnboundedChanSize[T any](ctx context.Context, initInCapacity int, initOutCapacity int, initBufCapacity int) (_ *UnboundedChan[T]) {
	return
}

type UnboundedChan[T any] struct {
	In  chan<- T
	Out <-chan T
}

func (UnboundedChan[T]) Len() (_ int) { return }
