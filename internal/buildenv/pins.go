package buildenv

import (
	"go/ast"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// A Pin is what is there to choose the resolver of the whole program: a
// //go:debug line, an assignment to net.DefaultResolver or its PreferGo, or a
// GODEBUG that the program sets for itself.
type Pin struct {
	Range analysis.Range
	Text  string // the constant parts of GODEBUG; of one that is misspelt, the setting that is
	Fault Fault
}

// A Fault is why a pin has no effect.
type Fault uint8

const (
	Misspelt Fault = iota + 1 // package net ignores the setting
	Late                      // package net has looked at GODEBUG before
)

// Works reports whether a pin has an effect, as far as one can see.
func (p Pin) Works() bool { return p.Fault == 0 }

// pins returns the pins in a package.
func (g *graph) pins() []Pin {
	var pins []Pin
	for _, file := range g.files {
		if g.pass.Pkg.Name() == "main" {
			pins = append(pins, directives(file)...)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				for i, lhs := range n.Lhs {
					if g.choosesResolver(lhs, assigned(n, i)) {
						pins = append(pins, Pin{Range: n})
					}
				}
			case *ast.CallExpr:
				if pin, ok := g.setenv(n); ok {
					if netdns(pin.Text) == "go" && g.isLate(n) {
						pin.Fault = Late
					}
					pins = append(pins, pin)
				}
			}
			return true
		})
	}
	return pins
}

// directives returns the //go:debug lines about netdns in a file of a main package.
// The go command refuses those with a key that does not exist, but looks at no
// values.
func directives(file *ast.File) []Pin {
	var pins []Pin
	for _, group := range file.Comments {
		for _, c := range group.List {
			setting, ok := strings.CutPrefix(c.Text, Directive)
			if !ok || c.Pos() > file.Package || !strings.HasPrefix(strings.TrimSpace(setting), netdnsKey+"=") {
				continue
			}
			pin := Pin{Range: c, Text: strings.TrimSpace(setting)}
			if misspelt(pin.Text) != "" {
				pin.Fault = Misspelt
			} else if netdns(pin.Text) == "" {
				continue // netdns=1
			}
			pins = append(pins, pin)
		}
	}
	return pins
}

// Directive begins the lines with default settings of GODEBUG in the files of a
// main package, before the package clause (https://go.dev/doc/godebug).
const Directive = "//go:debug "

// choosesResolver reports whether an assignment changes, or may change, which
// resolver those use who have none of their own.
func (g *graph) choosesResolver(lhs, value ast.Expr) bool {
	if g.def == nil {
		return false
	}
	lhs = ast.Unparen(lhs)
	if id := named(lhs); id != nil && g.pass.TypesInfo.Uses[id] == g.def {
		lit := literal(value)
		return lit == nil || g.hasOwn(lit)
	}
	// A variable may point to the same resolver.
	sel, ok := lhs.(*ast.SelectorExpr)
	return ok && g.isOwn(sel.X, sel.Sel, value) && namedType(g.pass.TypesInfo.TypeOf(sel.X)) == namedType(g.def.Type())
}

// literal returns the literal whose address an expression is, or nil.
func literal(x ast.Expr) *ast.CompositeLit {
	if addr, ok := x.(*ast.UnaryExpr); ok {
		lit, _ := addr.X.(*ast.CompositeLit)
		return lit
	}
	return nil
}

// setenv returns the pin that a call may be: one that sets GODEBUG.
func (g *graph) setenv(call *ast.CallExpr) (Pin, bool) {
	fn := callee.In(g.pass.TypesInfo, call)
	e, ok := model.Of(fn, model.Setenv)
	if !ok {
		return Pin{}, false
	}
	if g.textOf(argument(call, e.Operands[0])).s != "GODEBUG" {
		return Pin{}, false
	}
	text := g.textOf(argument(call, e.Operands[1])).s
	if netdns(text) != "" {
		return Pin{Range: call, Text: text}, true
	}
	if bad := misspelt(text); bad != "" && !strings.ContainsFunc(bad, isHole) {
		return Pin{Range: call, Text: bad, Fault: Misspelt}, true
	}
	return Pin{Range: call}, strings.ContainsFunc(text, isHole)
}
