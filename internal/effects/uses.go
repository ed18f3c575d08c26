package effects

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callgraph"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// ends are the ends of a channel that code uses: it may receive from it, or send to it and close it.
type ends uint8

const (
	recvEnd ends = 1 << iota
	sendEnd

	bothEnds = recvEnd | sendEnd
)

// endsOf returns the ends of a channel that a function uses under one name:
//
//	t2 = <-t1                      select blocking [<-t1]
func endsOf(ch ssa.Value) (e ends) {
	for _, r := range *ch.Referrers() {
		switch r := r.(type) {
		case *ssa.DebugRef:
		case *ssa.UnOp:
			if r.Op != token.ARROW {
				return bothEnds
			}
			e |= recvEnd
		case *ssa.Select:
			for _, st := range r.States {
				switch {
				case st.Send == ch:
					return bothEnds
				case st.Chan == ch && st.Dir == types.SendOnly:
					e |= sendEnd
				case st.Chan == ch:
					e |= recvEnd
				}
			}
		case *ssa.Send:
			if r.X == ch {
				return bothEnds
			}
			e |= sendEnd
		default:
			return bothEnds
		}
	}
	return e
}

// FieldUses are the fields through which code comes to channels, and the ends that it uses of a
// channel in one.
type FieldUses map[*types.Var]ends

// OfField reports whether a field is used and, if a channel lies in it, what for.
func (u FieldUses) OfField(f *types.Var) (used, receives, sends bool) {
	e, used := u[f.Origin()]
	return used, e&recvEnd != 0, e&sendEnd != 0
}

// OfValue reports what a channel is used for under one name.
func (u FieldUses) OfValue(ch ssa.Value) (receives, sends bool) {
	e := endsOf(ch)
	return e&recvEnd != 0, e&sendEnd != 0
}

// FieldUses returns what fields of the package some functions use, and whatever they lead to, or nil
// if that is not known: they call a function value, or copy a struct.
func (p *Package) FieldUses(fns []*ssa.Function) FieldUses {
	all := make(FieldUses)
	for _, fn := range fns {
		uses, known := p.fieldUses[fn]
		if !known {
			uses = p.findFieldUses(fn)
			p.fieldUses[fn] = uses
		}
		if uses == nil {
			return nil
		}
		for f, e := range uses {
			all[f] |= e
		}
	}
	return all
}

func (p *Package) findFieldUses(fn *ssa.Function) FieldUses {
	uses := make(FieldUses)
	seen := make(map[*callgraph.Node]bool)
	work := []*callgraph.Node{p.Graph.Node(fn)}
	for len(work) > 0 {
		n := work[len(work)-1]
		work = work[:len(work)-1]
		if n == nil {
			return nil
		}
		if seen[n] {
			continue
		}
		seen[n] = true
		for _, b := range n.Func.Blocks {
			for _, instr := range b.Instrs {
				if !p.addUses(uses, instr) {
					return nil
				}
			}
		}
		for _, e := range n.Out {
			work = append(work, e.Node)
		}
	}
	return uses
}

// addUses adds the field that an instruction selects. It reports false if it may use any.
func (p *Package) addUses(uses FieldUses, instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.FieldAddr:
		if f := ssabuild.Field(instr); f != nil {
			uses[f.Origin()] |= endsAt(instr)
		}
	case *ssa.Field:
		if f := ssabuild.FieldOf(instr); f != nil {
			uses[f.Origin()] = bothEnds
		}
	case *ssa.UnOp:
		_, copies := instr.Type().Underlying().(*types.Struct)
		return instr.Op != token.MUL || !copies || !p.Reaches(instr.Type())
	case ssa.CallInstruction:
		c := instr.Common()
		_, isBuiltin := c.Value.(*ssa.Builtin)
		return c.IsInvoke() || isBuiltin || c.StaticCallee() != nil || ssabuild.IsCancel(c.Value.Type())
	}
	return true
}

// endsAt returns the ends that are used of a channel in a field, or both.
func endsAt(addr *ssa.FieldAddr) (e ends) {
	if !isChannel(ssabuild.Deref(addr.Type())) {
		return bothEnds
	}
	for _, r := range *addr.Referrers() {
		load, ok := r.(*ssa.UnOp)
		if !ok {
			return bothEnds
		}
		e |= endsOf(load)
	}
	return e
}
