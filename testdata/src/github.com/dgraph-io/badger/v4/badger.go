// Package badger stands for github.com/dgraph-io/badger/v4 in the corpus: a part of its API.
package badger

type DB struct {
}

func (*DB) Close() (_ error) { return }

func (*DB) Sync() (_ error) { return }

func DefaultOptions(path string) (_ Options) { return }

func Open(opt Options) (_ *DB, _ error) { return }

type Options struct {
}
