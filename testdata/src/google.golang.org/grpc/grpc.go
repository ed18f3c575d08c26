// Package grpc stands for google.golang.org/grpc in the corpus: a part of its API, and
// the way from a target to what is dialled.
package grpc

import (
	"context"
	"net"
	"net/url"

	"google.golang.org/grpc/resolver"
)

type ClientConnInterface interface {
	Invoke(ctx context.Context, method string, args, reply any) error
}

type DialOption func(*ClientConn)

// A ClientConn dials what the resolver for its target says.
type ClientConn struct {
	target resolver.Target
	addrs  []resolver.Address
}

func NewClient(target string, opts ...DialOption) (*ClientConn, error) {
	u, err := url.Parse(target)
	if err != nil || resolver.Get(u.Scheme) == nil {
		u, err = url.Parse("dns:///" + target)
	}
	if err != nil {
		return nil, err
	}
	cc := &ClientConn{target: resolver.Target{URL: *u}}
	for _, opt := range opts {
		opt(cc)
	}
	return cc, nil
}

func Dial(target string, opts ...DialOption) (*ClientConn, error) {
	cc, err := NewClient(target, opts...)
	if err != nil {
		return nil, err
	}
	return cc, cc.connect(context.Background())
}

func (cc *ClientConn) UpdateState(addrs []resolver.Address) { cc.addrs = addrs }

func (cc *ClientConn) connect(ctx context.Context) error {
	resolver.Get(cc.target.URL.Scheme).Build(cc.target, cc)
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", cc.addrs[0].Addr)
	if err != nil {
		return err
	}
	return conn.Close()
}

func (cc *ClientConn) Invoke(ctx context.Context, method string, args, reply any) error {
	return cc.connect(ctx)
}

func (cc *ClientConn) Close() error { return nil }
