// Gopitfalls-lsp is a language server: an editor that runs it shows what gopitfalls finds.
//
//	gopitfalls-lsp [-command FILE] [flags of gopitfalls]
//
// It runs the gopitfalls that lies beside it or in PATH, or the file that -command names, with
// these flags on the packages of the files that are opened and saved. "gopitfalls lsp" is the
// same. How editors are set up: https://github.com/gopitfalls/gopitfalls/blob/main/docs/editors.md.
package main

import (
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"github.com/gopitfalls/gopitfalls/lsp/internal/command"
	"github.com/gopitfalls/gopitfalls/lsp/internal/server"
)

const usage = `gopitfalls-lsp is a language server: an editor that runs it shows what gopitfalls finds.

Usage:
  gopitfalls-lsp [-command FILE] [flags of gopitfalls]

It speaks on standard input and output. It runs the gopitfalls that lies beside it or in
PATH, or FILE, on the packages of the files that are opened and saved.
`

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	path := ""
	for len(args) > 0 {
		name, value, has := strings.Cut(strings.Replace(args[0], "--", "-", 1), "=")
		switch name {
		case "help", "-help", "-h":
			fmt.Print(usage)
			return 0
		case "version", "-version":
			fmt.Println("gopitfalls-lsp", version())
			return 0
		}
		if name != "-command" || !has && len(args) < 2 {
			break
		}
		if args = args[1:]; !has {
			value, args = args[0], args[1:]
		}
		path = value
	}
	opts := server.Options{Version: version()}
	if path == "" {
		path, opts.Missing = command.Find()
	}
	if opts.Missing == nil {
		opts.Command = &command.Command{Path: path, Args: args}
	}
	if err := server.Serve(stdio{os.Stdin, os.Stdout}, opts); err != nil {
		fmt.Fprintln(os.Stderr, "gopitfalls-lsp:", err)
		return 1
	}
	return 0
}

// stdio is standard input and output. To close it closes the input: what is being written is
// written.
type stdio struct {
	io.ReadCloser
	io.Writer
}

// version returns the version of the module, as the go command has put it in.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
