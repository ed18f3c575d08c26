// Package orphanrecv defines an Analyzer that reports goroutines that wait for
// what nobody sends.
//
// # Analyzer orphanrecv
//
// orphanrecv: report goroutines that block forever receiving because nobody sends or closes any more
//
// A receive waits until somebody sends or closes the channel, a range until it
// is closed. If those who would have done so have all left, the goroutine that
// waits is left behind for good, with all that it holds, one more each time:
//
//	func load(files []string) error {
//		jobs := make(chan string)
//		go func() {
//			for job := range jobs { // blocks forever once load has failed
//				handle(job)
//			}
//		}()
//		for _, file := range files {
//			if err := check(file); err != nil {
//				return err
//			}
//			jobs <- file
//		}
//		close(jobs)
//		return nil
//	}
//
// Close the channel on every path, by defer where it can be done:
//
//	jobs := make(chan string)
//	defer close(jobs)
//
// A goroutine that ends by a result should send one when it fails too; one that
// waits for a result should also wait for the context or done channel that ends
// what it waits for; a context that is waited for needs a call of its cancel
// function; the channel of a ticker or timer is not closed when that is stopped.
//
// What a message advises in particular, a close at some line, a case for a context that is
// in scope, the call of a cancel function by its name, was tried: with it nobody is stuck at
// anything. Where the change is known to the letter, it is suggested as a fix.
//
// The check plays through each function that makes a channel, a context or a
// timer, with the functions of the package that it calls and the goroutines that
// they start: in the orders in which these could run, with both ways of each
// condition that is not known, and loops for no, one and a few rounds. It
// reports a receive, range or select at which, in one of these runs, a goroutine
// is left when nobody is there who could make it go on. The flag -trace shows
// the run.
//
// It plays through what clients do with objects, too, that an exported function or method
// makes, or a literal if none does, and whose goroutines some method ends, or a function that comes with them: a client makes the object, starts it, calls one of its
// methods or none, and ends it. Which method does that is told by what it does: it closes channels in
// fields, or calls cancel functions there; names like Close count where nothing else tells, or
// several do. The channels of exported fields, and those that exported functions return, the
// client is taken to serve.
//
// Timers fire in the end, contexts that come from elsewhere end, and what is not
// understood is taken to help. So it is silent about a channel that others may
// send to or close: one that is returned to callers who are not seen, stored in
// a variable of the package or in what the caller handed in, or given to a
// function of another package that is not known to leave it alone. It is silent
// about what happens when the program ends, about functions with too many
// possible runs, about code that only a test runs into trouble, and about a
// select without cases in a function that is not started as a goroutine, or a
// receive there from a channel that is used nowhere else, which park the caller on
// purpose. Channels that are nil are the business of nilchan.
//
// # Unclosed
//
// A range waits for a close that does not come.
//
// # Unsent
//
// A receive waits, and nobody sends or closes the channel: nobody ever did, or
// those who could have returned.
//
// # Blocked
//
// Those who could send or close are blocked forever themselves: often they wait
// for the receiver.
//
// # Caller
//
// The function itself receives, so its caller blocks forever.
//
// # Select
//
// No case of a select can become ready any more.
//
// # Parked
//
// A goroutine ends in a select without cases.
//
// # Context
//
// A receive waits for the end of a context that nobody cancels.
//
// # Timer
//
// A receive waits for a timer or ticker that was stopped, or for a timer that
// has fired. Of a ticker in an unexported field it is enough that the package stops
// it somewhere, and that a goroutine ranges over its channel, or receives from it in each round
// of a loop, without a way out.
//
// # Panic
//
// A channel is closed, or sent to, behind a call of a function that somebody else has passed,
// or of a method of an interface that users implement, and not by defer. If that panics, or
// ends its goroutine (runtime.Goexit), and a caller recovers, as the server of net/http does,
// or what is deferred here does, without the signal, then those who have found the channel
// meanwhile wait for ever. The check says so of channels in objects that others find in a map
// or a field; and, where it does not see who recovers, of exported functions of libraries.
//
// # Refused
//
// A function that would let go who waits is handed to a pool, a queue or a limiter of another
// package, which may refuse it, and says so by what it returns: nobody looks. The check is
// silent about a pool that the package itself has made, since it may know better.
//
// # Leftover
//
// A client has ended an object, all its calls have returned, and a goroutine is left that
// the object has started: its end does not reach it. Or the call that ends the object does not
// return itself.
//
// # Concurrent
//
// A call does not return once the object is ended, since those who would have served it have
// left. It may be under way then: the method, or another one, waits for the channel that the
// end closes, or looks at the flag that it sets. Or nothing but the end lets the call return. Or the end
// finds the call in a map, to which the call adds something and takes it back: then a goroutine that the
// call has started is left behind, if the end does not end it, and nobody else can.
//
// # Unanswered
//
// A call has handed a channel to a goroutine of its object and waits for the answer, but the
// goroutine, and all others that the object has started, have ended by themselves meanwhile. So it
// is if the call waits for its turn in a map of what is pending, and the reader of a connection,
// which gives the answers, leaves without a look at that map.
//
// # Order
//
// An object may be ended before anything has started its goroutines: the method that starts them
// looks whether the end has come, or a sync.Once starts them in the first call that needs them. Then
// the end waits for goroutines that are none. Or that method has failed, and has left the object in
// such a state that the end waits, though it returns at once if nothing was started.
//
// # Contract
//
// The context of a call has ended, as the call or a goroutine that it has started was told, and the
// call does not return, although it was the only one that could have done something about what it
// waits for.
//
// # Test
//
// A goroutine that a test leaves behind goes when the tests end: one in a file of tests,
// or in a function that is given the test. So this is a note.
//
// # Example
//
// So is what happens in an example: in an Example function, or in package main below a
// folder called examples, example or testdata.
//
// # Exiting
//
// And what is left behind when the program is about to end: in a function behind which,
// up to main, nothing is done any more that takes long or is not known, such as one whose
// error goes to log.Fatal, or that is the RunE of a command of cobra. If it is left behind
// on some other way too, by which the program goes on, that is a warning.
package orphanrecv
