package obligation

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A settling is where an obligation is met, or becomes somebody else's, in one function.
type settling struct {
	finder   *Finder
	fn       *ssa.Function
	contract model.Contract
	at       map[ssa.Instruction]bool // of fn
	seen     map[ssa.Value]bool
	outs     []ssa.Value // the channels that are to be drained
	others   []ssa.Value // channels that come beside it, of which one may tell that it has ended
	lost     bool        // it is not known where
}

func newSettling(f *Finder, fn *ssa.Function, c model.Contract) *settling {
	return &settling{finder: f, fn: fn, contract: c, at: make(map[ssa.Instruction]bool), seen: make(map[ssa.Value]bool)}
}

// follow looks at all that is done with a value. A part of it, such as a channel that it has,
// does not end it, but who has that may know how to.
func (s *settling) follow(v ssa.Value, part bool) {
	if s.seen[v] {
		return
	}
	s.seen[v] = true
	if _, ok := v.Type().Underlying().(*types.Chan); ok && !part {
		s.outs = append(s.outs, v)
	}
	for _, u := range s.finder.flow.LocalUses(v) {
		if s.settles(u, part) {
			s.mark(u.Instr)
		}
	}
}

// mark notes that an instruction settles. If it stands in a literal that is where the literal
// is made; in a function around fn somebody else has the variable.
func (s *settling) mark(instr ssa.Instruction) {
	for range maxCalls {
		if instr.Parent() == s.fn {
			s.at[instr] = true
			return
		}
		closure := s.finder.flow.Closure(instr.Parent())
		if closure == nil {
			break
		}
		instr = closure
	}
	s.lost = true
}

// before reports whether the obligation is met by what was deferred before it was made.
//
//	defer func() { if w != nil { w.Close() } }()
//	w, err = fsnotify.NewWatcher()
func (s *settling) before(call *ssa.Call) bool {
	for instr := range s.at {
		switch instr.(type) {
		case *ssa.MakeClosure, *ssa.Defer:
		default:
			continue
		}
		if cfg.Reaches(instr, call) && !cfg.Reaches(call, instr) {
			return true
		}
	}
	return false
}

// beside looks at what a call returns beside a channel: what is done with that may end who sends.
func (s *settling) beside(call *ssa.Call, v, err ssa.Value) {
	if s.contract.Kind != model.MustDrain && s.contract.Kind != model.MustLeave || s.contract.On.Kind != model.Res {
		return
	}
	if _, ok := call.Type().(*types.Tuple); !ok {
		return
	}
	for _, ref := range *call.Referrers() {
		e, ok := ref.(*ssa.Extract)
		if !ok || ssa.Value(e) == v || ssa.Value(e) == err {
			continue
		}
		if _, ok := e.Type().Underlying().(*types.Chan); ok && s.contract.Kind == model.MustLeave {
			s.outs = append(s.outs, e)
			continue
		} else if ok {
			s.others = append(s.others, e)
		}
		for _, u := range s.finder.flow.LocalUses(e) {
			switch u.Instr.(type) {
			case *ssa.DebugRef, *ssa.BinOp, *ssa.Select, *ssa.If:
			default:
				s.mark(u.Instr)
			}
		}
	}
}

// settles reports whether a use meets the obligation or hands it on.
func (s *settling) settles(u flow.Use, part bool) bool {
	switch instr := u.Instr.(type) {
	case *ssa.DebugRef, *ssa.BinOp, *ssa.If, *ssa.Range, *ssa.Next, *ssa.Lookup, *ssa.Index:
		return false
	case *ssa.UnOp:
		if instr.Op == token.ARROW {
			// A receive that does not ask whether the channel is closed knows how many come.
			s.lost = s.lost || s.contract.Kind == model.MustDrain && !instr.CommaOk
			return s.drainedElsewhere(instr)
		}
		return instr.Op == token.MUL // a copy of the object
	case *ssa.Select:
		return s.drainedElsewhere(instr) || slices.ContainsFunc(instr.States, func(st *ssa.SelectState) bool { return st.Send == u.Value })
	case *ssa.Send:
		return instr.X == u.Value
	case *ssa.Store:
		return !printed(instr)
	case *ssa.FieldAddr:
		return s.field(instr)
	case *ssa.MakeClosure:
		return s.captured(instr)
	case ssa.CallInstruction:
		return s.call(instr, u.Value, part)
	}
	return true
}

// drainedElsewhere reports whether a receive is one by a literal, which may read the channel
// to its end: when it is called is not asked.
func (s *settling) drainedElsewhere(recv ssa.Instruction) bool {
	return s.contract.Kind == model.MustDrain && recv.Parent() != s.fn
}

// printed reports whether what is stored is an argument of a function that prints it.
//
//	t1 = new [1]any (varargs)
//	t2 = &t1[0:int]
//	*t2 = t0
//	t4 = slice t1[:]
//	t5 = fmt.Println(t4...)
func printed(s *ssa.Store) bool {
	addr, ok := s.Addr.(*ssa.IndexAddr)
	if !ok {
		return false
	}
	array, ok := addr.X.(*ssa.Alloc)
	if !ok {
		return false
	}
	for _, ref := range *array.Referrers() {
		switch ref := ref.(type) {
		case *ssa.IndexAddr:
		case *ssa.Slice:
			for _, use := range *ref.Referrers() {
				site, ok := use.(ssa.CallInstruction)
				if !ok || !model.IsPrint(callee.Of(site.Common())) {
					return false
				}
			}
		default:
			return false
		}
	}
	return true
}

