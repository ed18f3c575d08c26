package vettool

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/version"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// A config is what a build system says of one unit: cmd/go's vetConfig, in
// JSON. Fields that we have no use for are left out.
type config struct {
	ID           string // names the unit in the output
	Dir          string
	ImportPath   string // package path, with " [p.test]" appended for some test variants
	GoVersion    string // of the language, such as "go1.26"
	GoFiles      []string
	NonGoFiles   []string
	IgnoredFiles []string

	Module        *analysis.Module // since Go 1.27
	ModulePath    string           // before
	ModuleVersion string

	ImportMap   map[string]string // import path as written, to package path
	PackageFile map[string]string // package path, to file of export data
	PackageVetx map[string]string // package path, to what the import's unit wrote to VetxOutput

	VetxOnly   bool   // only facts are wanted
	VetxOutput string // file for our importers; "" for none
	Stdout     string // file to write instead of the standard output; "" for none
	FixArchive string // file for what fixes make of the package's files; "" if they are to be edited

	SucceedOnTypecheckFailure bool // the compiler will report it
}

// readConfig reads the file of a unit. Its errors name the file and the field.
func readConfig(file string) (*config, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	cfg := new(config)
	if err := json.Unmarshal(data, cfg); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if err := cfg.validate(); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if cfg.ID == "" {
		cfg.ID = cfg.ImportPath
	}
	return cfg, nil
}

func (cfg *config) validate() error {
	if cfg.ImportPath == "" {
		return errors.New("ImportPath is missing")
	}
	if len(cfg.GoFiles) == 0 {
		return fmt.Errorf("package %s has no GoFiles", cfg.ImportPath)
	}
	return nil
}

// path returns the package path without the suffix of a test variant.
func (cfg *config) path() string {
	path, _, _ := strings.Cut(cfg.ImportPath, " ")
	return path
}

// isStd reports whether the package belongs to the standard library.
func (cfg *config) isStd() bool {
	rel, ok := cfg.inGoroot()
	return ok && rel != "cmd" && !strings.HasPrefix(rel, "cmd/") // a module of its own
}

// inGoroot returns the package's directory in the source of Go, if it is there.
// The go command tells its tools where that is. Directories are compared because
// the files of a package that uses cgo lie elsewhere.
func (cfg *config) inGoroot() (rel string, ok bool) {
	goroot := os.Getenv("GOROOT")
	if goroot == "" || cfg.Dir == "" {
		return "", false
	}
	rel, err := filepath.Rel(filepath.Join(goroot, "src"), cfg.Dir)
	return filepath.ToSlash(rel), err == nil && filepath.IsLocal(rel)
}

// checkVersion returns an error if the package is written for a later language
// than we were built with, for then go/types knows it only in part.
func (cfg *config) checkVersion() error {
	own, want := version.Lang(runtime.Version()), version.Lang(cfg.GoVersion)
	if own == "" || version.Compare(own, want) >= 0 {
		return nil
	}
	return fmt.Errorf("it needs %[1]s, and this program was built with %[2]s: rebuild it with %[1]s or later", want, own)
}

// module returns what is known of the package's module, or nil.
func (cfg *config) module() *analysis.Module {
	if cfg.Module != nil || cfg.ModulePath == "" {
		return cfg.Module
	}
	return &analysis.Module{
		Path:      cfg.ModulePath,
		Version:   cfg.ModuleVersion,
		GoVersion: strings.TrimPrefix(cfg.GoVersion, "go"), // as go list and Go 1.27 have it
	}
}
