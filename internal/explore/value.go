package explore

import (
	"go/constant"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A value is what a register or a place in memory holds:
//
//	intV, boolV, strV, nilV   constants
//	sym                       a symbol: something unknown with an identity
//	ptr                       a pointer to an object of the state
//	chanV                     a channel of the state
//	*funcV                    a function with its bindings
//	*native                   a function that the interpreter provides
//	*ifaceV                   an interface with a known dynamic type
//	*aggV                     a struct, an array, or the results of a call
//	sliceV, mapV, ctxV, iterV
//	lockV, groupV, onceV      the state of a sync type, where it lies in memory
//
// Values do not change; memory is changed by storing another value. All but
// the pointer-shaped ones are comparable by what they hold.
type value any

type (
	// An intV is an integer.
	intV int64
	// A boolV is true or false.
	boolV bool
	// A strV is a string.
	strV string
	// A nilV is nil, of whatever type.
	nilV struct{}
)

// An objID names an object of a state.
type objID int32

// A ptr points to an object or to a part of it.
type ptr struct {
	obj  objID
	path *path // nil: the whole object
}

// A path leads from an object to a part of it. Paths are interned, so they can
// be compared.
type path struct {
	up    *path
	index int
}

// A chanV is a channel, seen through a channel type of some direction: who holds
// only the receiving end cannot help a receiver.
type chanV struct {
	obj objID
	dir types.ChanDir
}

// A funcV is a function of the package, or a function value.
type funcV struct {
	fn    *ssa.Function
	binds []value
}

// A native is a function value that the interpreter provides: a cancel function, the
// stop function of context.AfterFunc, an iterator.
type native struct {
	kind nativeKind
	obj  objID
	arg  value
}

// A nativeKind says what a function does that the interpreter provides.
type nativeKind uint8

const (
	cancelFunc nativeKind = iota
	stopFunc              // of the goroutine that obj is the handle of
	onceFunc              // runs arg once; obj holds a onceV
	iterFunc              // calls its argument zero or more times
	inertFunc             // does nothing that matters
)

// An ifaceV is a value in an interface.
type ifaceV struct {
	typ types.Type
	v   value
}

// An aggV is a struct, an array or a tuple. An element that is nil was never
// looked at, which only happens in external objects.
type aggV struct{ elems []value }

// A sliceV is a slice whose elements are known: those from lo to hi of the array
// that is the object.
type sliceV struct {
	obj    objID
	lo, hi int
}

// A mapV is a map whose entries are known.
type mapV struct{ obj objID }

// A ctxV is a context made by the code explored, or context.Background.
type ctxV struct{ obj objID }

// An iterV is the iterator of a range over a map or string.
type iterV struct{ obj objID }

// A lockV is the state of a sync.Mutex or sync.RWMutex.
type lockV struct {
	writer  bool
	readers int
}

// A groupV is the state of a sync.WaitGroup or an errgroup.Group.
type groupV struct {
	count  int
	limit  int   // of an errgroup, if positive
	cancel objID // the context of an errgroup, or 0
}

// A onceV is the state of a sync.Once.
type onceV struct{ done bool }

// A deferV is the defer stack of a frame, which the body of a range over a
// function adds to.
type deferV struct{ g, depth int }

func (tab *table) constant(c *ssa.Const) value {
	if c.Value == nil {
		return tab.zero(c.Type())
	}
	switch c.Value.Kind() {
	case constant.Bool:
		return boolV(constant.BoolVal(c.Value))
	case constant.String:
		return strV(constant.StringVal(c.Value))
	case constant.Int:
		if n, ok := constant.Int64Val(c.Value); ok {
			if b, ok := c.Type().Underlying().(*types.Basic); ok && b.Info()&types.IsInteger != 0 {
				return intV(n)
			}
		}
	}
	return tab.intern(expr{op: opConst, x: strV(c.Value.ExactString())}) // equal constants are one symbol
}

// zero returns the zero value of a type.
func (tab *table) zero(t types.Type) value {
	if v := tab.syncZero(t); v != nil {
		return v
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch {
		case u.Info()&types.IsInteger != 0:
			return intV(0)
		case u.Info()&types.IsBoolean != 0:
			return boolV(false)
		case u.Info()&types.IsString != 0:
			return strV("")
		case u.Kind() == types.UnsafePointer, u.Kind() == types.UntypedNil:
			return nilV{}
		}
		return tab.intern(expr{op: opConst, x: strV("0")})
	case *types.Struct:
		elems := make([]value, u.NumFields())
		for i := range elems {
			elems[i] = tab.zero(u.Field(i).Type())
		}
		return &aggV{elems}
	case *types.Array:
		if n := int(u.Len()); n <= maxElems {
			elems := make([]value, n)
			if n > 0 {
				z := tab.zero(u.Elem())
				for i := range elems {
					elems[i] = z
				}
			}
			return &aggV{elems}
		}
		return tab.fresh()
	case *types.Tuple:
		elems := make([]value, u.Len())
		for i := range elems {
			elems[i] = tab.zero(u.At(i).Type())
		}
		return &aggV{elems}
	case *types.TypeParam:
		return tab.intern(expr{op: opConst, x: strV("zero " + u.String())})
	}
	return nilV{}
}

// maxElems bounds arrays, slices and maps whose elements are known one by one.
const maxElems = 12

// syncZero returns the state of a sync type that was just made, or nil.
func (tab *table) syncZero(t types.Type) value {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Pkg() == nil {
		return nil
	}
	switch n.Obj().Pkg().Path() + "." + n.Obj().Name() {
	case "sync.WaitGroup", "golang.org/x/sync/errgroup.Group":
		return groupV{}
	case "sync.Mutex", "sync.RWMutex":
		return lockV{}
	case "sync.Once":
		return onceV{}
	}
	return nil
}
