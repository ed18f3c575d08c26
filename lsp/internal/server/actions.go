package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"github.com/gopitfalls/gopitfalls/lsp/internal/command"
)

// hover explains the findings at a position.
func (s *server) hover(ctx context.Context, p *protocol.HoverParams) (*protocol.Hover, error) {
	name, _ := filename(p.TextDocument.URI)
	s.mu.Lock()
	var found []item
	for _, i := range s.items(name) {
		if i.Finding != nil && contains(i.diagnostic.Range, p.Position) {
			found = append(found, i)
		}
	}
	formats := s.client.Capabilities.TextDocument.Hover.ContentFormat
	s.mu.Unlock()
	if len(found) == 0 {
		return nil, nil
	}
	var b strings.Builder
	for n, i := range found {
		if n > 0 {
			b.WriteString("\n---\n\n")
		}
		fmt.Fprintf(&b, "**%s**: %s\n\n%s\n", i.Code(), escaped(i.Message), s.page(ctx, i.Code()))
		if i.URL != "" {
			fmt.Fprintf(&b, "\n[%s](%s)\n", i.Check, i.URL)
		}
	}
	kind := protocol.Markdown
	if len(formats) > 0 && !slices.Contains(formats, kind) {
		kind = protocol.PlainText
	}
	return &protocol.Hover{Contents: protocol.MarkupContent{Kind: kind, Value: b.String()}, Range: &found[0].diagnostic.Range}, nil
}

// escaped keeps what a message quotes from being taken for Markdown.
func escaped(message string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "<", `\<`, "[", `\[`, "#", `\#`).Replace(message)
}

func contains(r protocol.Range, p protocol.Position) bool {
	after := p.Line > r.Start.Line || p.Line == r.Start.Line && p.Character >= r.Start.Character
	before := p.Line < r.End.Line || p.Line == r.End.Line && p.Character <= r.End.Character
	return after && before
}

// page returns the explanation of a category of findings, or "" if it cannot be had.
func (s *server) page(ctx context.Context, code string) string {
	s.mu.Lock()
	page, ok := s.pages[code]
	s.mu.Unlock()
	if ok {
		return page
	}
	page, err := s.Command.Explain(ctx, code)
	if err == nil {
		s.mu.Lock()
		s.pages[code] = page
		s.mu.Unlock()
	}
	return page
}

// codeActions returns what can be done about the findings on some lines.
func (s *server) codeActions(_ context.Context, p *protocol.CodeActionParams) ([]protocol.CodeAction, error) {
	name, _ := filename(p.TextDocument.URI)
	s.mu.Lock()
	defer s.mu.Unlock()
	actions := make([]protocol.CodeAction, 0)
	for _, i := range s.items(name) {
		if r := i.diagnostic.Range; i.Finding == nil || r.End.Line < p.Range.Start.Line || r.Start.Line > p.Range.End.Line {
			continue
		}
		if wants(p.Context.Only, protocol.QuickFix) {
			actions = append(actions, s.quickFixes(i)...)
		}
		if i.Drawing != "" && len(p.Context.Only) == 0 {
			title := "Show counter-example of " + i.Code()
			actions = append(actions, protocol.CodeAction{
				Title:       title,
				Diagnostics: []protocol.Diagnostic{i.diagnostic},
				Command: &protocol.Command{Title: title, Command: showCounterExample, Arguments: []any{
					map[string]string{"file": name, "fingerprint": i.Fingerprint},
				}},
			})
		}
	}
	return actions, nil
}

// wants reports whether a client asks for actions of a kind.
func wants(only []protocol.CodeActionKind, kind protocol.CodeActionKind) bool {
	return len(only) == 0 || slices.ContainsFunc(only, func(k protocol.CodeActionKind) bool {
		return k == "" || k == kind || strings.HasPrefix(string(kind), string(k)+".")
	})
}

// quickFixes returns the fixes of a finding that can be made in the files as they are now.
func (s *server) quickFixes(i item) (actions []protocol.CodeAction) {
	for n, fix := range i.Fixes {
		edit, ok := s.workspaceEdit(i.Finding, fix)
		if !ok {
			continue
		}
		actions = append(actions, protocol.CodeAction{
			Title:       fix.Message,
			Kind:        protocol.QuickFix,
			Diagnostics: []protocol.Diagnostic{i.diagnostic},
			IsPreferred: n == 0,
			Edit:        edit,
		})
	}
	return actions
}

// workspaceEdit returns the edits of a fix, unless a file is not what it was when it was
// analysed, or the editor has another text.
func (s *server) workspaceEdit(f *command.Finding, fix command.Fix) (*protocol.WorkspaceEdit, bool) {
	byFile := make(map[string][]command.Edit)
	for _, e := range fix.Edits {
		byFile[e.File] = append(byFile[e.File], e)
	}
	changes := make(map[protocol.DocumentURI][]protocol.TextEdit)
	for _, file := range slices.Sorted(maps.Keys(byFile)) {
		data, err := os.ReadFile(file)
		if err != nil || f.FileHashes[file] != "" && f.FileHashes[file] != hash(data) {
			return nil, false
		}
		if doc := s.documents[file]; doc != nil && doc.text != string(data) {
			return nil, false
		}
		edit, ok := edited(string(data), byFile[file])
		if !ok {
			return nil, false
		}
		changes[s.uri(file)] = []protocol.TextEdit{edit}
	}
	return &protocol.WorkspaceEdit{Changes: changes}, true
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// execute shows a counter-example as a document, where the client can show some. Where it
// cannot, the text is the answer.
func (s *server) execute(ctx context.Context, p *struct {
	Command   string
	Arguments []struct{ File, Fingerprint string }
}) (any, error) {
	if p.Command != showCounterExample || len(p.Arguments) != 1 {
		return nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "%s with %d arguments is not known", p.Command, len(p.Arguments))
	}
	want := p.Arguments[0]
	s.mu.Lock()
	at := slices.IndexFunc(s.items(want.File), func(i item) bool { return i.Finding != nil && i.Fingerprint == want.Fingerprint })
	if at < 0 {
		s.mu.Unlock()
		return nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "this finding is gone")
	}
	f := s.items(want.File)[at].Finding
	shows := s.client.Capabilities.Window.ShowDocument.Support
	s.mu.Unlock()

	text := drawn(f)
	if !shows {
		return text, nil
	}
	name, err := s.write(f, text)
	if err != nil {
		return nil, err
	}
	var result struct{ Success bool }
	params := map[string]any{"uri": fileURI(name), "takeFocus": true}
	_, err = s.conn.Call(ctx, protocol.MethodShowDocument, params, &result)
	if result.Success {
		return nil, nil
	}
	return text, err
}

// drawn returns the document that shows a counter-example.
func drawn(f *command.Finding) string {
	return fmt.Sprintf("%s:%d: %s (%s)\n\n%s\n%s\n", f.Posn.File, f.Posn.Line, f.Message, f.Code(), strings.TrimRight(f.Drawing, "\n"), f.URL)
}

// write writes a document into a folder that goes with the server.
func (s *server) write(f *command.Finding, text string) (name string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.drawings == "" {
		if s.drawings, err = os.MkdirTemp("", "gopitfalls-"); err != nil {
			return "", err
		}
	}
	name = fmt.Sprintf("%s-%s-%d.txt", f.Check, strings.TrimSuffix(filepath.Base(f.Posn.File), ".go"), f.Posn.Line)
	name = filepath.Join(s.drawings, name)
	return name, os.WriteFile(name, []byte(text), 0o600)
}
