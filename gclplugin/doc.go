// Package gclplugin makes the suite a linter of golangci-lint, by the name of
// gopitfalls, in its module plugin system. It is built into golangci-lint by
// "golangci-lint custom" or by a main of one's own that imports it: see
// https://github.com/gopitfalls/gopitfalls#golangci-lint.
//
// All checks are on. Settings switch some of them off, or have for a check what its
// flags set on the command line, where the first of these would be
// -cgoresolver=false and the second -connfile.handoff:
//
//	settings:
//	  cgoresolver: false
//	  connfile:
//	    handoff: true
package gclplugin
