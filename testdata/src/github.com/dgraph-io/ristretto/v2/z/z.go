// Package z stands for github.com/dgraph-io/ristretto/v2/z in the corpus: a part of its API.
package z

type Key interface {
	~uint64 | ~string | ~[]byte | ~byte | ~int | ~uint | ~int32 | ~uint32 | ~int64
}
