// Package storage stands for github.com/syndtr/goleveldb/leveldb/storage in the corpus: a part of its API.
package storage

type Storage interface {
}
