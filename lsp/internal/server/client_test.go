package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// bin is a folder with gopitfalls and gopitfalls-lsp.
var bin string

func TestMain(m *testing.M) {
	if dir := os.Getenv("SLOW_GOPITFALLS"); dir != "" {
		slowCommand(dir)
	}
	os.Exit(testMain(m))
}

func testMain(m *testing.M) int {
	dir, err := os.MkdirTemp("", "gopitfalls-lsp-test-")
	if err == nil {
		defer os.RemoveAll(dir)
		bin = dir
		err = build(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

func build(dir string) error {
	for _, args := range [][]string{
		{"-C", "../../..", "build", "-buildvcs=false", "-o", dir, "./cmd/gopitfalls"},
		{"-C", "../..", "build", "-buildvcs=false", "-o", dir, "./cmd/gopitfalls-lsp"},
	} {
		cmd := exec.Command("go", args...)
		cmd.Env = append(os.Environ(), "GOWORK=off")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, out)
		}
	}
	return nil
}

// patience is how long something may take that does happen: to analyse the standard library,
// once, on a machine that is busy.
const patience = 5 * time.Minute

// An editor is a client that does what a test says.
type editor struct {
	*testing.T

	conn jsonrpc2.Conn
	cmd  *exec.Cmd

	mu       sync.Mutex
	changed  chan struct{} // closed, and made anew, whenever something comes
	all      map[string][]protocol.Diagnostic
	answers  map[string]int // how often there were diagnostics for a file
	messages []string
	shown    []string // documents
	progress []string
	noReply  bool // to requests to show documents
}

// start starts a server for a client with these capabilities.
func start(t *testing.T, capabilities string, command ...string) *editor {
	t.Helper()
	e := &editor{T: t, changed: make(chan struct{}), all: make(map[string][]protocol.Diagnostic), answers: make(map[string]int)}
	if len(command) == 0 {
		command = []string{filepath.Join(bin, "gopitfalls"), "lsp"}
	}
	e.cmd = exec.Command(command[0], command[1:]...)
	e.cmd.Stderr = os.Stderr
	e.cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=")
	in, err := e.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := e.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := e.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.cmd.Process.Kill() })
	e.conn = jsonrpc2.NewConn(jsonrpc2.NewStream(pipe{out, in}))
	e.conn.Go(t.Context(), e.handle)
	if capabilities == "" {
		capabilities = "{}"
	}
	var result protocol.InitializeResult
	e.call(protocol.MethodInitialize, json.RawMessage(`{"processId": null, "rootUri": null, "capabilities": `+capabilities+`}`), &result)
	if result.ServerInfo == nil || result.ServerInfo.Name != "gopitfalls" {
		t.Errorf("server info %+v", result.ServerInfo)
	}
	e.notify(protocol.MethodInitialized, struct{}{})
	return e
}

type pipe struct {
	io.Reader
	io.WriteCloser
}

func (e *editor) handle(ctx context.Context, reply jsonrpc2.Replier, req jsonrpc2.Request) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	defer func() {
		close(e.changed)
		e.changed = make(chan struct{})
	}()
	switch req.Method() {
	case protocol.MethodTextDocumentPublishDiagnostics:
		var p protocol.PublishDiagnosticsParams
		if err := json.Unmarshal(req.Params(), &p); err != nil {
			e.Error(err)
		}
		e.all[string(p.URI)] = p.Diagnostics
		e.answers[string(p.URI)]++
	case protocol.MethodWindowShowMessage:
		var p protocol.ShowMessageParams
		_ = json.Unmarshal(req.Params(), &p)
		e.messages = append(e.messages, p.Message)
	case protocol.MethodShowDocument:
		var p struct{ URI string }
		_ = json.Unmarshal(req.Params(), &p)
		e.shown = append(e.shown, p.URI)
		if e.noReply {
			return nil
		}
		return reply(ctx, map[string]bool{"success": true}, nil)
	case protocol.MethodProgress:
		e.progress = append(e.progress, string(req.Params()))
	}
	return reply(ctx, nil, nil)
}

func (e *editor) notify(method string, params any) {
	e.Helper()
	if err := e.conn.Notify(e.Context(), method, params); err != nil {
		e.Fatal(err)
	}
}

