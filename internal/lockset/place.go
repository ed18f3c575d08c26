package lockset

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A place is the access path of a lock, from a value of a function or of one around it.
type place struct {
	root ssa.Value
	path []selector
	key  string      // equal for places that are taken to be one
	vars []ssa.Value // that the path depends on: the root and the indices
}

// A selector is one link of an access path.
type selector struct {
	kind  selection
	field *types.Var // of a field
	at    int        // of a field
	index ssa.Value  // of an element; nil for any
}

type selection uint8

const (
	field selection = iota
	load
	element
)

// maxPath bounds access paths.
const maxPath = 16

// placeOf returns the place that the address or pointer v leads to.
func (w *walker) placeOf(v ssa.Value) *place {
	var path []selector // the last first
	for range maxPath {
		v = w.resolve(w.world.flow.Peel(v))
		switch x := v.(type) {
		case *ssa.FieldAddr:
			path, v = append(path, selector{kind: field, field: ssabuild.Field(x), at: x.Field}), x.X
			continue
		case *ssa.Field:
			path, v = append(path, selector{kind: field, field: ssabuild.FieldOf(x), at: x.Field}), x.X
			continue
		case *ssa.UnOp:
			if w.changed(x) {
				break
			}
			path, v = append(path, selector{kind: load}), x.X
			continue
		case *ssa.IndexAddr:
			path, v = append(path, selector{kind: element, index: x.Index}), x.X
			continue
		case *ssa.Index:
			path, v = append(path, selector{kind: element, index: x.Index}), x.X
			continue
		case *ssa.Lookup:
			path, v = append(path, selector{kind: element, index: x.Index}), x.X
			continue
		case *ssa.Extract:
			of := elementOf(x)
			if of == nil {
				break
			}
			path, v = append(path, selector{kind: element, index: x}), of
			continue
		case *ssa.ChangeInterface:
			v = x.X
			continue
		case *ssa.MakeInterface:
			v = x.X
			continue
		}
		break
	}
	if g := initialized(v); g != nil {
		path, v = append(path, selector{kind: load}), g
	}
	slices.Reverse(path)
	return w.place(v, path)
}

// initialized returns the package variable for which a value is made, or nil:
//
//	t1 = new sync.Mutex (complit); *mu = t1
func initialized(v ssa.Value) ssa.Value {
	instr, ok := v.(ssa.Instruction)
	if !ok || v.Referrers() == nil || instr.Parent().Synthetic != "package initializer" {
		return nil
	}
	for _, ref := range *v.Referrers() {
		if s, ok := ref.(*ssa.Store); ok && s.Val == v {
			if g, ok := s.Addr.(*ssa.Global); ok {
				return g
			}
		}
	}
	return nil
}

// elementOf returns the map, slice or channel that a value is an element of; nil if it is none:
//
//	t1 = range t0; t2 = next t1; t3 = extract t2 #2
//	t1 = t0[k],ok; t2 = extract t1 #0
func elementOf(v *ssa.Extract) ssa.Value {
	switch tuple := v.Tuple.(type) {
	case *ssa.Next:
		if r, ok := tuple.Iter.(*ssa.Range); ok && v.Index == 2 {
			return r.X
		}
	case *ssa.Lookup:
		if v.Index == 0 {
			return tuple.X
		}
	}
	return nil
}

// made follows a path through the fields of an object that the function has just made, to what
// it has put there:
//
//	t0 = new node (complit); t1 = &t0.up [#0]; *t1 = up
func (w *walker) made(root ssa.Value, path []selector) (ssa.Value, []selector) {
	w.depth++ // objects may lead to each other
	defer func() { w.depth-- }()
	for w.depth < maxDeep {
		obj, ok := root.(*ssa.Alloc)
		if !ok || obj.Parent() != w.fn || len(path) < 2 || path[0].kind != field || path[0].field == nil || path[1].kind != load {
			break
		}
		v := w.onlyStored(obj, path[0])
		if v == nil {
			break
		}
		base := w.placeOf(v)
		root, path = base.root, slices.Concat(base.path, path[2:])
	}
	return root, path
}

// onlyStored returns what a field of an object holds, if that is stored once, and in no object
// later than when it is made; or nil.
func (w *walker) onlyStored(obj *ssa.Alloc, f selector) ssa.Value {
	c := w.world.flow.CellOf(f.field)
	if c == nil || c.Taken {
		return nil
	}
	var found ssa.Value
	for _, s := range c.Stores {
		addr, ok := s.Addr.(*ssa.FieldAddr)
		if !ok {
			return nil
		}
		made, ok := addr.X.(*ssa.Alloc)
		switch {
		case !ok || made.Block() != s.Block():
			return nil
		case made != obj:
		case found != nil:
			return nil
		default:
			found = s.Val
		}
	}
	return found
}

