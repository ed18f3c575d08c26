package server

import (
	"maps"
	"os"
	"path/filepath"
	"slices"

	"go.lsp.dev/protocol"

	"github.com/gopitfalls/gopitfalls/lsp/internal/command"
)

// A pkg is what is known of the packages of a folder.
type pkg struct {
	items map[string][]item // by file
	lines map[string]text   // of the files, as they were analysed
}

// An item is a finding, or a problem.
type item struct {
	*command.Finding // nil: a problem

	diagnostic protocol.Diagnostic // in terms of the analysed text
}

// severities are those of levels.
var severities = map[string]protocol.DiagnosticSeverity{
	"error":   protocol.DiagnosticSeverityError,
	"warning": protocol.DiagnosticSeverityWarning,
	"note":    protocol.DiagnosticSeverityInformation,
}

const source = "gopitfalls"

// take makes an answer what is known of these folders. It returns messages for the user. The
// caller holds the lock.
func (s *server) take(folders []string, answer *command.Answer) (messages []string) {
	packages := make(map[string]*pkg)
	for _, folder := range folders {
		packages[folder] = &pkg{make(map[string][]item), make(map[string]text)}
	}
	owner := func(dir, file string) *pkg {
		for _, folder := range []string{dir, filepath.Dir(file), folders[0]} {
			if p := packages[folder]; p != nil {
				return p
			}
		}
		return nil
	}
	files := make(sources)
	for i := range answer.Findings {
		f := &answer.Findings[i]
		owner(f.Dir, f.Posn.File).add(f.Posn.File, files, item{f, s.diagnostic(f, files)})
	}
	for _, p := range answer.Problems {
		if p.File == "" {
			messages = append(messages, p.Message)
			continue
		}
		owner("", p.File).add(p.File, files, item{nil, protocol.Diagnostic{
			Range:    files.of(p.File).extent(p.Place, command.Place{}),
			Severity: protocol.DiagnosticSeverityInformation,
			Source:   source,
			Message:  "not analysed: " + p.Message,
		}})
	}
	for folder, p := range packages {
		s.replace(folder, p)
	}
	return messages
}

func (p *pkg) add(file string, files sources, i item) {
	p.items[file] = append(p.items[file], i)
	p.lines[file] = files.of(file)
}

// sources are the lines of files, read once.
type sources map[string]text

func (f sources) of(name string) text {
	if f[name] == nil {
		data, _ := os.ReadFile(name) // what has gone has no lines
		f[name] = linesOf(string(data))
	}
	return f[name]
}

// replace replaces what is known of a folder, and tells the client.
func (s *server) replace(folder string, now *pkg) {
	touched := make(map[string]bool)
	if before := s.packages[folder]; before != nil {
		for file := range before.items {
			touched[file] = true
		}
	}
	s.packages[folder] = now
	if now != nil {
		for file := range now.items {
			touched[file] = true
		}
		for _, file := range s.openIn(folder) {
			touched[file] = true // so that it is known to be looked at
		}
	}
	for _, file := range slices.Sorted(maps.Keys(touched)) {
		s.publish(file)
	}
}

// items calls yield for all that is known of a file, with what it is in terms of what stands in
// the editor.
func (s *server) items(file string) []item {
	var all []item
	for _, folder := range slices.Sorted(maps.Keys(s.packages)) {
		p := s.packages[folder]
		if p == nil || len(p.items[file]) == 0 {
			continue
		}
		shift := s.documents[file].shift(p.lines[file])
		for _, i := range p.items[file] {
			i.diagnostic.Range = shift.moved(i.diagnostic.Range)
			all = append(all, i)
		}
	}
	return all
}

// publish tells the client all that is known of a file.
func (s *server) publish(file string) {
	list := make([]protocol.Diagnostic, 0)
	for _, i := range s.items(file) {
		list = append(list, i.diagnostic)
	}
	s.notify(protocol.MethodTextDocumentPublishDiagnostics, protocol.PublishDiagnosticsParams{URI: s.uri(file), Diagnostics: list})
}

// uri returns the URI of a file, as the client writes it.
func (s *server) uri(file string) protocol.DocumentURI {
	if doc := s.documents[file]; doc != nil {
		return doc.uri
	}
	return fileURI(file)
}

// diagnostic returns what the client is told of a finding.
func (s *server) diagnostic(f *command.Finding, files sources) protocol.Diagnostic {
	can := s.client.Capabilities.TextDocument.PublishDiagnostics
	d := protocol.Diagnostic{
		Range:    files.of(f.Posn.File).extent(f.Posn, f.End),
		Severity: severities[f.Level],
		Code:     f.Code(),
		Source:   source,
		Message:  f.Message,
	}
	if f.URL != "" && can.CodeDescriptionSupport {
		d.CodeDescription = &protocol.CodeDescription{Href: protocol.URI(f.URL)}
	}
	if f.Check == "ignoredirective" && f.Category == "unused" && slices.Contains(can.TagSupport.ValueSet, protocol.DiagnosticTagUnnecessary) {
		d.Tags = []protocol.DiagnosticTag{protocol.DiagnosticTagUnnecessary}
	}
	if !can.RelatedInformation {
		return d
	}
	for _, r := range f.Related {
		d.RelatedInformation = append(d.RelatedInformation, protocol.DiagnosticRelatedInformation{
			Location: protocol.Location{URI: s.uri(r.Posn.File), Range: files.of(r.Posn.File).extent(r.Posn, r.End)},
			Message:  r.Message,
		})
	}
	return d
}
