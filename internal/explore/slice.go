package explore

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// Slicing: what cannot change how goroutines wait for each other is not run. A
// branch whose two ways meet again without having touched anything that matters
// is skipped as a whole, loops included, and a call that is given nothing to
// wait on and makes nothing of the kind is skipped too.

// A region is what lies between a branch and the block where its ways meet.
type region struct {
	meet   *ssa.BasicBlock // nil: they do not meet, or something in between matters
	stores []ssa.Value     // the addresses, maps and arguments that it may change
	panics bool            // on some way a panic ends it
	phis   []ssa.Value     // of the block where they meet: the value, nil if it depends on the way
}

// regionOf returns the region of a branch.
func (m *machine) regionOf(f *function, b *ssa.BasicBlock) *region {
	r, ok := f.regions[b]
	if !ok {
		r = m.newRegion(f, b)
		f.regions[b] = r
	}
	return r
}

func (m *machine) newRegion(f *function, b *ssa.BasicBlock) *region {
	none := new(region)
	meet := f.postDominator(b)
	if meet == nil {
		return none
	}
	r := &region{meet: meet}
	seen := map[*ssa.BasicBlock]bool{meet: true}
	work := append([]*ssa.BasicBlock(nil), b.Succs...)
	for len(work) > 0 {
		c := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[c] {
			continue
		}
		seen[c] = true
		for _, instr := range c.Instrs {
			if c == b && instr == b.Instrs[len(b.Instrs)-1] {
				continue
			}
			if !m.skippable(instr, r) {
				return none
			}
		}
		work = append(work, c.Succs...)
	}
	for _, instr := range meet.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		v := meeting(phi, b, seen)
		if v == nil && decides(phi.Type()) {
			return none // which one it is may matter
		}
		r.phis = append(r.phis, v)
	}
	return r
}

// decides reports whether the path may later depend on a value of a type. Of
// text, floats and lists it is taken that it does not.
func decides(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Info()&(types.IsString|types.IsFloat|types.IsComplex) == 0
	case *types.Slice:
		_, basic := u.Elem().Underlying().(*types.Basic)
		return !basic
	case *types.Struct:
		return slices.ContainsFunc(slices.Collect(u.Fields()), func(f *types.Var) bool { return decides(f.Type()) })
	}
	return true
}

// meeting returns the value that a phi has whichever way is taken from b to its
// block through the region's blocks, or nil.
func meeting(phi *ssa.Phi, b *ssa.BasicBlock, region map[*ssa.BasicBlock]bool) ssa.Value {
	var same ssa.Value
	for i, pred := range phi.Block().Preds {
		if pred != b && (!region[pred] || pred == phi.Block()) {
			continue
		}
		v := phi.Edges[i]
		if same != nil && v != same {
			return nil
		}
		same = v
		if instr, ok := v.(ssa.Instruction); ok && instr.Block() != b && instr.Block() != phi.Block() && region[instr.Block()] {
			return nil // computed on the way
		}
	}
	return same
}

// skippable reports whether an instruction may be skipped, and notes what it may
// change.
func (m *machine) skippable(instr ssa.Instruction, r *region) bool {
	switch instr := instr.(type) {
	case *ssa.Return, *ssa.RunDefers, *ssa.Defer, *ssa.Go:
		return false
	case *ssa.Panic:
		r.panics = true
		return instr.Parent().Recover == nil
	case *ssa.Store:
		if decides(instr.Val.Type()) && m.tested(instr.Addr) {
			return false
		}
		r.stores = append(r.stores, instr.Addr)
	case *ssa.MapUpdate:
		r.stores = append(r.stores, instr.Map)
	case ssa.CallInstruction:
		if callee := instr.Common().StaticCallee(); callee != nil {
			if len(m.storesOf(callee)) > 0 {
				return false
			}
			r.panics = r.panics || m.mayPanic(callee)
		}
	case *ssa.Next:
		// Where the iterator stands is not known afterwards.
		r.stores = append(r.stores, instr.Iter)
	}
	return !m.instrTouches(instr)
}

