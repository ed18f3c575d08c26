package server_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.lsp.dev/protocol"
)

// full is what a client of our days can do.
const full = `{
	"workspace": {"workspaceEdit": {"documentChanges": true}, "inlineValue": {"refreshSupport": 17}},
	"textDocument": {
		"publishDiagnostics": {"relatedInformation": true, "codeDescriptionSupport": true, "tagSupport": {"valueSet": [1, 2]}},
		"hover": {"contentFormat": ["markdown", "plaintext"]}
	},
	"window": {"workDoneProgress": true, "showDocument": {"support": true}}
}`

// leak has a goroutine that is stuck, behind characters of two and four bytes.
const leak = `package leak

func First(names []string, query func(string) string) string {
	if len(names) == 0 {
		return ""
	}
	ergebnisse := make(chan string)
	for _, name := range names {
		go func() {
			/* Größe 😀 */ ergebnisse <- query(name)
		}()
	}
	return <-ergebnisse
}
`

// sockopt has a connection that becomes blocking.
const sockopt = `package sockopt

import (
	"net"
	"syscall"
)

// Set sets an option.
func Set(conn *net.TCPConn, ms int) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	return syscall.SetsockoptInt(int(f.Fd()), syscall.IPPROTO_TCP, 18, ms)
}
`

// TestDiagnostics opens a file, mends it and saves it.
func TestDiagnostics(t *testing.T) {
	dir := module(t, "leak/der Dämon.go", leak, "leak/leak_test.go", "package leak\n")
	file := filepath.Join(dir, "leak", "der Dämon.go")
	e := start(t, full)
	list := e.open(file)
	if len(list) != 1 {
		t.Fatalf("%+v", list)
	}
	d := list[0]
	line := strings.Split(leak, "\n")[9]
	before, _, _ := strings.Cut(line, "ergebnisse")
	column := uint32(len([]rune(before)) + 1) // the emoji is two units
	if d.Range.Start != (protocol.Position{Line: 9, Character: column}) || d.Range.End.Line != 9 || d.Range.End.Character <= column {
		t.Errorf("range %+v, want column %d", d.Range, column)
	}
	if d.Severity != protocol.DiagnosticSeverityWarning || d.Code != "abandonedsend#returned" || d.Source != "gopitfalls" {
		t.Errorf("%+v", d)
	}
	if d.CodeDescription == nil || !strings.HasSuffix(string(d.CodeDescription.Href), "/docs/checks/abandonedsend.md#returned") {
		t.Errorf("code description %+v", d.CodeDescription)
	}
	if !strings.HasPrefix(d.Message, "ergebnisse: goroutine blocks forever sending when First returns at line 13; ") {
		t.Errorf("message %q", d.Message)
	}
	if len(d.RelatedInformation) == 0 || string(d.RelatedInformation[0].Location.URI) != uri(file) {
		t.Errorf("related %+v", d.RelatedInformation)
	}
	mended := strings.Replace(leak, "make(chan string)", "make(chan string, len(names))", 1)
	if list := e.after(file, func() { e.save(file, mended) }); len(list) > 0 {
		t.Errorf("mended: %+v", list)
	}
	if list := e.after(file, func() { e.save(file, leak) }); len(list) != 1 {
		t.Errorf("broken again: %+v", list)
	}
	e.wait("progress", func() bool { return len(e.progress) > 1 })
	if first := e.progress[0]; !strings.Contains(first, `"begin"`) || !strings.Contains(first, "Zoë@home/leak") {
		t.Errorf("progress %s", first)
	}
	if len(e.messages) > 0 {
		t.Errorf("messages %q", e.messages)
	}
	e.quit()
}

// TestLevels looks at notes, tags, and what is told to a client that can do nothing.
func TestLevels(t *testing.T) {
	const code = `package main

import "runtime/debug"

func main() {
	//gopitfalls:ignore connfile there is none
	debug.SetMaxThreads(1 << 20)
}
`
	dir := module(t, "main.go", code)
	file := filepath.Join(dir, "main.go")
	for _, capabilities := range []string{full, ""} {
		e := start(t, capabilities)
		list := e.open(file)
		if got := strings.Join(codes(list), " "); got != "ignoredirective#unused maxthreads#raised" {
			t.Fatalf("%s: %+v", got, list)
		}
		for _, d := range list {
			switch note := d.Code == "maxthreads#raised"; {
			case note && (d.Severity != protocol.DiagnosticSeverityInformation || len(d.Tags) > 0):
				t.Errorf("%+v", d)
			case !note && (d.Severity != protocol.DiagnosticSeverityWarning || len(d.Tags) != len(capabilities)/len(full)):
				t.Errorf("%+v", d)
			}
			if capabilities == "" && (d.CodeDescription != nil || d.RelatedInformation != nil) {
				t.Errorf("%+v", d)
			}
		}
		e.quit()
	}
}

