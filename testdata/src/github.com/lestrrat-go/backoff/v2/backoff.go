// Package backoff stands for github.com/lestrrat-go/backoff/v2 in the corpus: a part of its API.
package backoff

import (
	"context"

	"github.com/lestrrat-go/option"
)

func Constant(options ...Option) (_ Policy) { return }

func Continue(c Controller) (_ bool) { return }

type Controller interface {
	Done() <-chan struct{}
	Next() <-chan struct{}
}

func Exponential(options ...ExponentialOption) (_ Policy) { return }

type ExponentialOption interface {
}

type Option = option.Interface

type Policy interface {
	Start(context.Context) Controller
}