// base returns the pointer from which the address of a part was computed.
func base(v ssa.Value) ssa.Value {
	for {
		switch x := v.(type) {
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.IndexAddr:
			v = x.X
		default:
			return v
		}
	}
}

// skip goes on where the two ways of a branch meet, with what lies between
// unknown.
func (m *machine) skip(s *state, gi int, r *region) bool {
	f := s.top(s.gmut(gi))
	for _, v := range r.stores {
		s.forgetStored(f, v)
	}
	vals := make([]value, len(r.phis))
	for i, v := range r.phis {
		if v != nil {
			vals[i] = s.get(f, v)
		} else {
			vals[i] = s.unknown(r.meet.Instrs[i].(*ssa.Phi).Type())
		}
	}
	return m.arrive(s, gi, r.meet, vals)
}

// mayMake reports whether a function, its literals or what it calls make
// something that goroutines wait for.
func (p *program) mayMake(fn *ssa.Function) bool { return p.may(fn, p.making, p.instrMakes) }

// mayDerive reports whether a function, its literals or what it calls derive a
// context from one that they are given.
func (p *program) mayDerive(fn *ssa.Function) bool {
	return p.may(fn, p.derivers, func(instr ssa.Instruction) bool { return p.derives(instr) != nil })
}

// forgetStored forgets what lies at an address, or the length of a map.
func (s *state) forgetStored(f *frame, addr ssa.Value) {
	var fields []int
	for {
		fa, ok := addr.(*ssa.FieldAddr)
		if !ok {
			break
		}
		fields = append(fields, fa.Field)
		addr = fa.X
	}
	n, ok := f.fn.number[addr]
	if !ok || f.regs[n] == nil {
		return // made in what was skipped, or a package variable that nobody asks for
	}
	switch v := s.resolve(f.regs[n]).(type) {
	case sym:
		if _, isMap := addr.Type().Underlying().(*types.Map); isMap {
			s.change(v)
			return
		}
		if id, ok := s.ext.find(v); ok {
			s.forgetPath(ptr{id, nil}, fields)
		}
	case ptr:
		s.forgetPath(v, fields)
	}
}

func (s *state) forgetPath(p ptr, fields []int) {
	for _, field := range slices.Backward(fields) {
		p = s.m.part(p, field)
	}
	if read(s.obj(p.obj).val, p.path) != nil {
		s.write(p, nil)
	}
}

// storesOf returns the fields, of those that something may ask for, that a
// function or what it calls stores to. The field nil stands for what has no
// name.
func (p *program) storesOf(fn *ssa.Function) map[*types.Var]bool {
	list, ok := p.storing[fn]
	if ok || len(fn.Blocks) == 0 {
		return list
	}
	list = make(map[*types.Var]bool)
	p.storing[fn] = list
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Store:
				if !decides(instr.Val.Type()) || !p.tested(instr.Addr) {
					continue
				}
				switch k := p.place(instr.Addr).(type) {
				case *types.Var:
					if _, local := base(instr.Addr).(*ssa.Alloc); !local {
						list[k] = true
					}
				case nil:
					list[nil] = true
				case *ssa.Alloc:
					if k.Parent() != fn {
						list[nil] = true
					}
				}
			case ssa.CallInstruction:
				if callee := instr.Common().StaticCallee(); callee != nil {
					for k := range p.storesOf(callee) {
						list[k] = true
					}
				}
			}
		}
	}
	return list
}

// skipCall gives a call that is not run an unknown result, and forgets what it
// may have stored. It reports false if it must be run after all: it stores to
// memory that was made here.
func (m *machine) skipCall(s *state, c *site) bool {
	stores := m.storesOf(c.fn)
	if len(stores) == 0 {
		return true
	}
	for _, list := range [][]value{c.args, c.binds} {
		for _, v := range list {
			if p, ok := s.resolve(v).(ptr); ok && !s.obj(p.obj).external {
				return false
			}
		}
	}
	for _, v := range c.args {
		x, ok := s.resolve(v).(sym)
		if !ok {
			continue
		}
		id, ok := s.ext.find(x)
		if !ok {
			continue
		}
		o := s.obj(id)
		if o.typ == nil {
			continue
		}
		if st, ok := o.typ.Underlying().(*types.Struct); ok {
			for i := range st.NumFields() {
				if stores[st.Field(i).Origin()] {
					s.forgetPath(ptr{id, nil}, []int{i})
				}
			}
		}
	}
	return true
}

