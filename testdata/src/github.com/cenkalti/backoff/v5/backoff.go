// Package backoff stands for github.com/cenkalti/backoff/v5 in the corpus: a part of its API.
package backoff

import (
	"time"
)

type BackOff interface {
}

func NewTicker(b BackOff) (_ *Ticker) { return }

type Ticker struct {
	C <-chan time.Time
}

func (*Ticker) Stop() { return }
