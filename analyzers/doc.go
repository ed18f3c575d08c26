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
//   - World: the part of a package that exists for a root; test files do not
//     exist for the rest of the package.
//   - Root: a function from whose call explore runs the code.
//   - Stuck: blocked for ever, because nobody is left who could help.
//   - Counter-example: the steps of an execution that ends in the defect.
package analyzers
