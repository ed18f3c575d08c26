// Package nilchan defines an Analyzer that reports operations on nil channels.
//
// # Analyzer nilchan
//
// nilchan: report channel operations that block forever or panic because the channel is nil
//
// A send or receive on a nil channel blocks forever, and with it the goroutine
// and all that it holds; close of a nil channel panics. A channel is nil until
// it is made:
//
//	var results chan int
//	if parallel {
//		results = make(chan int)
//	}
//	go func() { results <- work() }()
//	return <-results // blocks forever unless parallel
//
// Make the channel where it is declared, or on every path that leads to its
// use, or do not use it where it is nil:
//
//	results := make(chan int, 1)
//
// The check follows the channel through variables, closures, fields, parameters
// of functions whose calls are all seen, and results. Of each way in which it
// could be nil it asks whether the program can go that way: constant conditions,
// comparisons with nil and conditions that were decided before are taken into
// account. Tests that stand in functions which are called, or in closures, count too:
// all paths are run, within bounds, before it is said that one leads to the nil. It is
// silent about a select that has a case which is not nil, or a default (setting a
// channel to nil to switch a case off is good Go), about parameters of functions
// whose calls are not all seen, results of functions that are not seen, exported
// fields and variables, a channel that a loop makes, and a nil that the source spells
// out, as in <-(chan int)(nil).
//
// # Unmade
//
// The channel is made on no path.
//
// # Path
//
// The channel is made only if some condition holds, and used if not.
//
// # Unset
//
// An unexported field or package variable is used, but nothing in the package
// assigns it, and nobody else can. What test files assign does not count outside
// of them.
//
// # Result
//
// The channel comes with an error that is not looked at, from a function that
// returns nil with an error.
//
// # Reset
//
// A method closes the channel in a field, and sets the field to nil at once. A goroutine that
// reads the field in each round of a loop finds nil there when it comes to wait again, and never
// hears of the end. So it is if the method makes a new channel there, and a select waits for that,
// in a loop with no other way out than its cases. It is silent if that method waits for something in
// between, and if the goroutine compares the channel with nil.
//
// # Object
//
// One of the functions that make an object leaves a field nil which the others set, and nothing
// else does; a method sends to it, or receives from it. Clients of objects are played through for
// that, as abandonedsend says.
//
// # Timer
//
// The channel is the C of a timer made by time.AfterFunc, which is nil.
package nilchan
