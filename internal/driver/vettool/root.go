package vettool

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// standsForRoot reports whether a unit of which only facts are wanted must print
// its findings all the same. The keys in the cache of Go 1.26 (not of 1.27) do
// not tell whether they were wanted: once a package has been analyzed as an
// import of another, the go command finds nothing in it when it is asked for the
// package itself.
//
// The price is that "go vet" prints findings in packages that were not asked
// for, as it does anyway when it has them in its cache. So this is for packages
// of the user's own modules only, and not for those that have another key
// themselves because they are built with their tests.
func (cfg *config) standsForRoot() bool {
	return language(os.Getenv("GOVERSION")) == "go1.26" && cfg.isOwn() && !cfg.isTestVariant() && !cfg.hasInternalTests()
}

// isOwn reports whether the user may edit the package and ask for it by a
// relative path: it is neither in the module cache nor vendored nor part of Go.
// A module that a replace directive finds in a directory is the user's too,
// whatever version is required of it.
func (cfg *config) isOwn() bool {
	if _, ok := cfg.inGoroot(); ok || strings.Contains(filepath.ToSlash(cfg.Dir), "/vendor/") {
		return false
	}
	if cfg.ModulePath == "" || cfg.ModuleVersion == "" {
		return true
	}
	cache := os.Getenv("GOMODCACHE")
	rel, err := filepath.Rel(cache, cfg.Dir)
	return cache != "" && (err != nil || !filepath.IsLocal(rel))
}

// isTestVariant reports whether the package is recompiled for the tests of
// another. Only the environment tells (see "go help build" on -toolexec).
func (cfg *config) isTestVariant() bool {
	return strings.Contains(os.Getenv("TOOLEXEC_IMPORTPATH"), " [")
}

// hasInternalTests reports whether the go command adds files to the package when
// it is asked for it. If that cannot be told, it says no: then findings may be
// printed twice.
func (cfg *config) hasInternalTests() bool {
	entries, err := os.ReadDir(cfg.Dir)
	if err != nil {
		return false
	}
	for _, e := range entries {
		name := filepath.Join(cfg.Dir, e.Name())
		if !strings.HasSuffix(name, "_test.go") || strings.ContainsAny(e.Name()[:1], "._") || slices.Contains(cfg.IgnoredFiles, name) {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.PackageClauseOnly)
		if err == nil && !strings.HasSuffix(f.Name.Name, "_test") {
			return true
		}
	}
	return false
}
