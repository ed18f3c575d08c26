// Package dns stands for github.com/miekg/dns in the corpus: a part of its API.
package dns

type Envelope struct {
	RR    []RR
	Error error
}

type Msg struct {
}

func (*Msg) SetAxfr(z string) (_ *Msg) { return }

type RR interface {
}

type Transfer struct {
}

func (Transfer) Close() (_ error) { return }

func (*Transfer) In(q *Msg, a string) (env chan *Envelope, err error) { return }
