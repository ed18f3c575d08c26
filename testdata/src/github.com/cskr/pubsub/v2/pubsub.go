// Package pubsub stands for github.com/cskr/pubsub/v2 in the corpus: a part of its API.
package pubsub

func New[T comparable, M any](capacity int) (_ *PubSub[T, M]) { return }

type PubSub[T comparable, M any] struct {
}

func (*PubSub[T, M]) Pub(msg M, topics ...T) { return }

func (*PubSub[T, M]) Shutdown() { return }

func (*PubSub[T, M]) Sub(topics ...T) (_ chan M) { return }

func (*PubSub[T, M]) Unsub(ch chan M, topics ...T) { return }