// TestFix takes a quick fix, which is the one that the command makes.
func TestFix(t *testing.T) {
	dir := module(t, "sockopt.go", sockopt)
	file := filepath.Join(dir, "sockopt.go")
	e := start(t, full)
	list := e.open(file)
	if len(list) != 1 || list[0].Code != "connfile#blocking" {
		t.Fatalf("%+v", list)
	}
	line := int(list[0].Range.Start.Line)
	if actions := e.actions(file, 0); len(actions) > 0 {
		t.Errorf("where nothing was found: %+v", actions)
	}
	if actions := e.actions(file, line, "refactor"); len(actions) > 0 {
		t.Errorf("refactoring: %+v", actions)
	}
	actions := e.actions(file, line, "quickfix")
	if len(actions) != 1 || actions[0].Title != "Set the option under conn.SyscallConn" || !actions[0].IsPreferred || actions[0].Edit == nil {
		t.Fatalf("%+v", actions)
	}
	fixed := apply(t, sockopt, actions[0].Edit.Changes[protocol.DocumentURI(uri(file))])

	e.edit(file, "// a line more\n"+sockopt)
	if actions := e.actions(file, line+1, "quickfix"); len(actions) > 0 {
		t.Errorf("for a file that is not saved: %+v", actions)
	}
	e.edit(file, sockopt)
	if actions := e.actions(file, line, "quickfix"); len(actions) != 1 {
		t.Errorf("after undo: %+v", actions)
	}
	if list := e.after(file, func() { e.save(file, fixed) }); len(list) > 0 {
		t.Errorf("fixed: %+v\n%s", list, fixed)
	}
	e.quit()

	write(t, file, sockopt)
	cmd := exec.Command(filepath.Join(bin, "gopitfalls"), "-fix", ".")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if want := read(t, file); fixed != want {
		t.Errorf("got\n%s\nwant\n%s", fixed, want)
	}
}

// TestHover asks for explanations, also where the text has moved since.
func TestHover(t *testing.T) {
	dir := module(t, "sockopt.go", sockopt)
	file := filepath.Join(dir, "sockopt.go")
	e := start(t, full)
	place := e.open(file)[0].Range.Start
	ask := func(line, character uint32) (h *protocol.Hover) {
		e.call(protocol.MethodTextDocumentHover, map[string]any{
			"textDocument": map[string]string{"uri": uri(file)}, "position": protocol.Position{Line: line, Character: character},
		}, &h)
		return h
	}
	h := ask(place.Line, place.Character+1)
	if h == nil || h.Contents.Kind != protocol.Markdown {
		t.Fatalf("%+v", h)
	}
	for _, want := range []string{"**connfile#blocking**: conn becomes blocking by Fd", "Fd is called on the File of a connection", "```go\nraw, err := conn.SyscallConn()\n", "docs/checks/connfile.md#blocking)"} {
		if !strings.Contains(h.Contents.Value, want) {
			t.Errorf("no %q in\n%s", want, h.Contents.Value)
		}
	}
	if h := ask(0, 0); h != nil {
		t.Errorf("%+v", h)
	}
	e.edit(file, "// two\n// lines\n"+sockopt)
	if ask(place.Line, place.Character+1) != nil || ask(place.Line+2, place.Character+1) == nil {
		t.Error("hover is not where the text is now")
	}
	e.quit()
}