// field: a part of the object is loaded, or set.
//
//	t2 = &t1.Events [#0]
//	t3 = *t2
func (s *settling) field(addr *ssa.FieldAddr) bool {
	for _, ref := range *addr.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Store:
			if ref.Addr != addr {
				return true
			}
		case *ssa.UnOp:
			if f := ssabuild.Field(addr); f != nil && slices.Contains(s.contract.Out, f.Name()) {
				s.follow(ref, false)
				continue
			}
			s.part(ref)
		case *ssa.DebugRef:
		default:
			return true
		}
	}
	return false
}

// part follows what is had of the object, if it can stand for it.
func (s *settling) part(v ssa.Value) {
	switch v.Type().Underlying().(type) {
	case *types.Chan, *types.Signature:
	case *types.Pointer, *types.Interface:
		if ssabuild.IsError(v.Type()) || types.NewMethodSet(v.Type()).Len() == 0 {
			return
		}
	default:
		return
	}
	s.follow(v, true)
}

// captured: a literal has it. What one does that is called or deferred is seen; one that goes
// elsewhere, or runs in a goroutine, holds it.
func (s *settling) captured(mc *ssa.MakeClosure) bool {
	if callee.IsBound(mc.Fn.(*ssa.Function)) {
		return true // w.Close, for somebody to call
	}
	for _, u := range s.finder.flow.LocalUses(mc) {
		switch instr := u.Instr.(type) {
		case *ssa.Call:
			if instr.Call.Value == u.Value {
				continue
			}
		case *ssa.Defer:
			if instr.Call.Value == u.Value {
				continue
			}
		case *ssa.DebugRef:
			continue
		}
		return true
	}
	return false
}

// call: a method of the object, or a function that is given it.
func (s *settling) call(site ssa.CallInstruction, v ssa.Value, part bool) bool {
	common := site.Common()
	if _, ok := site.(*ssa.Go); ok {
		return true // the goroutine has it
	}
	if common.Value == v && !common.IsInvoke() {
		return !part // the cleanup is called
	}
	if callee.IsReceiver(common, v) {
		if !part && slices.Contains(s.contract.Ends, callee.Of(common).Name()) {
			return true
		}
		if fn := flow.Callee(common); fn == nil || len(fn.Blocks) == 0 {
			s.parts(site)
			return false
		}
	}
	if b, ok := common.Value.(*ssa.Builtin); ok {
		return b.Name() == "append" || b.Name() == "close"
	}
	if model.IsPrint(callee.Of(common)) || s.asks(callee.Of(common)) {
		return false
	}
	fn := flow.Callee(common)
	if fn == nil || len(fn.Blocks) == 0 {
		return true
	}
	for i, arg := range common.Args {
		if arg == v && s.finder.settlesParam(fn, i, s.contract, part) {
			return true
		}
	}
	return false
}

// asks reports whether a function of the library returns nothing that could have the object.
func (s *settling) asks(fn *types.Func) bool {
	if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != s.contract.Package() {
		return false
	}
	for v := range fn.Signature().Results().Variables() {
		if _, ok := v.Type().Underlying().(*types.Basic); !ok && !ssabuild.IsError(v.Type()) {
			return false
		}
	}
	return fn.Signature().Results().Len() > 0
}

// parts follows what a method of the object returns.
func (s *settling) parts(site ssa.CallInstruction) {
	call, ok := site.(*ssa.Call)
	if !ok {
		return
	}
	if slices.Contains(s.contract.Out, callee.Of(site.Common()).Name()) {
		s.follow(call, false)
		return
	}
	if _, ok := call.Type().(*types.Tuple); !ok {
		s.part(call)
		return
	}
	for _, ref := range *call.Referrers() {
		if e, ok := ref.(*ssa.Extract); ok {
			s.part(e)
		}
	}
}

// settlesParam reports whether a function settles what it is given, on some path: more is not
// asked, since it may tell its caller.
func (f *Finder) settlesParam(fn *ssa.Function, i int, c model.Contract, part bool) bool {
	if part || i >= len(fn.Params) {
		return true
	}
	p := param{fn.Params[i], c.Kind, ""}
	if len(c.Ends) > 0 {
		p.end = c.Ends[0]
	}
	if known, ok := f.params[p]; ok {
		return known
	}
	f.params[p] = false // for calls that lead back
	s := newSettling(f, fn, c)
	s.follow(fn.Params[i], false)
	f.params[p] = s.lost || len(s.at) > 0 || c.Kind == model.MustDrain && drains(f, fn.Params[i])
	return f.params[p]
}

// drains reports whether something is received from a channel that a function is given: how
// much, it may tell its caller.
func drains(f *Finder, v ssa.Value) bool {
	return slices.ContainsFunc(f.flow.LocalUses(v), func(u flow.Use) bool {
		switch instr := u.Instr.(type) {
		case *ssa.UnOp:
			return instr.Op == token.ARROW
		case *ssa.Select:
			return true
		}
		return false
	})
}
