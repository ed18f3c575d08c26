// Package kafka stands for github.com/segmentio/kafka-go in the corpus: a part of its API.
package kafka

import (
	"context"
)

type Message struct {
	Value []byte
}

func NewReader(config ReaderConfig) (_ *Reader) { return }

type Reader struct {
}

func (*Reader) Close() (_ error) { return }

func (*Reader) ReadMessage(ctx context.Context) (_ Message, _ error) { return }

type ReaderConfig struct {
	Brokers []string
	Topic   string
}