// mayEnd reports whether a function may end the program or the goroutine, or keep
// a panic from ending it.
func (p *program) mayEnd(fn *ssa.Function) bool {
	return p.may(fn, p.ending, func(instr ssa.Instruction) bool {
		switch instr := instr.(type) {
		case ssa.CallInstruction:
			if b, ok := instr.Common().Value.(*ssa.Builtin); ok {
				return b.Name() == "recover"
			}
			obj := foreignCallee(instr.Common())
			if instr.Common().IsInvoke() {
				obj = instr.Common().Method
			}
			return model.Has(obj, model.Exits) || model.Has(obj, model.Goexits)
		case *ssa.Panic:
			return !hasReturn(instr.Parent())
		}
		return false
	})
}

// mayPanic reports whether a function, or what it calls, panics explicitly.
func (p *program) mayPanic(fn *ssa.Function) bool {
	return p.may(fn, p.panicking, func(instr ssa.Instruction) bool {
		_, ok := instr.(*ssa.Panic)
		return ok
	})
}

func hasReturn(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		if _, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && b != fn.Recover {
			return true
		}
	}
	return false
}

// mayBuild reports whether a function, its literals or what it calls make memory
// that such things can be put into.
func (p *program) mayBuild(fn *ssa.Function) bool {
	return p.may(fn, p.building, func(instr ssa.Instruction) bool {
		switch instr := instr.(type) {
		case *ssa.Alloc:
			return instr.Heap && p.holds(ssabuild.Deref(instr.Type()))
		case *ssa.MakeMap, *ssa.MakeSlice:
			return p.holds(instr.(ssa.Value).Type())
		case *ssa.MakeClosure:
			return p.sinks(instr, make(map[ssa.Value]bool))&result != 0
		}
		return p.instrMakes(instr)
	})
}

func (p *program) may(fn *ssa.Function, known map[*ssa.Function]bool, does func(ssa.Instruction) bool) bool {
	may, ok := known[fn]
	if ok {
		return may
	}
	known[fn] = false
	for i := 0; i < len(fn.AnonFuncs) && !may; i++ {
		may = p.may(fn.AnonFuncs[i], known, does)
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if may {
				break
			}
			may = does(instr)
			if call, ok := instr.(ssa.CallInstruction); ok && !may {
				if callee := call.Common().StaticCallee(); callee != nil && len(callee.Blocks) > 0 {
					may = p.may(callee, known, does)
				}
			}
		}
	}
	known[fn] = may
	return may
}

// weak reports whether it does not matter how often a loop goes round: it
// neither makes nor operates anything, and what it computes decides nothing. One
// round shows all the ways out of it.
func (m *machine) weak(l *loop) bool {
	if l.weak == nil {
		w := m.weakNew(l)
		l.weak = &w
	}
	return *l.weak
}

func (m *machine) weakNew(l *loop) bool {
	for b := range l.blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Phi:
				if decides(instr.Type()) && usedOutside(instr, l) {
					return false
				}
			case *ssa.Store:
				if decides(instr.Val.Type()) && m.tested(instr.Addr) {
					return false
				}
			case *ssa.MapUpdate, *ssa.Defer, *ssa.Panic:
				return false
			}
			if v, ok := instr.(ssa.Value); ok && m.holds(v.Type()) && usedOutside(v, l) {
				return false
			}
			if m.operates(instr) {
				return false
			}
		}
	}
	return true
}

