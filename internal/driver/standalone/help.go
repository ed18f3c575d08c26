package standalone

import (
	"cmp"
	"flag"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"
	"text/tabwriter"

	"golang.org/x/tools/go/analysis"
)

const usage = `gopitfalls finds Go bugs that only show in production.

Usage:
  gopitfalls [flags] [packages]
  gopitfalls -files [flags] [files]
  gopitfalls inspect [flags] file...
  gopitfalls list [-json]
  gopitfalls explain check...
  gopitfalls help [check...]
  gopitfalls version

Packages are named as for go vet; the default is the one in the current
directory. As a vettool: go vet -vettool=$(which gopitfalls) [packages].
Compiled programs are for "inspect": gopitfalls help inspect.
`

const exitHelp = `
Exit status:
  0  nothing found, or -fix fixed all of it
  1  findings
  2  wrong usage, or a package that could not be analysed
`

// versionLine returns the line that -version prints.
func versionLine() string {
	return fmt.Sprintf("gopitfalls %s (%s)", moduleVersion(), runtime.Version())
}

// linkedVersion is set with -ldflags=-X by those who build from sources that are
// neither a module's nor in git.
var linkedVersion string

// moduleVersion returns the version of the module that the command was built from.
func moduleVersion() string {
	built := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		built = info.Main.Version
	}
	return cmp.Or(linkedVersion, built, "(unknown)")
}

// printHelp prints what the command does, its checks and its flags.
func printHelp(w io.Writer, analyzers []*analysis.Analyzer) {
	fmt.Fprintf(w, "%s\nChecks (all are on; -CHECK shows only that one, -CHECK=false all but that one):\n", usage)
	tw := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	for _, a := range analyzers {
		title, _ := splitDoc(a)
		fmt.Fprintf(tw, "\t%s\t%s\n", a.Name, title)
	}
	tw.Flush()

	fmt.Fprint(w, "\nFlags:\n")
	printFlags(w, coreFlags(new(options)), "")
	fmt.Fprint(w, exitHelp)
}

// printHelpOn prints what "gopitfalls help" was asked for.
func printHelpOn(env Env, analyzers []*analysis.Analyzer, checks []string) int {
	if len(checks) == 0 {
		printHelp(env.Stdout, analyzers)
		return exitClean
	}
	byName := make(map[string]*analysis.Analyzer)
	for _, a := range analyzers {
		byName[a.Name] = a
	}
	for _, name := range checks {
		if byName[name] == nil {
			fmt.Fprintf(env.Stderr, "gopitfalls: no check is named %s; run 'gopitfalls help'\n", name)
			return exitError
		}
	}
	for i, name := range checks {
		if i > 0 {
			fmt.Fprintln(env.Stdout)
		}
		printCheck(env.Stdout, byName[name])
	}
	return exitClean
}

// printCheck prints all that is known of a check.
func printCheck(w io.Writer, a *analysis.Analyzer) {
	title, rest := splitDoc(a)
	fmt.Fprintf(w, "%s: %s\n", a.Name, title)
	if rest != "" {
		fmt.Fprintf(w, "\n%s\n", rest)
	}
	if a.URL != "" {
		fmt.Fprintf(w, "\n%s\n", a.URL)
	}
	if hasFlags(a) {
		fmt.Fprint(w, "\nFlags:\n")
		printFlags(w, &a.Flags, a.Name+".")
	}
}

// hasFlags reports whether a check has settings.
func hasFlags(a *analysis.Analyzer) (has bool) {
	a.Flags.VisitAll(func(*flag.Flag) { has = true })
	return has
}

// printFlags prints one line a flag.
func printFlags(w io.Writer, fs *flag.FlagSet, prefix string) {
	tw := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fs.VisitAll(func(f *flag.Flag) {
		value, usage := flag.UnquoteUsage(f)
		name := "-" + prefix + f.Name
		if value != "" {
			name += " " + value
		}
		if d := f.DefValue; d != "" && d != "false" && d != "-1" { // what is not said is off
			usage += " (default " + d + ")"
		}
		fmt.Fprintf(tw, "\t%s\t%s\n", name, usage)
	})
	tw.Flush()
}

// splitDoc splits a check's documentation into its first paragraph, in one
// line, and the rest.
func splitDoc(a *analysis.Analyzer) (title, rest string) {
	doc := strings.TrimPrefix(strings.TrimSpace(a.Doc), a.Name+": ")
	title, rest, _ = strings.Cut(doc, "\n\n")
	return strings.Join(strings.Fields(title), " "), strings.TrimSpace(rest)
}
