// Package backoff stands for github.com/cenkalti/backoff/v4 in the corpus: a part of its API.
package backoff

import (
	"time"
)

type BackOff interface {
}

func NewTicker(b BackOff) (_ *Ticker) { return }

func NewTickerWithTimer(b BackOff, timer Timer) (_ *Ticker) { return }

type Ticker struct {
	C <-chan time.Time
}

func (*Ticker) Stop() { return }

type Timer interface {
}
