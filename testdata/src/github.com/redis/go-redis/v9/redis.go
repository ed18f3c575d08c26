// Package redis stands for github.com/redis/go-redis/v9 in the corpus: a part of its API.
package redis

import (
	"context"
)

type ChannelOption func(c *channel)

type Client struct {
}

func (*Client) PSubscribe(ctx context.Context, channels ...string) (_ *PubSub) { return }

func (*Client) SSubscribe(ctx context.Context, channels ...string) (_ *PubSub) { return }

func (*Client) Subscribe(ctx context.Context, channels ...string) (_ *PubSub) { return }

type Message struct {
	Payload string
}

type PubSub struct {
}

func (*PubSub) Channel(opts ...ChannelOption) (_ <-chan *Message) { return }

func (*PubSub) Close() (_ error) { return }

func (*PubSub) ReceiveMessage(ctx context.Context) (_ *Message, _ error) { return }

type channel struct {
}