// changed reports whether the function may have stored to a field, or a package variable, before it
// loads from there: what it loads is another thing than before then.
func (w *walker) changed(load *ssa.UnOp) bool {
	var stores []*ssa.Store
	switch addr := load.X.(type) {
	case *ssa.FieldAddr:
		if f := ssabuild.Field(addr); f != nil {
			stores = w.stored[f]
		}
	case *ssa.Global:
		stores = w.stored[addr.Object()]
	}
	return slices.ContainsFunc(stores, func(s *ssa.Store) bool { return cfg.Reaches(s, load) })
}

// storedBy returns the stores of a function to fields and package variables.
func storedBy(fn *ssa.Function) map[types.Object][]*ssa.Store {
	stored := make(map[types.Object][]*ssa.Store)
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			s, ok := instr.(*ssa.Store)
			if !ok {
				continue
			}
			switch addr := s.Addr.(type) {
			case *ssa.FieldAddr:
				if f := ssabuild.Field(addr); f != nil {
					stored[f] = append(stored[f], s)
				}
			case *ssa.Global:
				stored[addr.Object()] = append(stored[addr.Object()], s)
			}
		}
	}
	return stored
}

// place returns the place that a path leads to.
func (w *walker) place(root ssa.Value, path []selector) *place {
	root, path = w.made(root, path)
	p := &place{root: root, path: path, vars: []ssa.Value{root}}
	var key strings.Builder
	if load, ok := root.(*ssa.UnOp); ok {
		key.WriteString(load.Name()) // each is another one
	} else {
		fmt.Fprintf(&key, "%d", w.table.Of(root))
	}
	for _, s := range path {
		switch s.kind {
		case field:
			fmt.Fprintf(&key, ".%d", s.at)
		case load:
			key.WriteByte('*')
		case element:
			if s.index == nil {
				key.WriteString("[]")
				break
			}
			fmt.Fprintf(&key, "[%d]", w.table.Of(s.index))
			p.vars = append(p.vars, s.index)
		}
	}
	p.key = key.String()
	return p
}

// anyElement returns a place without the indices on its way.
func (w *walker) anyElement(p *place) *place {
	path := slices.Clone(p.path)
	for i := range path {
		path[i].index = nil
	}
	return w.place(p.root, path)
}

// under returns the place to which the path of another one leads from here.
func (w *walker) under(base *place, path []selector) *place {
	if len(path) == 0 {
		return base
	}
	return w.place(base.root, append(slices.Clip(base.path), path...))
}

// isBelow reports whether the way to a place leads through another one.
func (p *place) isBelow(q *place) bool {
	rest, ok := strings.CutPrefix(p.key, q.key)
	return ok && (rest == "" || strings.IndexByte(".*[", rest[0]) >= 0)
}

// field returns the last field of the path, or the package variable, by which what other
// functions do to locks of the same name is found; nil for a local variable.
func (p *place) field() types.Object {
	for _, s := range slices.Backward(p.path) {
		if f := s.field; f != nil {
			return f
		}
	}
	if g, ok := p.root.(*ssa.Global); ok {
		return g.Object()
	}
	return nil
}

// isFound reports whether the place is that of what a call has returned, or what an interface had:
// others may find the same lock where it came from.
//
//	t1 = (*sync.Map).Load(m, key); t2 = extract t1 #0; t3 = typeassert t2.(*sync.Mutex)
func (p *place) isFound() bool {
	if p.field() != nil {
		return false
	}
	switch p.root.(type) {
	case *ssa.TypeAssert, *ssa.Call, *ssa.Extract:
		return true
	}
	return false
}

// A lock is what stands for the locks that have a name in common, in all functions.
type lock struct {
	field types.Object  // nil for one of a local variable, or a parameter
	fn    *ssa.Function // that declares it
	key   string
}

// lock returns the lock at the place, in a function.
func (p *place) lock(fn *ssa.Function) lock {
	if f := p.field(); f != nil {
		return lock{field: f}
	}
	return lock{fn: callee.Declared(fn), key: p.key}
}

// String returns the place as the source would have it: s.conn.mu.
func (p *place) String() string {
	name := p.root.Name()
	switch root := p.root.(type) {
	case *ssa.Parameter, *ssa.Global, *ssa.FreeVar:
	case *ssa.Alloc:
		name = root.Comment
		if token.IsKeyword(name) || name == "new" || strings.HasSuffix(name, "lit") || strings.Contains(name, " ") {
			name = "" // of no variable
		}
	default:
		name = ""
	}
	for i, s := range p.path {
		switch {
		case s.kind == element:
			name += "[...]"
		case s.field != nil && (i+1 < len(p.path) || !s.field.Embedded()):
			name += "." + s.field.Name()
		}
	}
	return strings.TrimPrefix(name, ".")
}
