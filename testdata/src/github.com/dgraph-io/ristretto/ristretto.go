// Package ristretto stands for github.com/dgraph-io/ristretto in the corpus: a part of its API.
package ristretto

type Cache struct {
}

func (*Cache) Close() { return }

func (*Cache) Get(key interface{}) (_ interface{}, _ bool) { return }

type Config struct {
}

func NewCache(config *Config) (_ *Cache, _ error) { return }
