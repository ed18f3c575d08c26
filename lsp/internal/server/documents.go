package server

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"go.lsp.dev/protocol"
)

// A document is a file that is open in the editor.
type document struct {
	uri  protocol.DocumentURI // as the client writes it
	text string               // what stands in the editor
}

// shift says where lines of an analysed text stand in the editor.
func (d *document) shift(analysed text) shift {
	if d == nil {
		return shiftOf(analysed, analysed)
	}
	return shiftOf(analysed, linesOf(d.text))
}

func isGo(name string) bool { return strings.HasSuffix(name, ".go") }

func (s *server) opened(_ context.Context, p *protocol.DidOpenTextDocumentParams) (any, error) {
	name, ok := filename(p.TextDocument.URI)
	if !ok || !isGo(name) {
		return nil, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.documents[name] = &document{p.TextDocument.URI, p.TextDocument.Text}
	folder := filepath.Dir(name)
	if s.packages[folder] != nil {
		s.publish(name) // by the name that the client has for it
		return nil, nil
	}
	s.analyze(folder)
	return nil, nil
}

// changed keeps the text of a document, of which the client sends all.
func (s *server) changed(_ context.Context, p *struct {
	TextDocument   protocol.TextDocumentIdentifier
	ContentChanges []struct{ Text string }
}) (any, error) {
	name, _ := filename(p.TextDocument.URI)
	s.mu.Lock()
	defer s.mu.Unlock()
	if doc := s.documents[name]; doc != nil && len(p.ContentChanges) > 0 {
		doc.text = p.ContentChanges[len(p.ContentChanges)-1].Text
	}
	return nil, nil
}

func (s *server) saved(_ context.Context, p *protocol.DidSaveTextDocumentParams) (any, error) {
	name, ok := filename(p.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.written(name)
	return nil, nil
}

// filesChanged is told of files that others have written, if the client watches them.
func (s *server) filesChanged(_ context.Context, p *protocol.DidChangeWatchedFilesParams) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, change := range p.Changes {
		if name, ok := filename(change.URI); ok && s.documents[name] == nil {
			s.written(name)
		}
	}
	return nil, nil
}

// settings are the files that concern all packages.
var settings = []string{"go.mod", "go.work", "go.sum", ".gopitfalls.yml", ".gopitfalls.yaml"}

// written has the packages analysed that a file concerns: its own, and then those in which
// something is open, since they may import it.
func (s *server) written(name string) {
	switch folder := filepath.Dir(name); {
	case isGo(name) && s.isOpen(folder):
		s.analyze(folder)
		s.schedule.later(s.openFolders())
	case isGo(name) || slices.Contains(settings, filepath.Base(name)):
		for _, folder := range s.openFolders() {
			s.analyze(folder)
		}
	}
}

// openFolders returns the folders of the documents.
func (s *server) openFolders() (folders []string) {
	for name := range s.documents {
		folders = append(folders, filepath.Dir(name))
	}
	slices.Sort(folders)
	return slices.Compact(folders)
}

func (s *server) isOpen(folder string) bool { return slices.Contains(s.openFolders(), folder) }

// closed forgets a package of which nothing is open any more: nobody would say when what is
// known of it is out of date.
func (s *server) closed(_ context.Context, p *protocol.DidCloseTextDocumentParams) (any, error) {
	name, _ := filename(p.TextDocument.URI)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.documents[name] == nil {
		return nil, nil
	}
	folder := filepath.Dir(name)
	if len(s.openIn(folder)) == 1 {
		s.schedule.forget(folder)
		s.replace(folder, nil)
		delete(s.packages, folder)
	}
	delete(s.documents, name)
	return nil, nil
}

// openIn returns the documents in a folder.
func (s *server) openIn(folder string) (names []string) {
	for name := range s.documents {
		if filepath.Dir(name) == folder {
			names = append(names, name)
		}
	}
	return names
}
