// Package endlessloop defines an Analyzer that reports loops that never end, or spin, once
// what they work on has come to its end.
//
// # Analyzer endlessloop
//
// endlessloop: report loops that go on for ever when their input, listener, channel or context has ended
//
// What has come to its end stays so: a reader at the end of its input fails at once, each
// time; so does Accept of a listener that was closed, and each call with a context that is
// done; a receive from a closed channel is always ready. A loop that goes on regardless
// takes a whole processor, fills the log, and keeps its goroutine and all that hangs on it:
//
//	for {
//		select {
//		case <-ctx.Done():
//			break // leaves only the select
//		case e := <-s.events:
//			s.handle(e)
//		}
//	}
//
// Leave the loop, by return or by its label:
//
//	case <-ctx.Done():
//		return
//
// The check asks of each loop where control can go if a call in it fails each time, or a
// receive is always ready. If some way leads out, or may, it is silent: a condition of
// which nothing is known, a call that may end the program, a function of another package
// that is given the error and may panic. It is silent too if the source may be another one
// the next time, as after a reconnect.
//
// A goroutine that is left at the channel of a ticker which somebody else has stopped is
// reported by orphanrecv.
//
// Other linters know more of the following, and it is not repeated here: staticcheck's
// SA5002 (a loop without a body), SA5004 (an empty default in a select) and SA4011 (a break
// that leaves only a switch, whatever the loop does then), and revive's
// unconditional-recursion.
//
// With -endlessloop.background it also reports goroutines that nobody is seen to want to
// end, under the heading Background. Many of these are meant to run as long as the program.
//
// # Input
//
// A read, scan or receive of a stream fails for ever at the end of the input, and the loop
// spins: the error is ignored, or leads to continue. So does one that ends only at io.EOF, when
// a connection breaks or a text is no JSON, also if a function reads that returns nothing beside
// the error; and one that looks for a channel or flag that is to
// end it, until then. A loop that pauses before it tries again is taken to follow a file that
// grows. At the end a read of the standard library finds nothing, so what a loop does with that
// counts. Of other packages a method is taken for one that receives if it is called Recv, or has
// a name like Read, Receive or Accept and a method Close beside it, and returns an error.
//
// # Accept
//
// The same of a listener or packet connection that the package closes. Compare the error with
// net.ErrClosed: others may pass.
//
// # Done
//
// A case <-ctx.Done() leads back to its select. Often its break was to leave the loop.
//
// # Closed
//
// A channel is closed by the package, or by another one when what it tells of has come to its
// end, and a loop receives from it which has no way out, or
// none that somebody takes then: what it gets is zero, and leads back. Or the loop looks whether the channel is closed, and goes on
// to receive if it is. Or a loop without a way out receives from a channel of an object of another
// package, which somebody closes: if that does not close the channel, the loop waits for ever. A loop that throws away what is left,
// until a default tells it that nothing is, finds that never in a closed channel. Use range, or return when the receive is not ok.
//
// # Quit
//
// A loop without a way out receives from a channel of signals, and goes on as if it had not:
// a method like Stop sends to it, or the loop is given it to receive from. Return instead.
//
// # Retry
//
// A call that is given a context, or a policy made of one, is tried again whenever it fails, also when it fails
// because the context is done, and nothing else is. Or a call is tried again for as long as it
// fails, by who answers a request, is given a context and does not ask it, or belongs to a
// type with a method like Close. Programs that wait at their start for another one to come up
// are not meant.
//
// # Page
//
// A list is asked for page by page, and the loop ends when the answer tells of no other one (NextToken,
// Continue). But nothing sets what asks for the next page, so it is the same one each time.
//
// # Busy
//
// The default of a select does nothing, or asks in vain whether there is something to do, and
// leads back to the select at once: the loop takes a whole processor while it waits. So does
// one that asks a field, or a method that only looks at one, again and again, until another
// goroutine has changed it. Not meant are atomic variables: who asks these may know that it is
// not for long.
//
// # Context
//
// A loop has no way out, in a function that is given a context, whether the loop uses it or
// not, or a goroutine that has captured one and uses it in the loop.
//
// # Worker
//
// A goroutine is in a loop without a way out, and somebody counts on its end: its type has a
// method like Close, or what holds it has, each request, or connection that is accepted, starts one
// more, or it answers a request itself, which nobody ends when the client has gone. Or a method replaces what has the goroutine
// by another one, or deletes it from a map. Or a function that is returned to end it stops its
// ticker, which closes no channel. A context that is never done, as context.Background(), is no
// way out.
//
// # Background
//
// A goroutine that is not started by main, an initialiser or a sync.Once is in a loop without
// a way out. This is a note, and is off unless a flag asks for it.
package endlessloop
