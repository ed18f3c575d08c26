// Package nats stands for github.com/nats-io/nats.go in the corpus: a part of its API.
package nats

type Conn struct {
}

func (*Conn) ChanQueueSubscribe(subj string, group string, ch chan *Msg) (_ *Subscription, _ error) {
	return
}

func (*Conn) ChanSubscribe(subj string, ch chan *Msg) (_ *Subscription, _ error) { return }

func (*Conn) Close() { return }

func (*Conn) Drain() (_ error) { return }

func (*Conn) Publish(subj string, data []byte) (_ error) { return }

func Connect(url string, options ...Option) (_ *Conn, _ error) { return }

type Msg struct {
	Data []byte
}

type Option func(*Options) error

type Options struct {
}

type Subscription struct {
}

func (*Subscription) Drain() (_ error) { return }

func (*Subscription) Unsubscribe() (_ error) { return }