// usedOutside reports whether a value is used outside of a loop, other than as
// what a function returns from inside.
func usedOutside(v ssa.Value, l *loop) bool {
	for _, r := range *v.Referrers() {
		if _, isReturn := r.(*ssa.Return); !l.blocks[r.Block()] && !isReturn {
			return true
		}
	}
	return false
}

func (p *program) mayOperate(fn *ssa.Function) bool { return p.may(fn, p.operating, p.operates) }

// operates reports whether an instruction, or what it calls, makes or operates
// something that goroutines wait for.
func (p *program) operates(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.Send, *ssa.Select, *ssa.Go, *ssa.MakeChan:
		return true
	case *ssa.UnOp:
		return instr.Op == token.ARROW
	case ssa.CallInstruction:
		c := instr.Common()
		if b, ok := c.Value.(*ssa.Builtin); ok {
			return b.Name() == "close" || b.Name() == "append" && p.holds(instr.Value().Type())
		}
		if c.IsInvoke() {
			return p.ownMethods()[c.Method.Name()]
		}
		callee := c.StaticCallee()
		if callee == nil {
			return true
		}
		if len(callee.Blocks) > 0 {
			return p.mayOperate(callee)
		}
		for _, e := range model.EffectsOf(foreignCallee(c)) {
			if intrinsics[e.Effect] != nil {
				return true
			}
		}
	}
	return false
}

// concerns reports whether a call can have to do with what the root made: it is
// given something to wait on, or memory that may hold such, or it returns
// something of the kind that it made. All else is the business of other roots.
func (m *machine) concerns(s *state, c *site) bool {
	r := newReachable(s)
	for _, v := range c.args {
		r.value(s.resolve(v))
	}
	for _, v := range c.binds {
		r.value(v)
	}
	if r.matters() || r.endless && (m.mayDerive(c.fn) || m.mayOperate(c.fn)) || m.mayEnd(c.fn) {
		return true
	}
	if c.fn.Parent() != nil && m.mayMake(c.fn) {
		return true // a literal has no other root
	}
	return m.reaches(c.fn.Signature.Results()) && m.mayBuild(c.fn)
}

// matters reports whether something was reached that was made here and can be
// waited for, or lead there.
func (r *reachable) matters() bool {
	if r.makes {
		return true
	}
	for id, seen := range r.seen {
		if !seen {
			continue
		}
		switch o := r.s.objs[id]; o.kind {
		case channel:
			if !o.external {
				return true
			}
		case memory:
			if !o.external && (o.typ == nil || r.s.m.holds(o.typ) || waits(o.val)) {
				return true
			}
		default:
			if !o.external {
				return true
			}
		}
	}
	return false
}

// waits reports whether there is a lock or a wait group in a value.
func waits(v value) bool {
	switch v := v.(type) {
	case lockV, groupV, onceV:
		return true
	case *aggV:
		if slices.ContainsFunc(v.elems, waits) {
			return true
		}
	}
	return false
}

// pointless reports whether nothing can be found any more on a path: there is
// nothing left to be stuck at, and nothing more will be made.
func (m *machine) pointless(s *state) bool {
	r := newReachable(s)
	for _, g := range s.gs {
		if g.status == done || g.status == stuck {
			continue
		}
		r.goroutine(g)
		for _, f := range g.frames {
			if f.fn != nil && m.makesFrom(f.fn, f.block) {
				return false
			}
		}
	}
	if r.makes {
		return false
	}
	for _, g := range s.gs {
		for _, f := range g.frames {
			if f.fn != nil && r.endless && m.mayDerive(f.fn.ssa) {
				return false
			}
		}
	}
	for id, seen := range r.seen {
		if seen && s.canStick(objID(id)) {
			return false
		}
	}
	return true
}

// canStick reports whether a goroutine can be stuck at an object: a channel that
// nobody outside serves.
func (s *state) canStick(id objID) bool {
	o := s.obj(id)
	return o.kind == channel && !o.external && (o.owner == 0 || !s.obj(o.owner).selfEnds) && (o.timer != pending || o.made != nil)
}

