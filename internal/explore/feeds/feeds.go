// Package feeds finds the functions that return a channel which a goroutine of their own
// feeds, and exports a fact for each: see [effects.Feed]. A caller in another package is
// explored with that goroutine.
package feeds

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/explore/code"
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/explore/search"
	"github.com/gopitfalls/gopitfalls/internal/guard"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// Analyzer exports the facts.
var Analyzer = &analysis.Analyzer{
	Name:       "gopitfallsfeeds",
	Doc:        "find functions that return a channel which a goroutine feeds",
	Requires:   []*analysis.Analyzer{ssabuild.Analyzer},
	FactTypes:  []analysis.Fact{new(effects.Feed)},
	ResultType: guard.ResultType[effects.Feeds](),
	Run:        guard.Engine(run),
}

// Of returns what is known of the functions of other packages, for the pass of an analyzer
// that requires [Analyzer].
func Of(pass *analysis.Pass) effects.Feeds { return guard.Of[effects.Feeds](pass, Analyzer) }

func run(pass *analysis.Pass) (effects.Feeds, error) {
	imported := func(fn *types.Func) *effects.Feed { return ssabuild.ImportFact[effects.Feed](pass, fn) }
	if model.IsStd(pass.Pkg.Path()) || !MayExportFacts(pass.Files) {
		return imported, nil
	}
	s := ssabuild.Of(pass).SSA()
	p := code.NewProgram(s, s.Worlds()[0], imported)
	for obj, fn := range p.World.Exported() {
		if f := feedOf(p, fn); f != nil {
			pass.ExportObjectFact(obj, f)
		}
	}
	return imported, nil
}

// MayExportFacts reports, from syntax alone, whether a package may hold a function about
// which a fact is exported: one that others can name and that returns a channel, in a
// package that starts goroutines and sends.
func MayExportFacts(files []*ast.File) bool {
	returns, starts, sends := false, false, false
	for _, file := range files {
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			returns = returns || ok && fn.Name.IsExported() && returnsChannel(fn.Type)
		}
	}
	if !returns {
		return false
	}
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n.(type) {
			case *ast.GoStmt:
				starts = true
			case *ast.SendStmt:
				sends = true
			}
			return !(starts && sends)
		})
	}
	return starts && sends
}

// returnsChannel reports whether a function returns one channel, by the syntax of its type,
// and at most one thing more: an error.
func returnsChannel(t *ast.FuncType) bool {
	n := 0
	if t.Results != nil {
		for _, field := range t.Results.List {
			c, ok := field.Type.(*ast.ChanType)
			if ok && c.Dir != ast.SEND {
				n += max(len(field.Names), 1)
			}
		}
	}
	return n == 1 && t.Results.NumFields() <= 2
}

// enough is how many receives show that no number suffices: loops go round once more.
const enough = domain.LoopBound - 1

// feedOf explores what becomes of a function's goroutine if its caller receives no more than
// so many times from the channel that it returns.
func feedOf(p *code.Program, fn *ssa.Function) *effects.Feed {
	result, ok := p.Effects.ChannelResult(fn.Signature)
	if !ok || fn.Signature.Results().Len() > 2 || !p.Effects.Of(fn).May(effects.Makes) {
		return nil
	}
	f := &effects.Feed{Result: result}
	view := p.Effects.View(fn)
	for n := 0; ; n++ {
		stuck := search.Abandon(p, view, search.Taking{Result: result, Most: n})
		switch {
		case n == 0 && !stuck.Sender, stuck.Other:
			return nil // it ends by itself, or more hangs
		case stuck.Caller && n > 0:
			return nil // what it sends may be less, and then nobody closes
		}
		if !stuck.Sender && !(n > 1 && stuck.Cut) {
			f.Most = n // as many as it sends: no loop does
		}
		if !stuck.Sender || n == enough {
			break
		}
	}
	// As many as it sends, and one receive more: that ends only if the channel is closed.
	f.Closes = !search.Abandon(p, view, search.Taking{Result: result, Most: enough + 3}).Caller
	if !f.Closes && f.Most == 0 {
		return nil // how often one may receive is not known
	}
	if mayTellEnd(fn.Signature.Results().At(result).Type()) {
		f.Most = 1
	}
	return f
}

// mayTellEnd reports whether the elements of a channel are errors or have one in a field: what
// comes with an error may well be the last, so who has received something may know that
// nothing more comes.
func mayTellEnd(ch types.Type) bool {
	elem := ch.Underlying().(*types.Chan).Elem()
	if p, ok := elem.Underlying().(*types.Pointer); ok {
		elem = p.Elem()
	}
	st, ok := elem.Underlying().(*types.Struct)
	if !ok {
		return ssabuild.IsError(elem) || types.IsInterface(elem)
	}
	for f := range st.Fields() {
		if ssabuild.IsError(f.Type()) {
			return true
		}
	}
	return false
}
