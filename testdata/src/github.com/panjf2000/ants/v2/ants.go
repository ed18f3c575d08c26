// Package ants stands for github.com/panjf2000/ants/v2 in the corpus: a part of its API.
package ants

import (
	"time"
)

type LoadBalancingStrategy int

type MultiPool struct {
}

func (*MultiPool) ReleaseTimeout(timeout time.Duration) (_ error) { return }

func (*MultiPool) Submit(task func()) (err error) { return }

func NewMultiPool(size int, sizePerPool int, lbs LoadBalancingStrategy, options ...Option) (_ *MultiPool, _ error) {
	return
}

func NewPool(size int, options ...Option) (_ *Pool, _ error) { return }

func NewPoolWithFunc(size int, pf func(any), options ...Option) (_ *PoolWithFunc, _ error) { return }

func NewPoolWithFuncGeneric[T any](size int, pf func(T), options ...Option) (_ *PoolWithFuncGeneric[T], _ error) {
	return
}

type Option func(opts *Options)

type Options struct {
}

type Pool struct {
}

func (*Pool) Release() { return }

func (*Pool) ReleaseTimeout(timeout time.Duration) (_ error) { return }

func (*Pool) Submit(task func()) (_ error) { return }

type PoolWithFunc struct {
}

func (*PoolWithFunc) Invoke(arg any) (_ error) { return }

func (*PoolWithFunc) Release() { return }

func (*PoolWithFunc) ReleaseTimeout(timeout time.Duration) (_ error) { return }

type PoolWithFuncGeneric[T any] struct {
}

func (*PoolWithFuncGeneric[T]) Invoke(arg T) (_ error) { return }

func (*PoolWithFuncGeneric[T]) Release() { return }

func (*PoolWithFuncGeneric[T]) ReleaseTimeout(timeout time.Duration) (_ error) { return }

const RoundRobin LoadBalancingStrategy = 2
