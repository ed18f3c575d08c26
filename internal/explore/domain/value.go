package domain

import (
	"go/constant"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A Value is what a register or a place in memory holds:
//
//	IntV, BoolV, StrV, NilV   constants
//	Symbol                    a symbol: something unknown with an identity
//	Ptr                       a pointer to an object of the state
//	ChanV                     a channel of the state
//	*FuncV                    a function with its bindings
//	*Native                   a function that the interpreter provides
//	*IfaceV                   an interface with a known dynamic type
//	*AggV                     a struct, an array, or the results of a call
//	SliceV, MapV, CtxV, IterV
//	LockV, GroupV, OnceV      the state of a sync type, where it lies in memory
//
// Values do not change; memory is changed by storing another value. All but
// the pointer-shaped ones are comparable by what they hold.
type Value any

type (
	// An IntV is an integer.
	IntV int64
	// A BoolV is true or false.
	BoolV bool
	// A StrV is a string.
	StrV string
	// A NilV is nil, of whatever type.
	NilV struct{}
)

// An ObjectID names an object of a state.
type ObjectID int32

// A Ptr points to an object or to a part of it.
type Ptr struct {
	Obj  ObjectID
	Path *Path // nil: the whole object
}

// A Path leads from an object to a part of it. Paths are interned, so they can
// be compared.
type Path struct {
	Up    *Path
	Index int
}

// A ChanV is a channel, seen through a channel type of some direction: a goroutine that
// holds only the receiving end cannot help a receiver.
type ChanV struct {
	Obj ObjectID
	Dir types.ChanDir
}

// A FuncV is a function of the package, or a function value.
type FuncV struct {
	Fn    *ssa.Function
	Binds []Value
}

// A Native is a function value that the interpreter provides: a cancel function, the
// stop function of context.AfterFunc, an iterator.
type Native struct {
	Kind NativeKind
	Obj  ObjectID
	Arg  Value
}

// A NativeKind says what a function does that the interpreter provides.
type NativeKind uint8

const (
	CancelFunc NativeKind = iota
	StopFunc              // of the goroutine that obj is the handle of
	OnceFunc              // runs arg once; obj holds a OnceV
	IterFunc              // calls its argument zero or more times
	InertFunc             // does nothing that matters
	ReadLocker            // no function: the sync.Locker that locks arg to read
)

// An IfaceV is a value in an interface.
type IfaceV struct {
	Type  types.Type
	Value Value
}

// An AggV is a struct, an array or a tuple. An element that is nil was never
// looked at, which only happens in external objects.
type AggV struct{ Elems []Value }

// A SliceV is a slice whose elements are known: those from lo to hi of the array
// that is the object.
type SliceV struct {
	Obj    ObjectID
	Lo, Hi int
}

// A MapV is a map whose entries are known.
type MapV struct{ Obj ObjectID }

// A CtxV is a context made by the code explored, or context.Background.
type CtxV struct{ Obj ObjectID }

// An IterV is the iterator of a range over a map or string.
type IterV struct{ Obj ObjectID }

// A LockV is the state of a sync.Mutex or sync.RWMutex. Who holds it, goroutines know
// (Goroutine.Held).
type LockV struct {
	Writer  bool
	Readers int
	Pending bool // a writer waits for the readers to leave, and keeps new ones out
}

// A GroupV is the state of a sync.WaitGroup or an errgroup.Group.
type GroupV struct {
	Count  int
	Limit  int      // of an errgroup, if positive
	Cancel ObjectID // the context of an errgroup, or 0

	Guessed bool // the count is one of the numbers that were tried for one that is not known
}

// An OnceV is the state of a sync.Once.
type OnceV struct{ Done bool }

// A CondV is the state of a sync.Cond: the goroutines that wait to be signalled, in the
// order in which they came. It lies where the runtime's list of them does.
type CondV struct{ Waiting *Waiters }

// Waiters are goroutines, by index: a list that never changes.
type Waiters struct{ list []int }

// Len returns how many wait.
func (c CondV) Len() int {
	if c.Waiting == nil {
		return 0
	}
	return len(c.Waiting.list)
}

// Wait returns the condition with one more goroutine that waits.
func (c CondV) Wait(gi int) CondV {
	if c.Waiting == nil {
		return CondV{&Waiters{[]int{gi}}}
	}
	return CondV{&Waiters{append(slices.Clip(c.Waiting.list), gi)}}
}

// Signal takes up to n goroutines from those that wait, those first that came first.
func (c CondV) Signal(n int) (list []int, left CondV) {
	if c.Len() == 0 {
		return nil, CondV{}
	}
	n = min(n, c.Len())
	if n == c.Len() {
		return c.Waiting.list, CondV{}
	}
	return c.Waiting.list[:n], CondV{&Waiters{c.Waiting.list[n:]}}
}

// Turn returns the place of a goroutine among those that wait for a condition.
func (s *State) Turn(g *Goroutine, w *Wait) int {
	c, ok := Read(s.Object(w.At.Obj).Value, w.At.Path).(CondV)
	if !ok || c.Waiting == nil {
		return -1
	}
	return slices.Index(c.Waiting.list, g.ID)
}

// A DeferV is the defer stack of a frame, which the body of a range over a
// function adds to.
type DeferV struct{ G, Depth int }

func (tab *Table) constant(c *ssa.Const) Value {
	if c.Value == nil {
		return tab.Zero(c.Type())
	}
	switch c.Value.Kind() {
	case constant.Bool:
		return BoolV(constant.BoolVal(c.Value))
	case constant.String:
		return StrV(constant.StringVal(c.Value))
	case constant.Int:
		if n, ok := constant.Int64Val(c.Value); ok {
			if b, ok := c.Type().Underlying().(*types.Basic); ok && b.Info()&types.IsInteger != 0 {
				return IntV(n)
			}
		}
	}
	return tab.Intern(Expr{Op: OpConst, X: StrV(c.Value.ExactString())}) // equal constants are one symbol
}

// Zero returns the zero value of a type.
func (tab *Table) Zero(t types.Type) Value {
	if v := tab.syncZero(t); v != nil {
		return v
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch {
		case u.Info()&types.IsInteger != 0:
			return IntV(0)
		case u.Info()&types.IsBoolean != 0:
			return BoolV(false)
		case u.Info()&types.IsString != 0:
			return StrV("")
		case u.Kind() == types.UnsafePointer, u.Kind() == types.UntypedNil:
			return NilV{}
		}
		return tab.Intern(Expr{Op: OpConst, X: StrV("0")})
	case *types.Struct:
		elems := make([]Value, u.NumFields())
		for i := range elems {
			elems[i] = tab.Zero(u.Field(i).Type())
		}
		return &AggV{elems}
	case *types.Array:
		if n := int(u.Len()); n <= MaxElems {
			elems := make([]Value, n)
			if n > 0 {
				z := tab.Zero(u.Elem())
				for i := range elems {
					elems[i] = z
				}
			}
			return &AggV{elems}
		}
		return tab.Fresh()
	case *types.Tuple:
		elems := make([]Value, u.Len())
		for i := range elems {
			elems[i] = tab.Zero(u.At(i).Type())
		}
		return &AggV{elems}
	case *types.TypeParam:
		return tab.Intern(Expr{Op: OpConst, X: StrV("zero " + u.String())})
	}
	return NilV{}
}

// MaxElems bounds arrays, slices and maps whose elements are known one by one.
const MaxElems = 12

// syncZero returns the state of a sync type that was just made, or nil.
func (tab *Table) syncZero(t types.Type) Value {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Pkg() == nil {
		return nil
	}
	switch n.Obj().Pkg().Path() + "." + n.Obj().Name() {
	case "sync.WaitGroup", "golang.org/x/sync/errgroup.Group":
		return GroupV{}
	case "sync.Mutex", "sync.RWMutex":
		return LockV{}
	case "sync.Once":
		return OnceV{}
	case "sync.notifyList":
		return CondV{}
	}
	return nil
}
