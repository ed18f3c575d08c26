package feed

import (
	"context"
	"time"
)

// A Policy says how long to wait before the next try.
type Policy interface{ Next() time.Duration }

// A CtxPolicy ends with a context.
type CtxPolicy interface {
	Policy
	Context() context.Context
}

type constant struct{ time.Duration }

func (c constant) Next() time.Duration { return c.Duration }

// Constant waits for the same time.
func Constant(d time.Duration) Policy { return constant{d} }

type withContext struct {
	Policy
	ctx context.Context
}

func (w withContext) Context() context.Context { return w.ctx }

// With returns a policy that ends with the context.
func With(p Policy, ctx context.Context) CtxPolicy { return withContext{p, ctx} }

// Retry calls f until it has not failed, or the policy has ended.
func Retry(f func() error, p Policy) error {
	ctx := context.Background()
	if c, ok := p.(CtxPolicy); ok {
		ctx = c.Context()
	}
	for {
		err := f()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(p.Next()):
		}
	}
}

// Each calls f with each value until the context is done, which is no error.
func (s *Source) Each(ctx context.Context, f func(int)) error {
	for _, v := range s.values {
		if ctx.Err() != nil {
			return nil
		}
		f(v)
	}
	return nil
}
