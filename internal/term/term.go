// Package term numbers the expressions of functions in SSA form, so that those that are
// taken to have equal values have equal numbers: global value numbering by hash consing.
package term

import (
	"go/constant"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A Term is an expression of a function, by its number in a table: expressions
// that are taken to have equal values have equal numbers.
type Term int

// A node is an expression, one operator deep.
type node struct {
	op   token.Token // of an operator; else what it is: see below
	x, y Term
	of   any // by op: the ssa.Value of a leaf, the function that is called, the field, the type, the constant
}

// Besides the operators of Go a node has these, which none of them is.
const (
	opLeaf    = token.IDENT  // a value of which nothing is known
	opConst   = token.INT    // a constant
	opField   = token.PERIOD // a field, or its address
	opResult  = token.COMMA  // a component of a tuple
	opNext    = token.RANGE  // what a range comes to next
	opCall    = token.FUNC   // a function, before it gets its arguments
	opArg     = token.LPAREN // a call, with one more argument
	opIndex   = token.LBRACK // an element, or its address
	opConvert = token.TYPE   // a conversion to a type
	opMethod  = token.SELECT // a method of an interface, before it gets its arguments
)

// A Table numbers the values of one function: hash consing, as in value
// numbering. Loads of one place are one term, as if nothing were stored between
// them, and so are calls of one function with the same arguments.
type Table struct {
	terms  map[ssa.Value]Term
	number map[node]Term
	nodes  []node   // by term
	leaves [][]Term // of each term, which values it speaks of, in order
}

// NewTable returns an empty table.
func NewTable() *Table {
	return &Table{terms: make(map[ssa.Value]Term), number: make(map[node]Term)}
}

// intern returns the number of a node.
func (t *Table) intern(n node, operands ...Term) Term {
	id, ok := t.number[n]
	if ok {
		return id
	}
	id = Term(len(t.leaves))
	t.number[n] = id
	var leaves []Term
	if n.op == opLeaf {
		leaves = []Term{id}
	}
	for _, x := range operands {
		leaves = union(leaves, t.leaves[x])
	}
	t.nodes = append(t.nodes, n)
	t.leaves = append(t.leaves, leaves)
	return id
}

// union returns the union of two sorted lists.
func union(a, b []Term) []Term {
	switch {
	case len(a) == 0:
		return b
	case len(b) == 0:
		return a
	}
	list := slices.Concat(a, b)
	slices.Sort(list)
	return slices.Compact(list)
}

// Of returns the term of a value.
func (t *Table) Of(v ssa.Value) Term {
	if id, ok := t.terms[v]; ok {
		return id
	}
	id := t.compute(v) // comes to an end: a value is computed from those before it, but for a phi
	t.terms[v] = id
	return id
}

func (t *Table) compute(v ssa.Value) Term {
	switch v := v.(type) {
	case *ssa.Const:
		return t.intern(node{op: opConst, of: constOf(v)})
	case *ssa.Next:
		return t.unary(opNext, v.Iter, nil)
	case *ssa.Range:
		return t.Of(v.X)
	case *ssa.UnOp:
		return t.unary(v.Op, v.X, nil)
	case *ssa.FieldAddr:
		return t.unary(opField, v.X, v.Field)
	case *ssa.Field:
		return t.unary(opField, v.X, v.Field)
	case *ssa.Extract:
		return t.unary(opResult, v.Tuple, v.Index)
	case *ssa.IndexAddr:
		return t.binary(opIndex, v.X, v.Index)
	case *ssa.Index:
		return t.binary(opIndex, v.X, v.Index)
	case *ssa.Lookup:
		return t.binary(opIndex, v.X, v.Index)
	case *ssa.BinOp:
		return t.binary(v.Op, v.X, v.Y)
	case *ssa.Convert:
		return t.unary(opConvert, v.X, v.Type())
	case *ssa.ChangeType:
		return t.unary(opConvert, v.X, v.Type())
	case *ssa.MakeInterface:
		return t.unary(opConvert, v.X, v.Type())
	case *ssa.Call:
		return t.call(&v.Call)
	}
	return t.intern(node{op: opLeaf, of: v})
}

func (t *Table) unary(op token.Token, operand ssa.Value, of any) Term {
	x := t.Of(operand)
	return t.intern(node{op: op, x: x, of: of}, x)
}

func (t *Table) binary(op token.Token, left, right ssa.Value) Term {
	x, y := t.Of(left), t.Of(right)
	return t.intern(node{op: op, x: x, y: y}, x, y)
}

func (t *Table) call(call *ssa.CallCommon) Term {
	var id Term
	switch fn := call.StaticCallee(); {
	case call.IsInvoke():
		id = t.unary(opMethod, call.Value, call.Method)
	case fn != nil:
		id = t.intern(node{op: opCall, of: fn})
	default:
		if b, ok := call.Value.(*ssa.Builtin); ok {
			id = t.intern(node{op: opCall, of: b.Name()})
		} else {
			id = t.unary(opCall, call.Value, nil)
		}
	}
	for _, arg := range call.Args {
		x := t.Of(arg)
		id = t.intern(node{op: opArg, x: id, y: x}, id, x)
	}
	return id
}

// constOf returns a constant as a value that can be compared: nil, a string, a
// bool, an int64, or the exact text of another number.
func constOf(c *ssa.Const) any {
	if c.Value == nil {
		return nil
	}
	switch c.Value.Kind() {
	case constant.String:
		return constant.StringVal(c.Value)
	case constant.Bool:
		return constant.BoolVal(c.Value)
	}
	if i, exact := constant.Int64Val(constant.ToInt(c.Value)); exact {
		return i
	}
	return number(c.Value.ExactString())
}

// A number is one that is no int64.
type number string

// Condition returns the term of a condition, or that of its negation.
func (t *Table) Condition(cond ssa.Value) (id Term, negated bool) {
	c, ok := cond.(*ssa.BinOp)
	if !ok {
		return t.Of(cond), false
	}
	op, x, y := c.Op, t.Of(c.X), t.Of(c.Y)
	switch op {
	case token.NEQ:
		op, negated = token.EQL, true
	case token.GEQ: // !(x < y)
		op, negated = token.LSS, true
	case token.LEQ: // !(y < x)
		op, negated, x, y = token.LSS, true, y, x
	case token.GTR:
		op, x, y = token.LSS, y, x
	}
	if op == token.EQL && y < x {
		x, y = y, x
	}
	return t.intern(node{op: op, x: x, y: y}, x, y), negated
}

// IsNil returns the term of v == nil.
func (t *Table) IsNil(v ssa.Value) Term {
	x, y := t.Of(v), t.intern(node{op: opConst})
	if y < x {
		x, y = y, x
	}
	return t.intern(node{op: token.EQL, x: x, y: y}, x, y)
}

// Excludes reports whether two conditions cannot both hold: each compares the same
// value with a constant, and these are two.
func (t *Table) Excludes(a, b Term) bool {
	x, c, okA := t.equality(a)
	y, d, okB := t.equality(b)
	return okA && okB && x == y && c != d
}

// equality returns the value and the constant that a condition says are equal.
func (t *Table) equality(id Term) (x, c Term, ok bool) {
	n := t.nodes[id]
	switch {
	case n.op != token.EQL:
		return 0, 0, false
	case t.nodes[n.y].op == opConst:
		return n.x, n.y, true
	case t.nodes[n.x].op == opConst:
		return n.y, n.x, true
	}
	return 0, 0, false
}

// Share reports whether two terms speak of the same value, or of parts of it.
func (t *Table) Share(a, b Term) bool {
	return slices.ContainsFunc(t.leaves[a], func(x Term) bool {
		_, found := slices.BinarySearch(t.leaves[b], x)
		return found
	})
}
