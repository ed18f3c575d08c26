package buildenv

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// A Program is a main package.
type Program struct {
	File  *ast.File // the one with func main
	Build Build     // of all that is in it
	Pins  []Pin     // those of the package itself
	Path  []Step    // a way from main to a lookup; empty if there is none
}

// A Step leads from one function to the next.
type Step struct {
	Pos  token.Pos
	From string // the function that has the step
	To   string // what it uses there
}

// program returns the program that a main package is, or nil.
func (g *graph) program(build Build, pins []Pin) *Program {
	i := slices.IndexFunc(g.order, func(n *node) bool { return n.isMain("main") })
	if i < 0 {
		return nil
	}
	return &Program{File: g.fileOf(g.order[i].obj.Pos()), Build: build, Pins: pins, Path: g.lookup(build)}
}

// lookup returns a way to a lookup: of whatever, or of what somebody gives.
func (g *graph) lookup(build Build) []Step {
	want := looks
	if build.SQL {
		want |= opens
	}
	if path := g.path(want); path != nil {
		return path
	}
	if build.Gives || g.path(gives) != nil {
		return g.path(asks)
	}
	return nil
}

func (g *graph) fileOf(pos token.Pos) *ast.File {
	i := slices.IndexFunc(g.files, func(file *ast.File) bool { return file.FileStart <= pos && pos < file.FileEnd })
	return g.files[i]
}

// A visit is how a search has come to a node.
type visit struct {
	stop
	from *visit
	by   *use
}

// A stop is a node, nil for what is another package's, and whether it is given
// something that may have to be looked up.
type stop struct {
	node  *node
	given bool
}

// path returns a shortest way from what a program starts with to something of a
// kind: from main, or else from the init functions, or else from the initial values
// of variables.
func (g *graph) path(want kind) []Step {
	var queue []*visit
	seen := make(map[stop]bool)
	for _, n := range g.order {
		if n.rank() > 0 {
			queue = append(queue, &visit{stop: stop{node: n}})
			seen[stop{node: n}] = true
		}
	}
	slices.SortStableFunc(queue, func(x, y *visit) int { return cmp.Compare(x.node.rank(), y.node.rank()) })
	for len(queue) > 0 {
		v := queue[0]
		queue = queue[1:]
		for i := range v.node.uses {
			u := &v.node.uses[i]
			if !v.leads(u, want) {
				continue
			}
			next := &visit{stop{u.to, u.kind&want != 0 || u.kinds()&want == 0}, v, u}
			if u.to == nil || u.kind&want&(asks|gives) != 0 {
				return g.steps(next)
			}
			if !seen[next.stop] {
				seen[next.stop] = true
				queue = append(queue, next)
			}
		}
	}
	return nil
}

// leads reports whether a use in a node leads to something of a kind.
func (v *visit) leads(u *use, want kind) bool {
	return u.kinds()&want != 0 || v.given && u.perhaps&want != 0
}

// rank returns the place of a node among those that a program starts with, or 0.
func (n *node) rank() int {
	switch {
	case n.isMain("main"):
		return 1
	case n.isMain("init"):
		return 2
	case n.isVar():
		return 3
	}
	return 0
}

func (g *graph) steps(v *visit) []Step {
	var steps []Step
	for ; v.from != nil; v = v.from {
		steps = append(steps, Step{g.posOf(v.by, v.from.node.syntax), nameIn(v.from.node.obj), v.by.name})
	}
	slices.Reverse(steps)
	return steps
}

// posOf returns the position of a use in a declaration: for a conversion to an
// interface, that of the first expression of the type.
func (g *graph) posOf(u *use, decl ast.Node) token.Pos {
	pos := u.pos
	if u.as == nil {
		return pos
	}
	ast.Inspect(decl, func(n ast.Node) bool {
		if x, ok := n.(ast.Expr); ok && !pos.IsValid() {
			if t := g.pass.TypesInfo.TypeOf(x); t != nil && types.Identical(t, u.as) {
				pos = x.Pos()
			}
		}
		return !pos.IsValid()
	})
	if !pos.IsValid() {
		return decl.Pos()
	}
	return pos
}
