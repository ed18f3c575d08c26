package buildenv

import (
	"go/types"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// noLookups are what leads to the cgo resolver in the code of std and is not to be in
// the model, as prefixes of names.
var noLookups = []string{
	// They look up the one name that they are given.
	"crypto/tls.Listen", "net.Listen", "net.ListenConfig.Listen", "net.ListenPacket", "net/http.ListenAndServe",
	"net/http.Server.ListenAndServe", "net/http/httptest.NewServer", "net/http/httptest.NewTLSServer",
	"net/http/httptest.NewUnstartedServer", "net/http/httptest.Server.",
	// They dial a server whose address they know.
	"net.LookupMX", "net.LookupNS", "net.LookupSRV", "net.LookupTXT",
	"net.Resolver.LookupMX", "net.Resolver.LookupNS", "net.Resolver.LookupSRV", "net.Resolver.LookupTXT",
	// They ask files.
	"net.LookupPort", "net.Resolver.LookupPort",
	// Dial was called before.
	"log/syslog.New", "log/syslog.Writer.",
	// They mention what they do not call.
	"net/http.Client.CloseIdleConnections", "net/http.Transport.Clone", "net/http.Transport.CloseIdleConnections",
}

// TestStd looks for what leads to the cgo resolver in the code of the running std,
// and compares that with the model.
func TestStd(t *testing.T) {
	checktest.Slow(t, "type-checks all of std")
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax, Env: checktest.ModuleEnv()}, "std")
	if err != nil {
		t.Fatal(err)
	}
	facts := make(map[*types.Package]*Lookups)
	packages.Visit(pkgs, nil, func(p *packages.Package) {
		pass := &analysis.Pass{
			Pkg: p.Types, Files: p.Syntax, TypesInfo: p.TypesInfo, Fset: p.Fset,
			ImportPackageFact: func(pkg *types.Package, fact analysis.Fact) bool {
				if facts[pkg] == nil {
					return false
				}
				*fact.(*Lookups) = *facts[pkg]
				return true
			},
		}
		g := newGraph(pass, p.Syntax, importsOf(pass, p.Syntax))
		if IsNet(p.PkgPath) {
			for _, n := range g.order {
				if strings.HasPrefix(n.obj.Name(), "cgoLookup") {
					n.kinds = looks
				}
			}
			g.propagate()
		}
		if fact := g.lookups(); fact != nil {
			facts[p.Types] = fact
		}
	})
	seen := 0
	for pkg, fact := range facts {
		if strings.Contains(pkg.Path(), "internal/") || strings.HasPrefix(pkg.Path(), "vendor/") {
			continue
		}
		for _, name := range looking(fact) {
			obj := find(pkg, name)
			full := pkg.Path() + "." + name
			if obj == nil || slices.ContainsFunc(noLookups, func(prefix string) bool { return strings.HasPrefix(full, prefix) }) {
				continue
			}
			seen++
			if !modelled(obj) {
				t.Errorf("%s looks up names, and the model does not know", full)
			}
		}
	}
	if seen < 40 {
		t.Errorf("only %d functions of std look up names", seen)
	}
}

// looking returns the names of what looks up names, or does so depending on what it
// is given.
func looking(fact *Lookups) []string {
	names := slices.Concat(fact.Names, fact.Asks)
	for _, given := range fact.Givens {
		names = append(names, given.Name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// find returns what importers of a package know as F or T.M, or nil.
func find(pkg *types.Package, name string) types.Object {
	name, method, ok := strings.Cut(name, ".")
	obj := pkg.Scope().Lookup(name)
	if !ok || !obj.Exported() {
		return obj
	}
	member, _, _ := types.LookupFieldOrMethod(obj.Type(), true, pkg, method)
	return member
}

func modelled(obj types.Object) bool {
	switch obj := obj.(type) {
	case *types.Func:
		return model.Has(obj, model.Lookup) || model.Has(obj, model.Resolves) || model.Has(obj, model.Dials)
	case *types.Var:
		return model.VarHas(obj, model.Lookup)
	}
	return true // a type that importers cannot name
}
