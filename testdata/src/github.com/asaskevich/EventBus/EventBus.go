// Package EventBus stands for github.com/asaskevich/EventBus in the corpus: a part of its API.
package EventBus

type BusSubscriber interface {
	Subscribe(topic string, fn interface{}) error
	Unsubscribe(topic string, handler interface{}) error
}

type BusPublisher interface {
	Publish(topic string, args ...interface{})
}

type Bus interface {
	BusSubscriber
	BusPublisher
}

func New() (_ Bus) { return }