// TestCounterExample shows one, as a document or as an answer.
func TestCounterExample(t *testing.T) {
	dir := module(t, "leak.go", leak)
	file := filepath.Join(dir, "leak.go")
	for _, capabilities := range []string{full, ""} {
		e := start(t, capabilities)
		e.open(file)
		var command *protocol.Command
		for _, a := range e.actions(file, 9) {
			if strings.HasPrefix(a.Title, "Show counter-example") {
				command = a.Command
			}
		}
		if command == nil {
			t.Fatalf("%+v", e.actions(file, 9))
		}
		var text *string
		e.call(protocol.MethodWorkspaceExecuteCommand, map[string]any{"command": command.Command, "arguments": command.Arguments}, &text)
		name := ""
		if capabilities == full {
			if text != nil || len(e.shown) != 1 {
				t.Fatalf("answer %v, documents %q", text, e.shown)
			}
			name = strings.TrimPrefix(e.shown[0], "file://")
			data := read(t, name)
			text = &data
		}
		for _, want := range []string{file + ":10: ergebnisse: ", "│", "✗", "ergebnisse <- query(name)", "docs/checks/abandonedsend.md#returned\n"} {
			if !strings.Contains(*text, want) {
				t.Errorf("no %q in\n%s", want, *text)
			}
		}
		e.quit()
		if _, err := os.Stat(name); name != "" && err == nil {
			t.Errorf("%s is left", name)
		}
	}
}

// TestCancel cancels a request that the server cannot answer.
func TestCancel(t *testing.T) {
	dir := module(t, "leak.go", leak)
	file := filepath.Join(dir, "leak.go")
	e := start(t, full)
	e.open(file)
	e.noReply = true
	actions := e.actions(file, 9)
	command := actions[len(actions)-1].Command
	failed := make(chan error, 1)
	go func() {
		_, err := e.conn.Call(context.Background(), protocol.MethodWorkspaceExecuteCommand, map[string]any{"command": command.Command, "arguments": command.Arguments}, nil)
		failed <- err
	}()
	e.wait("a document", func() bool { return len(e.shown) > 0 })
	e.notify(protocol.MethodCancelRequest, map[string]int{"id": 3}) // after initialize and codeAction
	select {
	case err := <-failed:
		if err == nil || !strings.Contains(err.Error(), "cancelled") {
			t.Errorf("got %v", err)
		}
	case <-time.After(patience):
		t.Fatal("the request was not cancelled")
	}
	e.quit()
}

// TestBroken opens what cannot be analysed.
func TestBroken(t *testing.T) {
	dir := module(t, "a/a.go", "package a\n\nfunc f() {\n\tä := 1\n}\n", "b/b.go", sockopt)
	file := filepath.Join(dir, "a", "a.go")
	e := start(t, full)
	list := e.open(file)
	if len(list) != 1 || list[0].Severity != protocol.DiagnosticSeverityInformation || list[0].Range.Start.Line != 3 ||
		!strings.HasPrefix(list[0].Message, "not analysed: declared and not used: ä") {
		t.Fatalf("%+v", list)
	}
	if list := e.open(filepath.Join(dir, "b", "b.go")); len(list) != 1 {
		t.Errorf("beside it: %+v", list)
	}
	if list := e.after(file, func() { e.save(file, "package a\n") }); len(list) > 0 {
		t.Errorf("mended: %+v", list)
	}
	e.quit()
}

// TestOutside opens files that are in no module, of which the user is told once.
func TestOutside(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.go")
	write(t, file, "package a\n")
	e := start(t, full)
	if list := e.open(file); len(list) > 0 {
		t.Errorf("%+v", list)
	}
	e.after(file, func() { e.save(file, "package a\n\n") })
	e.wait("a message", func() bool { return len(e.messages) > 0 })
	e.notify(protocol.MethodTextDocumentDidOpen, map[string]any{"textDocument": map[string]any{
		"uri": "untitled:Untitled-1", "languageId": "go", "version": 1, "text": "package b\n",
	}})
	e.quit()
	if len(e.messages) != 1 || !strings.Contains(e.messages[0], "go.mod file not found") {
		t.Errorf("messages %q", e.messages)
	}
}

