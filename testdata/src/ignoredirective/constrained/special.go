//go:build special

package constrained
