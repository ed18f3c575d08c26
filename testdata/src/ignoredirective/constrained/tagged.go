//go:build !special

package constrained

// Where this file is not compiled, something else may need the directive.
func tagged() {
	_ = 0 //gopitfalls:ignore connfile on some systems
}