// TestPackages saves a package that another one imports, of which something is open.
func TestPackages(t *testing.T) {
	const opens = "package helper\n\nimport \"os\"\n\nfunc Open() *os.File {\n\tf, _ := os.Open(\"/etc/hosts\")\n\treturn f\n}\n"
	const keeps = "package helper\n\nimport \"os\"\n\nvar kept, _ = os.Open(\"/etc/hosts\")\n\nfunc Open() *os.File { return kept }\n"
	const user = "package user\n\nimport \"example.com/m/helper\"\n\nfunc Number() uintptr {\n\treturn helper.Open().Fd()\n}\n"
	dir := module(t, "helper/helper.go", opens, "user/user.go", user)
	called, calling := filepath.Join(dir, "helper", "helper.go"), filepath.Join(dir, "user", "user.go")
	e := start(t, full)
	e.open(called)
	if got := strings.Join(codes(e.open(calling)), " "); got != "fdoutlive#dropped" {
		t.Fatal(got)
	}
	if list := e.after(calling, func() { e.save(called, keeps) }); len(list) > 0 {
		t.Errorf("%+v", list)
	}
	if list := e.after(calling, func() { e.save(called, opens) }); len(list) != 1 {
		t.Errorf("%+v", list)
	}

	e.after(calling, func() {
		e.notify(protocol.MethodTextDocumentDidClose, map[string]any{"textDocument": map[string]string{"uri": uri(calling)}})
	})
	if list := e.all[uri(calling)]; len(list) > 0 {
		t.Errorf("closed: %+v", list)
	}
	e.quit()
}

// TestMissing starts a server that has no gopitfalls.
func TestMissing(t *testing.T) {
	alone := filepath.Join(t.TempDir(), "gopitfalls-lsp")
	if err := os.Link(filepath.Join(bin, "gopitfalls-lsp"), alone); err != nil {
		t.Skip(err)
	}
	t.Setenv("PATH", "/nowhere")
	e := start(t, full, alone)
	e.wait("a message", func() bool { return len(e.messages) > 0 })
	if !strings.Contains(e.messages[0], "go install github.com/gopitfalls/gopitfalls/cmd/gopitfalls@latest") {
		t.Errorf("%q", e.messages)
	}
	e.quit()
}

// TestNull looks at answers as they are written: those without a result have one that is null.
func TestNull(t *testing.T) {
	cmd := exec.Command(filepath.Join(bin, "gopitfalls-lsp"))
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	out := textproto.NewReader(bufio.NewReader(pipe))
	for _, message := range []struct{ text, want string }{
		{`{"jsonrpc": "2.0", "id": "one", "method": "initialize", "params": {"capabilities": {}}}`, `,"id":"one"}`},
		{`{"jsonrpc": "2.0", "id": 2, "method": "textDocument/hover", "params": {"textDocument": {"uri": "file:///a.go"}, "position": {"line": 0, "character": 0}}}`, `{"jsonrpc":"2.0","result":null,"id":2}`},
		{`{"jsonrpc": "2.0", "id": 3, "method": "textDocument/hover", "params": [17]}`, `"id":3}`},
		{`{"jsonrpc": "2.0", "id": 4, "method": "shutdown"}`, `{"jsonrpc":"2.0","result":null,"id":4}`},
	} {
		fmt.Fprintf(in, "Content-Length: %d\r\n\r\n%s", len(message.text), message.text)
		if got := answer(t, out); !strings.Contains(got, message.want) {
			t.Errorf("no %s in\n%s", message.want, got)
		}
	}
	const exit = `{"jsonrpc": "2.0", "method": "exit"}`
	fmt.Fprintf(in, "Content-Length: %d\r\n\r\n%s", len(exit), exit)
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}

// answer reads one message as it is written.
func answer(t *testing.T, r *textproto.Reader) string {
	t.Helper()
	header, err := r.ReadMIMEHeader()
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(header.Get("Content-Length"))
	if err != nil {
		t.Fatal(err)
	}
	text := make([]byte, n)
	if _, err := io.ReadFull(r.R, text); err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestEnd looks at ends that are none.
func TestEnd(t *testing.T) {
	e := start(t, full)
	e.call(protocol.MethodShutdown, nil, nil)
	if _, err := e.conn.Call(t.Context(), protocol.MethodTextDocumentHover, json.RawMessage("{}"), nil); err == nil {
		t.Error("a request was answered after shutdown")
	}
	if _, err := e.conn.Call(t.Context(), "workspace/nothing", nil, nil); err == nil {
		t.Error("a request was answered that nobody knows")
	}
	e.notify(protocol.MethodExit, nil)
	if err := e.cmd.Wait(); err != nil {
		t.Error(err)
	}

	e = start(t, full)
	_ = e.conn.Close() // the editor has crashed
	if err := e.cmd.Wait(); e.cmd.ProcessState.ExitCode() != 1 {
		t.Errorf("without shutdown: %v", err)
	}
}
