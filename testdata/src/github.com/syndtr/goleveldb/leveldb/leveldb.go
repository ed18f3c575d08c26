// Package leveldb stands for github.com/syndtr/goleveldb/leveldb in the corpus: a part of its API.
package leveldb

import (
	"github.com/syndtr/goleveldb/leveldb/opt"
	"github.com/syndtr/goleveldb/leveldb/storage"
)

type DB struct {
}

func (*DB) Close() (_ error) { return }

func (*DB) Put(key []byte, value []byte, wo *opt.WriteOptions) (_ error) { return }

func Open(stor storage.Storage, o *opt.Options) (db *DB, err error) { return }

func OpenFile(path string, o *opt.Options) (db *DB, err error) { return }
