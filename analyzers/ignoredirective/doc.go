// Package ignoredirective defines an Analyzer that reports //gopitfalls:
// directives that do not do what they say.
//
// # Analyzer ignoredirective
//
// ignoredirective: report ignore directives that are malformed or suppress nothing
//
// A finding is suppressed by a directive that names the check and says why:
//
//	//gopitfalls:ignore connfile the listener is closed before the child starts
//	fd := f.Fd()
//
// Behind code it covers its own line; on a line of its own it covers the
// statement or declaration that follows, up to the first block that this opens.
// Several checks are separated by commas, without spaces. For all of a file there is
//
//	//gopitfalls:file-ignore connfile what is handed on is a listener that nobody serves
//
// which may stand anywhere in it.
//
// A directive that suppresses nothing hides the next finding at its place, so
// it is reported. The check is silent where it cannot know: in files that are
// compiled on some systems or with some tags only, in packages of which other
// files are left out by such constraints, for checks that did not look at
// all of the package, in generated files, and in Bazel's nogo, which does not tell
// what files are left out.
//
// # Unknown
//
// The directive's verb is neither "ignore" nor "file-ignore", or it names a check that does
// not exist. What looks like a directive is none if there is space behind the slashes or
// around the colon, if it is not in lower case, or in a comment of the other kind.
//
// # Reason
//
// The directive has no reason, and therefore suppresses nothing.
//
// # Unused
//
// The directive suppresses nothing.
package ignoredirective
