// Package broadcast stands for github.com/dustin/go-broadcast in the corpus: a part of its API.
package broadcast

type Broadcaster interface {
	Close() error
	Register(chan<- interface{})
	Submit(interface{})
	Unregister(chan<- interface{})
}

func NewBroadcaster(buflen int) (_ Broadcaster) { return }
