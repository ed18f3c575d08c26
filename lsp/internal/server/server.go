// Package server is a language server that tells what gopitfalls finds: diagnostics with
// explanations, fixes and counter-examples.
package server

import (
	"context"
	"errors"
	"io"
	"os"
	"sync"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"github.com/gopitfalls/gopitfalls/lsp/internal/command"
)

// Options are what a server is made of.
type Options struct {
	Command *command.Command // nil: there is none
	Missing error            // why, for the user
	Version string           // of the server
}

// A server serves one client.
type server struct {
	Options

	conn jsonrpc2.Conn
	ctx  context.Context // ends with the connection
	work sync.WaitGroup  // requests and analyses

	mu        sync.Mutex
	client    client
	down      bool                          // shutdown was asked for
	documents map[string]*document          // that are open, by their paths
	packages  map[string]*pkg               // by their folders
	pages     map[string]string             // explanations, by the codes of findings
	told      map[string]bool               // messages
	requests  map[string]context.CancelFunc // that are being answered, by their IDs
	drawings  string                        // folder of counter-examples that were shown
	schedule  schedule
}

// Serve serves a client until it has gone. It returns an error if that did not say so.
func Serve(stream io.ReadWriteCloser, opts Options) error {
	ctx, stop := context.WithCancel(context.Background())
	s := &server{
		Options:   opts,
		conn:      jsonrpc2.NewConn(jsonrpc2.NewStream(stream)),
		ctx:       ctx,
		documents: make(map[string]*document),
		packages:  make(map[string]*pkg),
		pages:     make(map[string]string),
		told:      make(map[string]bool),
		requests:  make(map[string]context.CancelFunc),
	}
	s.conn.Go(context.Background(), s.handle)
	<-s.conn.Done()
	stop()
	s.work.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.drawings != "" {
		_ = os.RemoveAll(s.drawings)
	}
	if !s.down {
		return errors.New("the client has gone without a shutdown")
	}
	return nil
}

// notify sends a notification. Who has gone does not miss it.
func (s *server) notify(method string, params any) { _ = s.conn.Notify(s.ctx, method, params) }

// tell shows a message to the user, once.
func (s *server) tell(severity protocol.MessageType, message string) {
	s.mu.Lock()
	again := s.told[message]
	s.told[message] = true
	s.mu.Unlock()
	if !again {
		s.notify(protocol.MethodWindowShowMessage, protocol.ShowMessageParams{Type: severity, Message: "gopitfalls: " + message})
	}
}
