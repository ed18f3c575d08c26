// Package channels stands for github.com/eapache/channels in the corpus: a part of its API.
package channels

type BatchingChannel struct {
}

func (*BatchingChannel) Close() { return }

func (*BatchingChannel) In() (_ chan<- interface{}) { return }

func (*BatchingChannel) Out() (_ <-chan interface{}) { return }

type BufferCap int

type InfiniteChannel struct {
}

func (*InfiniteChannel) Close() { return }

func (*InfiniteChannel) In() (_ chan<- interface{}) { return }

func (*InfiniteChannel) Out() (_ <-chan interface{}) { return }

func NewBatchingChannel(size BufferCap) (_ *BatchingChannel) { return }

func NewInfiniteChannel() (_ *InfiniteChannel) { return }

func NewOverflowingChannel(size BufferCap) (_ *OverflowingChannel) { return }

func NewResizableChannel() (_ *ResizableChannel) { return }

func NewRingChannel(size BufferCap) (_ *RingChannel) { return }

type OverflowingChannel struct {
}

func (*OverflowingChannel) Close() { return }

func (*OverflowingChannel) In() (_ chan<- interface{}) { return }

func (*OverflowingChannel) Out() (_ <-chan interface{}) { return }

type ResizableChannel struct {
}

func (*ResizableChannel) Close() { return }

func (*ResizableChannel) In() (_ chan<- interface{}) { return }

func (*ResizableChannel) Out() (_ <-chan interface{}) { return }

type RingChannel struct {
}

func (*RingChannel) Close() { return }

func (*RingChannel) In() (_ chan<- interface{}) { return }

func (*RingChannel) Out() (_ <-chan interface{}) { return }