func (e *editor) call(method string, params, result any) {
	e.Helper()
	ctx, cancel := context.WithTimeout(e.Context(), patience)
	defer cancel()
	if _, err := e.conn.Call(ctx, method, params, result); err != nil {
		e.Fatalf("%s: %v", method, err)
	}
}

// wait waits until a condition holds, which is asked under the lock.
func (e *editor) wait(what string, holds func() bool) {
	e.Helper()
	timeout := time.After(patience)
	for {
		e.mu.Lock()
		ok, changed := holds(), e.changed
		e.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-changed:
		case <-timeout:
			e.Fatalf("%s did not come; messages %q", what, e.messages)
		}
	}
}

// open opens a file, saves it if there is a new text, and returns what is told of it.
func (e *editor) open(file string) []protocol.Diagnostic {
	e.Helper()
	return e.after(file, func() {
		e.notify(protocol.MethodTextDocumentDidOpen, map[string]any{"textDocument": map[string]any{
			"uri": uri(file), "languageId": "go", "version": 1, "text": read(e.T, file),
		}})
	})
}

// after does something and returns the diagnostics of a file that come then.
func (e *editor) after(file string, f func()) []protocol.Diagnostic {
	e.Helper()
	e.mu.Lock()
	before := e.answers[uri(file)]
	e.mu.Unlock()
	f()
	e.wait("diagnostics", func() bool { return e.answers[uri(file)] > before })
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.all[uri(file)]
}

// edit changes the text of a document, and does not save it.
func (e *editor) edit(file, text string) {
	e.Helper()
	e.notify(protocol.MethodTextDocumentDidChange, map[string]any{
		"textDocument":   map[string]any{"uri": uri(file), "version": 2},
		"contentChanges": []any{map[string]string{"text": text}},
	})
}

// save writes a document and says so.
func (e *editor) save(file, text string) {
	e.Helper()
	e.edit(file, text)
	write(e.T, file, text)
	e.notify(protocol.MethodTextDocumentDidSave, map[string]any{"textDocument": map[string]string{"uri": uri(file)}})
}

// actions returns the code actions on a line, from 0.
func (e *editor) actions(file string, line int, only ...string) (actions []protocol.CodeAction) {
	e.Helper()
	place := map[string]int{"line": line, "character": 0}
	params := map[string]any{"textDocument": map[string]string{"uri": uri(file)}, "range": map[string]any{"start": place, "end": place}}
	around := map[string]any{"diagnostics": []any{}}
	if len(only) > 0 {
		around["only"] = only
	}
	params["context"] = around
	e.call(protocol.MethodTextDocumentCodeAction, params, &actions)
	return actions
}

// quit ends the server as the protocol wants it.
func (e *editor) quit() {
	e.Helper()
	e.call(protocol.MethodShutdown, nil, nil)
	e.notify(protocol.MethodExit, nil)
	if err := e.cmd.Wait(); err != nil {
		e.Errorf("after exit: %v", err)
	}
}

// uri is how clients write the name of a file, in more characters than they need.
func uri(file string) string {
	return "file://" + strings.ReplaceAll((&url.URL{Path: filepath.ToSlash(file)}).EscapedPath(), "@", "%40")
}

func read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// module writes a module, and returns its folder. Names and texts come in turns.
func module(t *testing.T, files ...string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(dir, "a module of Zoë@home")
	write(t, filepath.Join(dir, "go.mod"), "module example.com/m\n\ngo 1.26\n")
	for i := 0; i < len(files); i += 2 {
		write(t, filepath.Join(dir, filepath.FromSlash(files[i])), files[i+1])
	}
	return dir
}

func codes(list []protocol.Diagnostic) (codes []string) {
	for _, d := range list {
		codes = append(codes, fmt.Sprint(d.Code))
	}
	slices.Sort(codes)
	return codes
}

// apply makes the edits of a file.
func apply(t *testing.T, text string, edits []protocol.TextEdit) string {
	t.Helper()
	lines := strings.SplitAfter(text, "\n")
	offset := func(p protocol.Position) (n int) {
		for _, line := range lines[:p.Line] {
			n += len(line)
		}
		if p.Character > 0 { // of ASCII
			n += int(p.Character)
		}
		return n
	}
	for _, e := range slices.Backward(edits) {
		text = text[:offset(e.Range.Start)] + e.NewText + text[offset(e.Range.End):]
	}
	return text
}
