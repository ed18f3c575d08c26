// Package events stands for github.com/docker/go-events in the corpus: a part of its API.
package events

type Broadcaster struct {
}

func (*Broadcaster) Add(sink Sink) (_ error) { return }

func (*Broadcaster) Close() (_ error) { return }

func (*Broadcaster) Remove(sink Sink) (_ error) { return }

func (*Broadcaster) Write(event Event) (_ error) { return }

type Channel struct {
	C chan Event
}

func (*Channel) Close() (_ error) { return }

func (*Channel) Done() (_ chan struct{}) { return }

func (*Channel) Write(event Event) (_ error) { return }

type Event interface {
}

func NewBroadcaster(sinks ...Sink) (_ *Broadcaster) { return }

func NewChannel(buffer int) (_ *Channel) { return }

func NewQueue(dst Sink) (_ *Queue) { return }

type Queue struct {
}

func (*Queue) Close() (_ error) { return }

func (*Queue) Write(event Event) (_ error) { return }

type Sink interface {
	Close() error
	Write(event Event) error
}
