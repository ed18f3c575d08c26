// Package abandonedsend defines an Analyzer that reports goroutines that nobody
// receives from.
//
// # Analyzer abandonedsend
//
// abandonedsend: report goroutines that block forever sending because nobody receives any more
//
// A send waits until somebody receives. If those who would have received have
// all left, by a timeout, an error or a break, the goroutine that sends is left
// behind for good, with all that it holds, one more each time:
//
//	func fetch(ctx context.Context, url string) (string, error) {
//		results := make(chan string)
//		go func() {
//			results <- get(url) // blocks forever once the context has ended
//		}()
//		select {
//		case r := <-results:
//			return r, nil
//		case <-ctx.Done():
//			return "", ctx.Err()
//		}
//	}
//
// Give the channel a buffer for all that is sent, so that no send waits:
//
//	results := make(chan string, 1)
//
// or let the sender end with its receiver, by a select with a second case:
//
//	select {
//	case results <- r:
//	case <-ctx.Done():
//	}
//
// or receive all that is sent, on the paths that return early too.
//
// What a message advises was tried: a buffer, or a case for a context that is in scope,
// is named, and suggested as a fix, only if nobody is stuck at anything with it, be it a
// lock that the receiver waits for.
//
// The check plays through each function that makes a channel, with the
// functions of the package that it calls and the goroutines that they start: in
// the orders in which these could run, with both ways of each condition that is
// not known, and loops for no, one and a few rounds. It reports a send at which,
// in one of these runs, a goroutine is left when nobody is there who could
// receive. The flag -trace shows the run.
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
// receive from: one that is returned to callers who are not seen, stored in a
// variable of the package or in what the caller handed in, or given to a
// function of another package that is not known to leave it alone. It is silent
// about what happens when the program ends, about functions with too many
// possible runs, and about code that only a test runs into trouble. Channels
// that are nil are the business of nilchan.
//
// # Returned
//
// Those who could receive have returned, or do something else from which they
// never come back.
//
// # Unreceived
//
// Nobody ever receives.
//
// # Blocked
//
// Those who could receive are blocked forever themselves: often they wait for
// the sender to end.
//
// # Caller
//
// The function itself sends, so its caller blocks forever.
//
// # Select
//
// All cases of a select send, and nobody receives from any of the channels.
//
// # Leftover
//
// A client has ended an object, all its calls have returned, and a goroutine is left that
// the object has started: its end does not reach it. Or the call that ends the object does not
// return itself. A client may leave, too, what it is given to receive from as long as it has the
// object, if no close tells it when nothing more comes: the goroutine that looks elsewhere whether
// the object has ended must look there, too.
//
// # Concurrent
//
// A call does not return once the object is ended, since those who would have served it have
// left. It may be under way then: the method, or another one, waits for the channel that the
// end closes, or looks at the flag that it sets. Or nothing but the end lets the call return. Or the end
// finds the call in a map, to which the call adds something and takes it back: then a goroutine that the
// call has started is left behind, if the end does not end it, and nobody else can.
// Or it panics: it looks whether the object has ended, and sends on a channel that the end has
// closed meanwhile. A goroutine of the object that does so is told too, and a channel that the
// object and its end both close.
//
// # Unanswered
//
// A call sends to a goroutine of its object, but that has failed, as a call tells that it has made,
// and all others that the object has started have ended, too. The first call after that may go
// unnoticed, as others do that have room in the buffer. The check is silent if the goroutine tells
// anybody: by a channel, a flag that the call looks at, or a function of the client's.
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
// # Unheeded
//
// Others are given a channel, and nobody in the package receives from it. The goroutine that sends
// there looks in the same loop whether the context of the callers is done, or they have closed what
// ends the object, or another one that sends there does; but this send does not: who stops to receive
// then leaves the goroutine behind. Those others may receive until the channel is closed, so this is a note.
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
//
// # Explain
//
// With -abandonedsend.explain=file.go:line, or -explain for short: what became of
// the channel that is made there, from each function from which it was explored. Of
// several on one line, file.go:line:column tells one.
// It escapes if it is returned, stored where others look, or given to code that is
// not seen; then it counts as served, and nothing is reported for it. Of an object it tells
// which calls a client was tried with.
package abandonedsend
