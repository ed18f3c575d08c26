// Package mutants holds twenty of the defects of package bad, each in five other
// forms: with other names (rename.go), with a function extracted around the send
// or the receive (helper.go), with the branches swapped (swap.go), with type
// parameters (generic.go), and as methods (method.go).
package mutants

import "errors"

type call = func(string) (string, error)

var errTimeout = errors.New("timeout")
