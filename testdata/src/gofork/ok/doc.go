// Package ok starts processes in ways that leave no child with half a runtime.
package ok
