// Package domain is the abstract domain of the explorer: values and symbolic
// expressions, path conditions, memory with what escaped from it, and the states of
// goroutines. Of the program it knows only what an Oracle answers.
package domain
