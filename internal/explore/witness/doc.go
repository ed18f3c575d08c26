// Package witness describes what was found: goroutines that are stuck for ever, and
// the paths that led there.
package witness
