// Package opt stands for github.com/syndtr/goleveldb/leveldb/opt in the corpus: a part of its API.
package opt

type Options struct {
}

type WriteOptions struct {
}
