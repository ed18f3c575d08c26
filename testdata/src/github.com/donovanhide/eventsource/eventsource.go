// Package eventsource stands for github.com/donovanhide/eventsource in the corpus: a part of its API.
package eventsource

import (
	"net/http"
)

type Event interface {
	Data() string
	Event() string
	Id() string
}

func NewServer() (_ *Server) { return }

type Server struct {
}

func (*Server) Close() { return }

func (*Server) Handler(channel string) (_ http.HandlerFunc) { return }

type Stream struct {
	Events chan Event
	Errors chan error
}

func (*Stream) Close() { return }

func Subscribe(url string, lastEventId string) (_ *Stream, _ error) { return }

func SubscribeWithRequest(lastEventId string, request *http.Request) (_ *Stream, _ error) { return }
