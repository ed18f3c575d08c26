package server

import (
	"context"
	"encoding/json"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// client is what a client can do, as far as it matters here. All else that it tells may have
// shapes that are newer than we are.
type client struct {
	RootURI          protocol.DocumentURI
	WorkspaceFolders []struct{ URI protocol.DocumentURI }
	Capabilities     struct {
		Workspace struct {
			WorkspaceEdit struct{ DocumentChanges bool }
		}
		TextDocument struct {
			PublishDiagnostics struct {
				RelatedInformation     bool
				TagSupport             struct{ ValueSet []protocol.DiagnosticTag }
				CodeDescriptionSupport bool
			}
			Hover struct{ ContentFormat []protocol.MarkupKind }
		}
		Window struct {
			WorkDoneProgress bool
			ShowDocument     struct{ Support bool }
		}
	}
}

// A method answers a request with these parameters.
type method func(s *server, ctx context.Context, params json.RawMessage) (any, error)

// methods are the requests that are answered while others come.
var methods = map[string]method{
	protocol.MethodTextDocumentHover:       answer((*server).hover),
	protocol.MethodTextDocumentCodeAction:  answer((*server).codeActions),
	protocol.MethodWorkspaceExecuteCommand: answer((*server).execute),
}

// news are the notifications, in the order in which they come.
var news = map[string]method{
	protocol.MethodTextDocumentDidOpen:   answer((*server).opened),
	protocol.MethodTextDocumentDidChange: answer((*server).changed),
	protocol.MethodTextDocumentDidSave:   answer((*server).saved),
	protocol.MethodTextDocumentDidClose:  answer((*server).closed),
	protocol.MethodCancelRequest:         answer((*server).cancel),

	protocol.MethodWorkspaceDidChangeWatchedFiles: answer((*server).filesChanged),
}

// answer makes a method of a function that takes its parameters.
func answer[P, R any](f func(*server, context.Context, *P) (R, error)) method {
	return func(s *server, ctx context.Context, data json.RawMessage) (any, error) {
		params := new(P)
		if err := json.Unmarshal(data, params); err != nil {
			return nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "%v", err)
		}
		return f(s, ctx, params)
	}
}

// handle is called for one message after the other.
func (s *server) handle(ctx context.Context, send jsonrpc2.Replier, req jsonrpc2.Request) error {
	reply := func(ctx context.Context, result any, err error) error {
		if data, e := json.Marshal(result); e == nil && string(data) == "null" {
			result = json.RawMessage(data) // or there would be no result at all, which is no answer
		}
		return send(ctx, result, err)
	}
	params := req.Params()
	if s.isDown() && req.Method() != protocol.MethodExit {
		return reply(ctx, nil, jsonrpc2.Errorf(jsonrpc2.InvalidRequest, "the server is shut down"))
	}
	switch name := req.Method(); name {
	case protocol.MethodInitialize:
		result, err := s.initialize(params)
		return reply(ctx, result, err)
	case protocol.MethodInitialized:
		if s.Command == nil {
			s.tell(protocol.MessageTypeError, s.Missing.Error())
		}
		return nil
	case protocol.MethodShutdown:
		s.shutDown()
		return reply(ctx, nil, nil)
	case protocol.MethodExit:
		return s.conn.Close()
	default:
		if f := news[name]; f != nil {
			_, err := f(s, s.ctx, params)
			return reply(ctx, nil, err)
		}
		if f := methods[name]; f != nil {
			s.answer(reply, req, func(ctx context.Context) (any, error) { return f(s, ctx, params) })
			return nil
		}
		return reply(ctx, nil, jsonrpc2.Errorf(jsonrpc2.MethodNotFound, "%s is not known", name))
	}
}

func (s *server) isDown() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.down
}

func (s *server) shutDown() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = true
	s.schedule.halt()
}

// answer answers a request in a goroutine of its own, until the client cancels it.
func (s *server) answer(reply jsonrpc2.Replier, req jsonrpc2.Request, f func(context.Context) (any, error)) {
	ctx, cancel := context.WithCancel(s.ctx)
	id := ""
	if call, ok := req.(*jsonrpc2.Call); ok {
		number := call.ID()
		data, _ := json.Marshal(&number) // or a string
		id = string(data)
	}
	s.mu.Lock()
	s.requests[id] = cancel
	s.mu.Unlock()
	s.work.Go(func() {
		defer func() {
			s.mu.Lock()
			delete(s.requests, id)
			s.mu.Unlock()
			cancel()
		}()
		result, err := f(ctx)
		if ctx.Err() != nil {
			err = jsonrpc2.Errorf(protocol.CodeRequestCancelled, "cancelled")
		}
		_ = reply(context.Background(), result, err)
	})
}

// cancel cancels a request.
func (s *server) cancel(_ context.Context, p *struct{ ID json.RawMessage }) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if cancel := s.requests[string(p.ID)]; cancel != nil {
		cancel()
	}
	return nil, nil
}

// showCounterExample is the command that shows the counter-example of a finding.
const showCounterExample = "gopitfalls.showCounterExample"

func (s *server) initialize(params json.RawMessage) (*protocol.InitializeResult, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := json.Unmarshal(params, &s.client); err != nil {
		return nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "%v", err)
	}
	return &protocol.InitializeResult{
		Capabilities: protocol.ServerCapabilities{
			TextDocumentSync: protocol.TextDocumentSyncOptions{
				OpenClose: true,
				Change:    protocol.TextDocumentSyncKindFull,
				Save:      new(protocol.SaveOptions),
			},
			HoverProvider:          true,
			CodeActionProvider:     protocol.CodeActionOptions{CodeActionKinds: []protocol.CodeActionKind{protocol.QuickFix}},
			ExecuteCommandProvider: &protocol.ExecuteCommandOptions{Commands: []string{showCounterExample}},
		},
		ServerInfo: &protocol.ServerInfo{Name: "gopitfalls", Version: s.Version},
	}, nil
}

// roots returns the folders that the client has opened.
func (c *client) roots() (list []string) {
	for _, f := range c.WorkspaceFolders {
		if name, ok := filename(f.URI); ok {
			list = append(list, name)
		}
	}
	if name, ok := filename(c.RootURI); ok {
		list = append(list, name)
	}
	return list
}
