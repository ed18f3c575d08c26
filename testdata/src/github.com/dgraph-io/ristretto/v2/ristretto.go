// Package ristretto stands for github.com/dgraph-io/ristretto/v2 in the corpus: a part of its API.
package ristretto

import (
	"github.com/dgraph-io/ristretto/v2/z"
)

type Cache[K Key, V any] struct {
}

func (*Cache[K, V]) Close() { return }

func (*Cache[K, V]) Wait() { return }

type Config[K Key, V any] struct {
}

type Key = z.Key

func NewCache[K Key, V any](config *Config[K, V]) (_ *Cache[K, V], _ error) { return }
