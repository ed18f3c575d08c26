// Package cfg answers questions about the control flow of one function in SSA
// form: the order of its instructions, its natural loops, where its branches meet
// again, which of its values are live where.
package cfg

import "golang.org/x/tools/go/ssa"

// HasReturn reports whether a function may return other than by recovering from
// a panic.
func HasReturn(fn *ssa.Function) bool { return len(Returns(fn)) > 0 }
