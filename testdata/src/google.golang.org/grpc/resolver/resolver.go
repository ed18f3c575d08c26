// Package resolver stands for google.golang.org/grpc/resolver in the corpus.
package resolver

import "net/url"

type Target struct{ URL url.URL }

type Address struct{ Addr string }

type ClientConn interface{ UpdateState([]Address) }

type Builder interface {
	Build(target Target, cc ClientConn)
	Scheme() string
}

var builders = make(map[string]Builder)

func Register(b Builder) { builders[b.Scheme()] = b }

func Get(scheme string) Builder { return builders[scheme] }
