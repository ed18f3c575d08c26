// Package interp is the interpreter of the explorer: it runs one instruction of a
// goroutine, or the visible operation at which it waits. Which state runs next it
// leaves to its Searcher, and what known functions do to the Intrinsics that it is given.
package interp
