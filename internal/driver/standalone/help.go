package standalone

import (
	"flag"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/docs"
	"github.com/gopitfalls/gopitfalls/internal/driver/show"
	"github.com/gopitfalls/gopitfalls/internal/driver/suggest"
)

const usage = `gopitfalls finds Go bugs that only show in production.

Usage:
  gopitfalls [flags] [packages]
  gopitfalls -files [flags] [files]
  gopitfalls inspect [flags] file...
  gopitfalls prove [flags] [packages]
  gopitfalls list [-json]
  gopitfalls explain [-markdown] check...
  gopitfalls lsp [flags]
  gopitfalls completion shell
  gopitfalls schema
  gopitfalls help [check or page...]
  gopitfalls version

Packages are named as for go vet; the default is the one in the current
directory. As a vettool: go vet -vettool=$(which gopitfalls) [packages].
Compiled programs are for "inspect": gopitfalls help inspect.
`

const exitHelp = `
Exit status:
  0  nothing found that counts, or -fix fixed all of it
  1  findings of the level of -fail-on, or a higher one
  2  wrong usage, or a package that could not be analysed
`

// printHelp prints what the command does, its checks and its flags.
func printHelp(p *show.Printer, analyzers []*analysis.Analyzer) {
	p.Printf("%s\nChecks (all are on; -CHECK shows only that one, -CHECK=false all but that one):\n", show.Trusted(usage))
	var rows [][]string
	for _, a := range analyzers {
		title, _ := splitDoc(a)
		rows = append(rows, []string{"", a.Name, title})
	}
	p.Columns(rows...)

	p.Printf("\nPages of the manual: %s\n", strings.Join(docs.Topics(), ", "))

	p.Printf("\nFlags:\n")
	printFlags(p, coreFlags(new(options)), "")
	p.Data([]byte(exitHelp))
}

// printHelpOn prints what "gopitfalls help" was asked for.
func printHelpOn(env Env, analyzers []*analysis.Analyzer, checks []string) int {
	if len(checks) == 0 {
		printHelp(env.out, analyzers)
		return exitClean
	}
	byName := make(map[string]*analysis.Analyzer)
	for _, a := range analyzers {
		byName[a.Name] = a
	}
	for _, name := range checks {
		if _, isTopic := docs.Page(name); byName[name] == nil && !isTopic {
			env.err.Printf("gopitfalls: no check or page is named %s; run 'gopitfalls help'%s\n", name, show.Trusted(suggest.Similar(name, append(slices.Sorted(maps.Keys(byName)), docs.Topics()...))))
			return exitError
		}
	}
	for i, name := range checks {
		if i > 0 {
			env.out.Println("")
		}
		if a := byName[name]; a != nil {
			printCheck(env.out, a)
		} else {
			text, _ := docs.Page(name)
			env.out.Data([]byte(text))
		}
	}
	return exitClean
}

// printCheck prints all that is known of a check.
func printCheck(p *show.Printer, a *analysis.Analyzer) {
	title, rest := splitDoc(a)
	p.Printf("%s: %s\n", a.Name, title)
	if rest != "" {
		p.Printf("\n%s\n", show.Trusted(rest))
	}
	if a.URL != "" {
		p.Printf("\n%s\n", a.URL)
	}
	if hasFlags(a) {
		p.Printf("\nFlags:\n")
		printFlags(p, &a.Flags, a.Name+".")
	}
}

// hasFlags reports whether a check has settings.
func hasFlags(a *analysis.Analyzer) (has bool) {
	a.Flags.VisitAll(func(*flag.Flag) { has = true })
	return has
}

// printFlags prints one line a flag.
func printFlags(p *show.Printer, fs *flag.FlagSet, prefix string) {
	var rows [][]string
	fs.VisitAll(func(f *flag.Flag) {
		value, usage := flag.UnquoteUsage(f)
		name := "-" + prefix + f.Name
		if value != "" {
			name += " " + value
		}
		if d := f.DefValue; d != "" && d != "false" && d != "-1" { // what is not said is off
			usage += " (default " + d + ")"
		}
		rows = append(rows, []string{"", name, usage})
	})
	p.Columns(rows...)
}

// splitDoc splits a check's documentation into its first paragraph, in one
// line, and the rest.
func splitDoc(a *analysis.Analyzer) (title, rest string) {
	doc := strings.TrimPrefix(strings.TrimSpace(a.Doc), a.Name+": ")
	title, rest, _ = strings.Cut(doc, "\n\n")
	return strings.Join(strings.Fields(title), " "), strings.TrimSpace(rest)
}
