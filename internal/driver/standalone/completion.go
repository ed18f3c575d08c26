package standalone

import (
	"flag"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/docs"
	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/driver/completion"
)

const completionUsage = `gopitfalls completion prints a script that completes its command lines in a shell.

Usage:
  gopitfalls completion bash|zsh|fish

For this shell, and for all others from their start files:

  source <(gopitfalls completion bash)    # ~/.bashrc
  source <(gopitfalls completion zsh)     # ~/.zshrc, behind compinit
  gopitfalls completion fish | source     # ~/.config/fish/config.fish
`

// complete prints the script for a shell.
func complete(analyzers []*analysis.Analyzer, args []string, env Env) int {
	shells := strings.Join(completion.Shells, ", ")
	if len(args) != 1 {
		env.err.Printf("gopitfalls completion: name one shell: %s\n", shells)
		return exitError
	}
	script, err := commandLine(analyzers).Script(args[0])
	if err != nil {
		env.err.Printf("gopitfalls completion: %v\n", err)
		return exitError
	}
	env.out.Data([]byte(script))
	return exitClean
}

// commandLine tells what the command takes.
func commandLine(analyzers []*analysis.Analyzer) *completion.Spec {
	core := flagsOf(coreFlags(new(options)), "")
	var checks, pages []string
	for _, a := range analyzers {
		checks = append(checks, a.Name)
		pages = append(pages, a.Name)
		for _, c := range checkdoc.Categories(a.Doc) {
			pages = append(pages, a.Name+"#"+c)
		}
		title, _ := splitDoc(a)
		core = append(core, completion.Flag{Name: a.Name, Usage: title, Switch: true})
		core = append(core, flagsOf(&a.Flags, a.Name+".")...)
	}
	proof := flag.NewFlagSet("prove", flag.ContinueOnError)
	new(proveOptions).declare(proof)
	inspect, _, _ := inspectFlags()

	s := &completion.Spec{Name: "gopitfalls", Flags: core, Commands: []completion.Command{
		{Name: "completion", Usage: "print a script for a shell", Args: completion.Shells},
		{Name: "explain", Usage: "print the pages of checks", Flags: []completion.Flag{{Name: "markdown", Usage: "as Markdown", Switch: true}}, Args: pages},
		{Name: "help", Usage: "tell of flags, checks and commands"},
		{Name: "inspect", Usage: "tell what compiled programs do", Flags: flagsOf(inspect, "")},
		{Name: "list", Usage: "list the checks", Flags: []completion.Flag{{Name: "json", Usage: "as JSON", Switch: true}}},
		{Name: "lsp", Usage: "serve an editor", Flags: core},
		{Name: "prove", Usage: "have tests confirm findings", Flags: slices.Concat(flagsOf(proof, ""), core)},
		{Name: "schema", Usage: "print the schema of the configuration"},
		{Name: "version", Usage: "print the version"},
	}}
	for i, c := range s.Commands {
		if c.Name == "help" {
			s.Commands[i].Args = docs.Topics()
			for _, other := range s.Commands {
				if other.Name != "help" && other.Name != "version" && !slices.Contains(docs.Topics(), other.Name) {
					s.Commands[i].Args = append(s.Commands[i].Args, other.Name)
				}
			}
			s.Commands[i].Args = append(s.Commands[i].Args, checks...)
		}
	}
	return s
}

// flagValues are the values of flags that take no others.
var flagValues = map[string][]string{"fail-on": checkdoc.Levels, "format": formats}

// flagsOf returns the flags of a set, by the names that they have behind a prefix.
func flagsOf(fs *flag.FlagSet, prefix string) (list []completion.Flag) {
	fs.VisitAll(func(f *flag.Flag) {
		value, usage := flag.UnquoteUsage(f)
		b, ok := f.Value.(interface{ IsBoolFlag() bool })
		list = append(list, completion.Flag{
			Name: prefix + f.Name, Usage: usage,
			Switch: ok && b.IsBoolFlag(), File: value == "file" || value == "folder", Values: flagValues[f.Name],
		})
	})
	return list
}