// makesFrom reports whether something to wait for may be made in a block or
// behind it.
func (p *program) makesFrom(f *function, b *ssa.BasicBlock) bool {
	if f.makes == nil {
		f.makes = make([]bool, len(f.ssa.Blocks))
		for _, c := range f.ssa.Blocks {
			f.makes[c.Index] = p.blockMakes(c)
		}
		for changed := true; changed; {
			changed = false
			for _, c := range f.ssa.Blocks {
				for _, succ := range c.Succs {
					if f.makes[succ.Index] && !f.makes[c.Index] {
						f.makes[c.Index], changed = true, true
					}
				}
			}
		}
	}
	return f.makes[b.Index]
}

func (p *program) blockMakes(b *ssa.BasicBlock) bool {
	for _, instr := range b.Instrs {
		if p.instrMakes(instr) {
			return true
		}
		switch instr := instr.(type) {
		case *ssa.MakeClosure:
			if p.mayMake(instr.Fn.(*ssa.Function)) {
				return true
			}
		case ssa.CallInstruction:
			if callee := instr.Common().StaticCallee(); callee != nil && len(callee.Blocks) > 0 && p.mayMake(callee) {
				return true
			}
		}
	}
	return false
}

// postDominator returns the block that every way from b to the end of the
// function comes through first, or nil.
func (f *function) postDominator(b *ssa.BasicBlock) *ssa.BasicBlock {
	if f.ipdom == nil {
		f.findPostDominators()
	}
	return f.ipdom[b.Index]
}

// leaves reports whether a function is left at the end of a block. A panic that
// nobody here recovers from ends the path; where the others meet does not depend
// on it.
func (f *function) leaves(b *ssa.BasicBlock) bool {
	if len(b.Succs) > 0 {
		return false
	}
	_, panics := b.Instrs[len(b.Instrs)-1].(*ssa.Panic)
	return !panics || f.ssa.Recover != nil
}

// findPostDominators computes immediate postdominators (Cooper, Harvey, Kennedy:
// A Simple, Fast Dominance Algorithm, 2001, on the reversed graph with one
// virtual exit).
func (f *function) findPostDominators() {
	blocks := f.ssa.Blocks
	n := len(blocks)
	exit := n
	succs := func(i int) []int {
		if f.leaves(blocks[i]) {
			return []int{exit}
		}
		list := make([]int, 0, 2)
		for _, s := range blocks[i].Succs {
			list = append(list, s.Index)
		}
		return list
	}
	// Postorder of the reversed graph, from the exit.
	order := make([]int, 0, n+1)
	number := make([]int, n+1)
	for i := range number {
		number[i] = -1
	}
	var visit func(i int)
	seen := make([]bool, n+1)
	visit = func(i int) {
		seen[i] = true
		if i == exit {
			for _, b := range blocks {
				if f.leaves(b) && !seen[b.Index] {
					visit(b.Index)
				}
			}
		} else {
			for _, p := range blocks[i].Preds {
				if !seen[p.Index] {
					visit(p.Index)
				}
			}
		}
		number[i] = len(order)
		order = append(order, i)
	}
	visit(exit)
	idom := make([]int, n+1)
	for i := range idom {
		idom[i] = -1
	}
	idom[exit] = exit
	for changed := true; changed; {
		changed = false
		for k := len(order) - 2; k >= 0; k-- {
			i := order[k]
			best := -1
			for _, s := range succs(i) {
				if idom[s] < 0 {
					continue
				}
				if best < 0 {
					best = s
					continue
				}
				a, b := best, s
				for a != b {
					for number[a] < number[b] {
						a = idom[a]
					}
					for number[b] < number[a] {
						b = idom[b]
					}
				}
				best = a
			}
			if best >= 0 && idom[i] != best {
				idom[i], changed = best, true
			}
		}
	}
	f.ipdom = make([]*ssa.BasicBlock, n)
	for i := range blocks {
		if idom[i] >= 0 && idom[i] != exit {
			f.ipdom[i] = blocks[idom[i]]
		}
	}
}
