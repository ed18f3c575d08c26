// Package analyzers holds the checks of gopitfalls, one folder each, and the
// registry of them all.
//
// A check is an ordinary analysis pass: other multicheckers, Bazel's nogo and
// golangci-lint can import it on its own. All checks share the engines in
// internal/: ssabuild (SSA on demand), model (what known functions do),
// lifetime (where descriptors and their owners go), explore (which goroutines
// get stuck) and report (directives, generated files, counter-examples).
//
// # Words
//
//   - Owner: the object that closes a descriptor, also by its finalizer.
//   - Open file description: what the kernel shares between a descriptor and its
//     duplicates; O_NONBLOCK is a flag of it (open(2)).
//   - World: the part of a package that exists for a root, an analysis variant:
//     test files do not exist for the rest of the package.
//   - Summary: what a function may do, itself or by what it calls; a fact is one
//     that other packages get.
//   - Root: a function from whose call explore runs the code, an entry point.
//   - Environment: all code that is not seen: callers, unknown functions, other
//     roots. It may do anything with what it has.
//   - State: goroutines, memory, and what the path to it has decided.
//   - Symbol: a value that is unknown but the same wherever it turns up.
//   - Path condition: what a path has decided about symbols.
//   - Visible operation: one that can block or unblock others, on a channel or lock;
//     between two of them a goroutine is not interrupted.
//   - Escape: to get into the hands of the environment, which is then taken to
//     serve it for ever.
//   - Widening: to make a number unknown that a loop changes again and again.
//   - Cut-off: the small number that stands for a large constant.
//   - Inconclusive: said of a path on which a count was cut, so that nothing is
//     reported.
//   - Stuck: blocked for ever, because nobody is left who could help; Leave says
//     how the last one went.
//   - Intrinsic: what explore does for a function that it knows and does not see.
//   - Counter-example: the steps of an execution that ends in the defect.
//
// docs/explorer.md explains those of explore.
package analyzers
