// Package vettool is the program that a build system runs once for each package
// of a build: the unit protocol of "go vet -vettool".
//
//	-V=full     describe the executable, for the build cache
//	-flags      describe the flags, as JSON
//	unit.cfg    analyze the package that the file describes
//
// It does what golang.org/x/tools/go/analysis/unitchecker does and is measured
// against it by test, but
//
//   - types come from the compiler's export data and the files that units leave
//     for their importers hold facts only. So a package of which no fact can
//     come is neither type-checked nor, if it belongs to the standard library,
//     read at all. Where a build system passes no export data ([typesMode]) the
//     files hold types, too, as unitchecker's do, and of a package of which no
//     fact can come only the declarations are type-checked;
//   - diagnostics carry the extra keys of package wire;
//   - fixes are those of package fixes, as the front end makes them.
package vettool

import (
	"fmt"
	"go/ast"
	"io"
	"os"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/driver/show"
)

// Options is what a program built from this package consists of.
type Options struct {
	Analyzers []*analysis.Analyzer

	// MayExport reports, before anything is type-checked, whether some analyzer
	// could export a fact in the package. It is asked of packages that are
	// analyzed for their facts only; those that it rejects pass on what they
	// inherited, [Transitive] facts included. It must not miss a fact, and its answer may depend on nothing
	// but the unit and the analyzers' flags.
	//
	// The default is: some enabled analyzer has fact types, and the package is
	// not of the standard library.
	MayExport func(*Unit) bool
}

// A Transitive fact is about a package and all that it imports. Packages that are
// not analyzed have it nevertheless: what their direct imports have, joined.
type Transitive interface {
	analysis.Fact

	// Join adds a fact of the same type about an import. The order of imports must
	// not matter.
	Join(imported analysis.Fact)
}

// A Unit is a package as [Options.MayExport] sees it. What costs time is
// computed when it is asked for.
type Unit struct {
	ImportPath string
	Std        bool     // of the standard library, its vendored packages included
	Imports    []string // package paths of the direct imports, sorted; those that the go command implies may be among them

	// Files parses the files of the package; the analysis uses the same syntax.
	Files func() ([]*ast.File, error)

	// ImportedFactOn returns which names of objects there are about which the direct
	// imports pass on a fact of this type (a pointer, as in FactTypes). If they cannot
	// be read, it takes any name for one.
	ImportedFactOn func(reflect.Type) func(name string) bool

	// ImportedFact copies to fact what a direct import has told about itself as a
	// whole, and reports whether it has: like [analysis.Pass.ImportPackageFact],
	// but for the path of the import as it is written. It reports false if that
	// cannot be read.
	ImportedFact func(path string, fact analysis.Fact) bool
}

// IsInvocation reports whether args, the command line without the program's
// name, are those of a build system.
func IsInvocation(args []string) bool {
	return wantsVersion(args) || wantsFlags(args) ||
		len(args) > 0 && strings.HasSuffix(args[len(args)-1], ".cfg")
}

func wantsVersion(args []string) bool { return hasFlag(args, "V=full") }

func wantsFlags(args []string) bool { return hasFlag(args, "flags") }

func hasFlag(args []string, flag string) bool {
	return slices.Contains(args, "-"+flag) || slices.Contains(args, "--"+flag)
}

// Main answers one invocation of a build system and returns the exit status:
// 0, 1 for findings in plain text and for packages that could not be analyzed,
// 2 for a command line that makes no sense.
func Main(opts Options, args []string, stdout, stderr io.Writer) int {
	mode, err := typesMode(os.Getenv)
	if err != nil {
		return (&tool{stderr: stderr}).usage(err)
	}
	return runMain(opts, args, mode, stdout, stderr)
}

func runMain(opts Options, args []string, mode string, stdout, stderr io.Writer) int {
	t := &tool{Options: opts, mode: mode, stdout: stdout, stderr: stderr}
	if err := analysis.Validate(opts.Analyzers); err != nil {
		return t.usage(err)
	}
	switch {
	case wantsVersion(args):
		return t.status(printVersion(stdout, mode))
	case wantsFlags(args):
		return t.status(printFlags(stdout, opts.Analyzers))
	}
	file, err := t.parse(args)
	if err != nil {
		return t.usage(err)
	}
	tuneCollector()
	return t.analyze(file)
}

// A tool is one run of the program.
type tool struct {
	Options
	settings
	mode           string // where types come from
	stdout, stderr io.Writer
}

func (t *tool) logf(format string, args ...any) {
	t.people().Printf("gopitfalls: %s\n", fmt.Sprintf(format, args...))
}

// people returns what prints for people; the go command copies it to their terminals.
func (t *tool) people() *show.Printer { return show.To(t.stderr) }

func (t *tool) usage(err error) int {
	t.logf("%v", err)
	return 2
}

func (t *tool) status(err error) int {
	if err == nil {
		return 0
	}
	t.logf("%v", err)
	return 1
}
