// Package undrained defines an Analyzer that reports goroutines of libraries that nobody
// stops, and channels of libraries that nobody drains.
//
// # Analyzer undrained
//
// undrained: report goroutines of libraries that nobody stops, and channels of theirs that nobody drains
//
// A watcher, a ticker, a pool or a client starts goroutines, and they stay until it is
// stopped: the garbage collector does not do it. A path that forgets to is mostly the one of
// an error:
//
//	w, err := fsnotify.NewWatcher()
//	if err != nil {
//		return err
//	}
//	if err := w.Add(dir); err != nil {
//		return err // the goroutine of w stays, and its descriptor
//	}
//	defer w.Close()
//
// Stop it whatever comes:
//
//	w, err := fsnotify.NewWatcher()
//	if err != nil {
//		return err
//	}
//	defer w.Close()
//	if err := w.Add(dir); err != nil {
//		return err
//	}
//
// What libraries ask for is in a table (internal/model/libraries.txt): functions of some
// forty packages, each with the version that was run and what was seen.
//
// A fact says the same of functions of other packages that start a goroutine which ends only
// when a channel of its own is closed, or a context of its own is cancelled, and return what
// does that: an object with such a method, or a cleanup function. Or one that does nothing but
// send to a channel of the object that they return, or to one of several channels.
//
// The check follows what such a function returns through one function, its literals and what
// it calls in the package. It is silent once the value is returned, stored in a field or a
// package variable, sent, held by a goroutine, or passed to code that is not seen: that one
// may stop it. It is silent too in main and what only main calls, once: the program ends
// then. Of values under a context it asks only that the context can end.
//
// # Unstopped
//
// On some path to a return nobody has an object any more that was not stopped. Or an unexported field
// keeps it, nobody in the package stops it or gets it from there, and the object with the field has a
// method that ends it, such as Close, or a goroutine that ends with the context which it was made with.
//
// # Unread
//
// A library sends to a channel without a way out, and on some path it is left before it is
// closed. Or a function of another package does, which was given a context that never ends, or
// returned an object with the channel. If a field of the package keeps that, some loop that reads
// it must come to its end: one that is left when a context or a quit channel is ready leaves
// behind who sends.
//
// # Subscribed
//
// An object of another package keeps the channels of its subscribers, and sends to each in turn,
// without another way out. A path leaves such a channel without a call of what removes it: the
// next one who publishes waits for ever, with the lock of the object, perhaps.
//
// # Unclosed
//
// A goroutine ranges over a channel that ends with the subscription, its author thinks. The
// library does not close it; the loop waits for ever. Or a function of another package returns a
// channel, and its goroutine ends with the context that it was given, without a close.
//
// # Inside
//
// A function that a library runs waits for the library to be done with it: a pool that is
// stopped by one of its tasks.
//
// # Test
//
// One of these in a test. It goes when the tests end, and a test that expects a call to fail
// knows that nothing is left, so this is a note, and is off unless -undrained.tests asks for it.
package undrained
