// Package bigcache stands for github.com/allegro/bigcache/v3 in the corpus: a part of its API.
package bigcache

import (
	"context"
)

type BigCache struct {
}

func (*BigCache) Close() (_ error) { return }

func (*BigCache) Set(key string, entry []byte) (_ error) { return }

type Config struct {
}

func New(ctx context.Context, config Config) (_ *BigCache, _ error) { return }

func NewBigCache(config Config) (_ *BigCache, _ error) { return }
