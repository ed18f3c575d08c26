package standalone

import (
	"slices"

	"github.com/gopitfalls/gopitfalls/internal/driver/launch"
)

const lspUsage = `gopitfalls lsp is a language server: an editor that runs it shows what the checks find
when files are opened and saved, with explanations, fixes and counter-examples.

Usage:
  gopitfalls lsp [flags]

It speaks on standard input and output, and analyses as gopitfalls does with these flags.
The server is a program of its own, ` + launch.Name + `, beside gopitfalls or in PATH:

  ` + launch.Install + `

docs/editors.md says how editors are set up.
`

// isServer reports whether args, the command line without the program's name, ask for the
// language server. A package of that name is ./lsp.
func isServer(args []string) bool {
	return len(args) > 0 && args[0] == "lsp" || slices.Equal(args, []string{"help", "lsp"})
}

// serve becomes the language server, which runs us for each answer.
func serve(args []string, env Env) int {
	if args[0] == "help" || len(args) == 2 && isHelpFlag(args[1]) {
		env.out.Data([]byte(lspUsage))
		return exitClean
	}
	path, err := launch.Find(env.Self)
	status := exitError
	if err == nil {
		status, err = launch.Run(path, append([]string{"-command", env.Self}, args[1:]...))
	}
	if err != nil {
		env.err.Printf("gopitfalls lsp: %v\n", err)
		return exitError
	}
	return status
}
