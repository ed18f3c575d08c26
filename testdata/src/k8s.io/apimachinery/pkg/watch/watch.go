// Package watch stands for k8s.io/apimachinery/pkg/watch in the corpus: a part of its API.
package watch

import (
	"k8s.io/apimachinery/pkg/runtime"
)

type Broadcaster struct {
}

func (*Broadcaster) Shutdown() { return }

func (*Broadcaster) Watch() (_ Interface, _ error) { return }

type Decoder interface {
}

type Event struct {
	Type   EventType
	Object runtime.Object
}

type EventType string

const Deleted EventType = "DELETED"

type FakeWatcher struct {
}

func (*FakeWatcher) Add(obj runtime.Object) { return }

func (*FakeWatcher) ResultChan() (_ <-chan Event) { return }

func (*FakeWatcher) Stop() { return }

func Filter(w Interface, f FilterFunc) (_ Interface) { return }

type FilterFunc func(in Event) (out Event, keep bool)

type FullChannelBehavior int

type Interface interface {
	ResultChan() <-chan Event
	Stop()
}

func NewBroadcaster(queueLength int, fullChannelBehavior FullChannelBehavior) (_ *Broadcaster) {
	return
}

func NewFake() (_ *FakeWatcher) { return }

func NewStreamWatcher(d Decoder, r Reporter) (_ *StreamWatcher) { return }

type Reporter interface {
}

type StreamWatcher struct {
}

func (*StreamWatcher) ResultChan() (_ <-chan Event) { return }

func (*StreamWatcher) Stop() { return }
