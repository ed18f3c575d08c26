// Package stuckwait defines an Analyzer that reports goroutines that wait for ever
// for what package sync and the like count.
//
// # Analyzer stuckwait
//
// stuckwait: report goroutines that block forever in a wait group, a condition or a sync.Once
//
// A goroutine that waits for a group goes on when all that was added is done. If a worker
// skips that, or is refused, the waiter is left behind, and so is each request that comes
// after it:
//
//	var wg sync.WaitGroup
//	for _, name := range names {
//		wg.Add(1)
//		go func() {
//			v, err := fetch(name)
//			if err != nil {
//				return // Done is skipped
//			}
//			store(v)
//			wg.Done()
//		}()
//	}
//	wg.Wait()
//
// Call Done by defer, or start the workers by the Go of the group:
//
//	wg.Go(func() {
//		v, err := fetch(name)
//		if err != nil {
//			return
//		}
//		store(v)
//	})
//
// Change what a condition stands for, and signal it, with its lock held.
//
// The check plays through the functions that make groups, conditions and channels as
// abandonedsend and orphanrecv do, with the goroutines that they start, and tells the run
// with -trace.
//
// It plays through what clients do with objects, too, that an exported function or method
// makes, or a literal if none does, and whose goroutines some method ends, or a function that comes with them: a client makes the object, starts it, calls one of its
// methods or none, and ends it. Which method does that is told by what it does: it closes channels in
// fields, or calls cancel functions there; names like Close count where nothing else tells, or
// several do. The channels of exported fields, and those that exported functions return, the
// client is taken to serve.
//
// It is silent about groups that were made elsewhere, and about a group whose
// count is not known. What is a consequence of another defect, as the Wait for a goroutine
// that is stuck at a channel, is told with that. Locks, and who waits while holding one that
// others need, are the business of stucklock.
//
// # Group
//
// A Wait of a sync.WaitGroup or errgroup.Group of which not all is done. The fix defers the
// Done that an early return skips, if nobody is stuck with it.
//
// A group in a field that other packages cannot name is looked at without playing through, as
// stucklock looks at locks: a function adds one to it, and returns on some path without Done,
// though it calls Done on another one, or has a goroutine call it; or a goroutine for which
// others have added one ends on some path without Done. The check is silent if the result tells
// the caller whose turn it is, if others may call Done who are not seen to be started for that,
// as workers of a pool are, and if nobody waits for the group. The fix defers the only Done, if
// that stands last.
//
// And who is counted in a group until it returns, by a deferred Done or the Go of the group, waits for
// itself if it comes to the Wait, as by a method that ends the object. It may only tell that this is the
// end.
//
// # Late
//
// A goroutine adds itself to the group that waits for it. Who waits may come first, finds nobody to
// wait for, and goes on:
//
//	for _, name := range names {
//		go func() {
//			wg.Add(1)
//			defer wg.Done()
//			fetch(name)
//		}()
//	}
//	wg.Wait()
//
// So call Add before the go statement, or start the goroutine by the Go of the group. An Add behind the
// go statement is too late as well: if the goroutine is done before, that ends the program. The check is
// silent where others add to the group, too, where the function is not only run as a goroutine, and
// where it tells who waits that it has begun, by a channel or another group.
//
// # Limit
//
// A Go of an errgroup.Group with a limit, when nobody in it ends. So it is in the end if what the
// group runs calls Go of the same group, for each folder in a folder say: all may wait for room
// at once, and none makes any. Do by yourself what TryGo does not take, or set no limit.
//
// # Semaphore
//
// A function takes one unit of a semaphore, and returns on some path without giving it back,
// though it does on another one, or has a goroutine do it; or a way leads to the next round of a
// loop, which takes another one. So does one that leaves the unit to its caller, or hands on
// with what others give it back, where it succeeds, and returns with an error and the unit; or a
// handler that hands nothing on. Each time there is one less, until all wait for ever:
//
//	d.slots <- struct{}{}
//	resp, err := d.client.Do(req)
//	if err != nil {
//		return err // keeps its slot
//	}
//	defer func() { <-d.slots }()
//
// A semaphore is a semaphore.Weighted of which one unit is taken at a time, or a channel with a
// buffer of tokens that say nothing, to which is sent to take one or, where who makes it fills
// it, from which is received; in a field that other packages cannot name, or a variable, which is used
// for nothing else. A goroutine that is started with a unit has to give it back on all paths if it
// does on one. The check is silent where something is handed on meanwhile, to a channel, a
// goroutine, a map or a field, with which others may give the unit back.
//
// And an Acquire may fail, when its context is done: who releases nevertheless ends the program by
// a panic, as one that does not look at the error, or logs it and goes on.
//
// # Condition
//
// A Wait of a sync.Cond that nobody signals any more: often the signal came before the Wait.
//
// A condition in a field that other packages cannot name is looked at without playing through:
// the loop around its Wait asks fields whether to go on, and who stores there what ends it has to
// wake those who wait.
//
//	func (q *queue) Close() {
//		q.mu.Lock()
//		q.closed = true // nobody wakes who waits for it in Get
//		q.mu.Unlock()
//	}
//
// That is told where neither this function nor its callers wake, nor a goroutine that does not
// wait itself and may wake when it is over, and where it closes or cancels nothing else by name. Who
// wakes without ever having held the lock since the change, of a flag or of a context that is done, may
// do so between the question and the Wait, as may a timer that who waits has started. And a Signal is too little where who waits asks for a key that its caller
// has named, so that one who asks for another one may be woken, and where several goroutines are
// to end: use Broadcast.
//
// # Once
//
// A Do of a sync.Once whose function does not return, as when it calls Do itself.
//
// # Panic
//
// Done is called behind a call of a function that somebody else has passed, and not by defer.
// If that function panics, or ends its goroutine (runtime.Goexit), and a caller recovers, those
// who have found the group meanwhile wait for ever.
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
// end closes, or looks at the flag that it sets. Or nothing but the end lets the call return.
//
// # Order
//
// An object may be ended before anything has started its goroutines: the method that starts them
// looks whether the end has come, or a sync.Once starts them in the first call that needs them. Then
// the end waits for goroutines that are none. Or that method has failed, and has left the object in
// such a state that the end waits, though it returns at once if nothing was started.
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
// And what is left behind when the program is about to end, as orphanrecv has it.
package stuckwait
