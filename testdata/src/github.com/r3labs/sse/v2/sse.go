// Package sse stands for github.com/r3labs/sse/v2 in the corpus: a part of its API.
package sse

func New() (_ *Server) { return }

type Server struct {
}

func (*Server) Close() { return }

func (*Server) CreateStream(id string) (_ *Stream) { return }

func (*Server) RemoveStream(id string) { return }

type Stream struct {
}
