package standalone

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/gopitfalls/gopitfalls/internal/driver/show"
	"github.com/gopitfalls/gopitfalls/internal/inspect"
)

const inspectUsage = `gopitfalls inspect tells what compiled programs and shared objects will do.

Usage:
  gopitfalls inspect [flags] file...

It reports programs whose lookups of host names may go through the C library
(resolver), and programs that have Go code at their start and fork (fork): ELF
files with all the libraries that they need, Mach-O and PE files as far as their
build information goes. Below each finding stand the facts.
`

const inspectExit = `
Exit status:
  0  nothing found
  1  findings
  2  wrong usage, or a file that could not be read
`

// IsInspection reports whether args, the command line without the program's
// name, ask for the inspection of files. A package of that name is ./inspect.
func IsInspection(args []string) bool {
	if len(args) == 0 {
		return false
	}
	return args[0] == "inspect" || args[0] == "help" && len(args) == 2 && args[1] == "inspect"
}

// inspectFlags declares the flags of the inspection.
func inspectFlags() (fs *flag.FlagSet, asJSON *bool, root *string) {
	fs = flag.NewFlagSet("inspect", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	asJSON = fs.Bool("json", false, "print findings and facts as JSON")
	root = fs.String("root", "", "look for libraries in this `folder` as if it were the root, such as a container's")
	return fs, asJSON, root
}

// Inspect runs an inspection: args for which [IsInspection] holds. It returns the
// exit status.
func Inspect(args []string, env Env) int {
	return env.with(func(env Env) int { return inspectFiles(args, env) })
}

func inspectFiles(args []string, env Env) int {
	fs, asJSON, root := inspectFlags()
	err := fs.Parse(args[1:])
	misplaced := slices.IndexFunc(fs.Args(), func(arg string) bool { return strings.HasPrefix(arg, "-") })
	switch {
	case args[0] == "help", errors.Is(err, flag.ErrHelp):
		env.out.Printf("%s\nFlags:\n", show.Trusted(inspectUsage))
		printFlags(env.out, fs, "")
		env.out.Data([]byte(inspectExit))
		return exitClean
	case err == nil && fs.NArg() == 0:
		err = errors.New("no files are named")
	case err == nil && misplaced >= 0:
		err = fmt.Errorf("flags must come before files: %s", fs.Arg(misplaced))
	case err == nil && *root != "":
		_, err = os.ReadDir(*root)
	}
	if err != nil {
		env.err.Printf("gopitfalls inspect: %v; run 'gopitfalls help inspect'\n", err)
		return exitError
	}
	p := &inspection{printer: newPrinter(env, new(options)), count: make(map[string]int)}
	p.inspect(fs.Args(), inspect.Options{Root: *root, LibraryPath: env.Getenv("LD_LIBRARY_PATH")})
	if err := p.print(*asJSON); err != nil {
		env.err.Printf("gopitfalls inspect: %v\n", err)
		return exitError
	}
	return p.status()
}

// An inspected file is an element of the JSON.
type inspected struct {
	*inspect.Report
	Error string `json:"error,omitempty"` // why there is no report
}

// An inspection is the result for all files.
type inspection struct {
	*printer
	files  []inspected
	count  map[string]int // of findings, by category
	failed int            // files that could not be read
}

// inspect reads files. Those that cannot be read are told at once.
func (p *inspection) inspect(names []string, opts inspect.Options) {
	for _, name := range names {
		r, err := inspect.File(name, opts)
		if err != nil {
			p.stderr.Printf("gopitfalls inspect: %s: %v\n", name, err)
			p.failed++
			empty := &inspect.Report{File: name, Findings: []inspect.Finding{}}
			p.files = append(p.files, inspected{empty, err.Error()})
			continue
		}
		for _, f := range r.Findings {
			p.count[f.Category]++
		}
		p.files = append(p.files, inspected{Report: r})
	}
}

// print prints reports and, as [printer.counts] does, a line about the whole.
func (p *inspection) print(asJSON bool) error {
	var buf bytes.Buffer
	out := show.To(&buf)
	if asJSON {
		e := json.NewEncoder(out)
		e.SetEscapeHTML(false)
		e.SetIndent("", "\t")
		if err := e.Encode(map[string][]inspected{"files": p.files}); err != nil {
			return err
		}
	} else {
		for _, f := range p.files {
			p.report(out, f.Report)
		}
	}
	p.stdout.Data(buf.Bytes())
	if len(p.count) > 0 || p.failed > 0 || p.watched {
		p.stderr.Println(p.counts())
	}
	return nil
}

// counts says how much was found, such as "2 findings (fork 2)".
func (p *inspection) counts() string {
	n, by := 0, []string(nil)
	for _, category := range slices.Sorted(maps.Keys(p.count)) {
		n += p.count[category]
		by = append(by, fmt.Sprintf("%s %d", category, p.count[category]))
	}
	line := plural(n, "finding")
	if n > 0 {
		line += " (" + strings.Join(by, ", ") + ")"
	}
	if p.failed > 0 {
		line += "; " + plural(p.failed, "file") + " not inspected"
	}
	return line
}

func (p *inspection) status() int {
	switch {
	case p.failed > 0:
		return exitError
	case len(p.count) > 0:
		return exitFindings
	}
	return exitClean
}
