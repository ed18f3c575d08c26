// Package esutil stands for github.com/elastic/go-elasticsearch/v8/esutil in the corpus: a part of its API.
package esutil

import (
	"context"
)

type BulkIndexer interface {
	Add(context.Context, BulkIndexerItem) error
	Close(context.Context) error
}

type BulkIndexerConfig struct {
}

type BulkIndexerItem struct {
}

func NewBulkIndexer(cfg BulkIndexerConfig) (_ BulkIndexer, _ error) { return }
