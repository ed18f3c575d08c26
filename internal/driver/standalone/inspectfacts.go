package standalone

import (
	"cmp"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/gopitfalls/gopitfalls/internal/driver/show"
	"github.com/gopitfalls/gopitfalls/internal/driver/text"
	"github.com/gopitfalls/gopitfalls/internal/inspect"
)

// report prints the findings in a file and the facts behind them. It prints the
// facts also if they are an answer without being a finding: which resolver a
// program uses, and that not all of it could be looked at.
func (p *inspection) report(w *show.Printer, r *inspect.Report) {
	file := p.Paint(text.Bold, r.File+":")
	for _, f := range r.Findings {
		w.Printf("%s %s %s\n", file, f.Message+"; "+f.Remedy, p.Paint(text.Yellow, "("+f.Category+", "+f.Severity+")"))
	}
	facts := facts(r)
	if len(r.Findings) == 0 && len(facts) > 0 {
		w.Printf("%s no findings\n", file)
	}
	for _, fact := range facts {
		w.Printf("\t%s\n", fact)
	}
}

// facts returns what is known of a file beside its findings.
func facts(r *inspect.Report) []string {
	var lines []string
	if r.Resolver != nil {
		lines = append(lines, "build: "+buildFact(r.Go), "resolver: "+resolverFact(r.Resolver))
	}
	if r.Fork != nil {
		lines = append(lines, forkFacts(r.Fork)...)
		for _, m := range r.Fork.Missing {
			lines = append(lines, fmt.Sprintf("not looked at: %s, needed by %s: %s", m.Name, m.NeededBy, m.Reason))
		}
	}
	return lines
}

// buildFact describes how Go code was built.
func buildFact(b *inspect.Build) string {
	parts := []string{b.Version}
	if b.OS != "" {
		parts = append(parts, b.OS+"/"+b.Arch)
	}
	if b.Mode != "" {
		parts = append(parts, b.Mode)
	}
	if b.Cgo != "" {
		parts = append(parts, "CGO_ENABLED="+b.Cgo)
	}
	if len(b.Tags) > 0 {
		parts = append(parts, "-tags "+strings.Join(b.Tags, ","))
	}
	if mode := b.NetDNS(); mode != "" {
		parts = append(parts, "GODEBUG netdns="+mode)
	}
	return strings.Join(parts, ", ")
}

// resolverFact says who looks up host names.
func resolverFact(r *inspect.Resolver) string {
	var who string
	switch r.Verdict {
	case inspect.ResolverGo:
		who = "Go's own"
	case inspect.ResolverCgo:
		who = "the C library's (cgo)"
	case inspect.ResolverMayUseCgo:
		who = "Go's own or, as the program decides when it runs, the C library's (cgo)"
	case inspect.ResolverSystem:
		who = "the system's"
	}
	if r.PinnedBy != "" {
		who += ", pinned by " + r.PinnedBy
	}
	if r.Evidence != "" {
		who += "; " + r.Evidence
	}
	return who
}

// forkFacts says whose Go code and whose forks meet in a process, if they may.
func forkFacts(f *inspect.Fork) []string {
	if f.Verdict == inspect.ForkNone {
		return nil
	}
	var lines []string
	for _, g := range f.Go {
		what := g.Version
		if g.Mode != "" {
			what += ", " + g.Mode
		}
		parts := []string{fmt.Sprintf("Go: %s (%s)", g.File, what)}
		for _, by := range g.NeededBy {
			parts = append(parts, "needed by "+filepath.Base(by))
		}
		lines = append(lines, strings.Join(parts, ", "))
	}
	if f.Verdict == inspect.ForkUnknown {
		return append(lines, "fork: unknown, because the C library is linked in statically")
	}
	return append(lines, "fork: "+imports(f.Forks), "exec: "+cmp.Or(imports(f.Execs), "nobody"))
}

// imports lists who imports what.
func imports(list []inspect.Imports) string {
	var parts []string
	for _, i := range list {
		parts = append(parts, fmt.Sprintf("%s (%s)", i.File, strings.Join(i.Names, ", ")))
	}
	return strings.Join(parts, "; ")
}
