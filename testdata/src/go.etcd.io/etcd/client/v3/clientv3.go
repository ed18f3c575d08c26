// Package clientv3 stands for go.etcd.io/etcd/client/v3 in the corpus: a part of its API.
package clientv3

import (
	"context"
)

type Client struct {
	Watcher
}

func (*Client) Close() (_ error) { return }

func (*Client) Sync(ctx context.Context) (_ error) { return }

type Config struct {
}

func New(cfg Config) (_ *Client, _ error) { return }

type Op struct {
}

type OpOption func(*Op)

type WatchChan <-chan WatchResponse

type WatchResponse struct {
}

type Watcher interface {
	Close() error
	Watch(ctx context.Context, key string, opts ...OpOption) WatchChan
}
