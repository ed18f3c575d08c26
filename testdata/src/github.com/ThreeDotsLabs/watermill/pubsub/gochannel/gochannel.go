// Package gochannel stands for github.com/ThreeDotsLabs/watermill/pubsub/gochannel in the corpus: a part of its API.
package gochannel

import (
	"context"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"
)

type Config struct {
}

type GoChannel struct {
}

func (*GoChannel) Close() (_ error) { return }

func (*GoChannel) Subscribe(ctx context.Context, topic string) (_ <-chan *message.Message, _ error) {
	return
}

func NewGoChannel(config Config, logger watermill.LoggerAdapter) (_ *GoChannel) { return }
