package lockset

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// An operation is what a call of package sync does to its receiver.
type operation struct {
	kind   operationKind
	read   bool // of a reader
	locker bool // of whatever is in a sync.Locker
}

type operationKind uint8

const (
	noOperation operationKind = iota
	locks
	tries
	unlocks
)

var operations = map[model.Effect]operation{
	model.Lock:     {kind: locks},
	model.RLock:    {kind: locks, read: true},
	model.IfLock:   {kind: locks, locker: true},
	model.TryLock:  {kind: tries},
	model.TryRLock: {kind: tries, read: true},
	model.Unlock:   {kind: unlocks},
	model.RUnlock:  {kind: unlocks, read: true},
	model.IfUnlock: {kind: unlocks, locker: true},
}

// operationOf returns what a function of package sync does.
func operationOf(fn *types.Func) operation {
	for _, e := range model.EffectsOf(fn) {
		if op, ok := operations[e.Effect]; ok {
			return op
		}
	}
	return operation{}
}

// arguments returns the arguments of a call as its callee counts its parameters: the
// receiver first.
func arguments(call *ssa.CallCommon) []ssa.Value {
	if call.IsInvoke() {
		return append([]ssa.Value{call.Value}, call.Args...)
	}
	return call.Args
}

// IsDirect reports whether a call locks or unlocks a lock that it names, and not what is in a
// sync.Locker.
func IsDirect(call ssa.CallInstruction) bool {
	op := operationOf(callee.Of(call.Common()))
	return op.kind != noOperation && !op.locker
}

// IsDo reports whether an instruction calls the Do of a sync.Once.
func IsDo(instr ssa.Instruction) bool {
	call, ok := instr.(ssa.CallInstruction)
	return ok && model.Has(callee.Of(call.Common()), model.OnceDo)
}

// IsOperation reports whether a call is one of package sync that locks or unlocks.
func IsOperation(call ssa.CallInstruction) bool {
	return operationOf(callee.Of(call.Common())).kind != noOperation
}

// Reads reports whether a call takes, or gives back, a lock for reading.
func Reads(call ssa.CallInstruction) bool { return operationOf(callee.Of(call.Common())).read }
