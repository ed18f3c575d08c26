// Package stucklock defines an Analyzer that reports locks that nobody gets any more.
//
// # Analyzer stucklock
//
// stucklock: report locks that are kept, taken twice, in two orders, or held by who waits
//
// A lock that one path does not give back stops all who want it, for ever, and then those
// who wait for them:
//
//	func (b *beacon) run() {
//		b.mu.Lock()
//		if b.stop != nil {
//			return // is there already; b.mu stays locked
//		}
//		b.stop = make(chan struct{})
//		b.mu.Unlock()
//		...
//
// Unlock before each return, or defer the unlock behind the lock:
//
//	b.mu.Lock()
//	defer b.mu.Unlock()
//	if b.stop != nil {
//		return
//	}
//
// The check walks each function along its paths, with the locks that it holds, what its
// conditions have said so far, and what it has deferred; calls do what the functions of
// the package that they call are found to do, and those of others, as far as they take, leave or
// give back locks of what they are given, or hold such a lock while they call what they are given.
// Locks are told apart by access path: s.mu of
// one s is one lock, that of an element of a slice or map is one only with the same index.
// Where it is silent: the lock is handed over, to the caller who unlocks it, to a
// goroutine, to a function that is returned, to whom calls an unlocking method; the same
// condition decides whether to lock and whether to unlock; a flag decides in a deferred
// function; a callee unlocks and locks again; TryLock has failed; the program ends there.
//
// What takes more than one goroutine is found by playing them through, as abandonedsend and
// orphanrecv do, in functions that make a lock, or a channel or group beside it, and in what
// clients do with objects; with -trace the run is told. Where a run shows who waits for a lock in vain, the finding stands
// where that one waits, and else at the return or call that is to blame. Locks that were made
// elsewhere, and that others can reach, are taken to be given back.
//
// # Unreleased
//
// A return keeps a lock that the function has taken and gives back on other paths, and
// no caller gives it back. So does a way to the next round of a loop, that locks again. Where
// no other package can name the lock, and no function gives it back that has not taken it, one
// that keeps it on all paths is told too, and one that tells its callers by its results. The fix
// unlocks before the return, if all ways that lead there hold the lock, what is returned does not
// need it, and nothing is deferred. Several returns of a function that keep what it has taken at one
// place are one finding, and one fix.
//
// # Twice
//
// A lock is taken by the goroutine that holds it, mostly by a call of a method that locks
// too: locks of Go do not count how often they were taken. The same goes for the write
// lock under the own read lock, and for the read lock under the own write lock. So it is with
// a function that is called back, or a method of an interface, if it is known which, or what a field
// holds, as that for what a cache evicts, if who makes the cache gives it a method that takes its lock, or
// what a stream calls when it ends, if that takes the lock of the client which has the stream, be it a
// function or a method of an interface; and a
// sync.Once is held while its function runs, which must not come to its Do; nor must what
// sync.OnceFunc and the like are given come to call what these return, from the field where it is. Another package may
// hold it, too, that calls a function with its own lock held, from which that calls back:
//
//	store.Each(func(name string, value int) {
//		if value == 0 {
//			store.Delete(name) // takes the lock that Each holds
//		}
//	})
//
// Call what needs the lock to be held, or unlock before. And an unlock that is deferred in a loop waits
// for the return of the function, so that the next round, which locks again, blocks.
//
// # Recursive
//
// A read lock is taken under the own read lock, and some function takes the write lock. If
// it comes between the two, it waits for the first to be given back, and the second waits
// for it: a writer that waits lets no new readers in.
//
// # Order
//
// Two goroutines wait for each other's lock: each has taken one, and wants the other. A run
// shows it, or two functions that may run at once take two locks of the same object, or two
// package variables, in both orders, or one takes that of an object and then that of one to which
// this leads, as of a folder and a file, and the other comes back, or both are given two such objects. Objects of one type, as parents
// and children, are left out. The finding stands where the second one is taken, in the
// order that is rarer. Where a third lock is held both times, or the one is given back before,
// it is silent, and where both ask flags before, or one sets what the other asks; TryLock waits for nobody. Take locks in one order everywhere.
//
// # Held
//
// A lock is held while waiting for something else, a channel, a group or a condition, and who
// could end that wait needs the lock:
//
//	func (s *Server) Close() {
//		s.mu.Lock()
//		defer s.mu.Unlock()
//		close(s.done)
//		s.wg.Wait() // blocks forever if a worker is in status
//	}
//
//	func (s *Server) status() string {
//		s.mu.Lock()
//		defer s.mu.Unlock()
//		return s.state
//	}
//
// A run shows it, or the functions of the package do: one waits for a group with the lock held that
// a goroutine of the group takes before it is done; or at a channel, where all who are at the
// other end take the lock before they come to it, or again. Of the channel it must be known who
// these are: it is made for an unexported field; a buffer for one is taken for that of a token,
// which is sent when there is none. So it is if one goroutine receives, without a buffer, and takes
// the lock to end. And one waits for what a peer sends, by a Read of
// a connection, a Recv of a stream or an Accept, while those who close or replace it want the lock;
// but for who has just asked the peer, and for packages that set deadlines. Give a lock back
// before waiting for those who may want it.
//
// # Unheld
//
// An unlock of what was unlocked before, on the same path, as by a deferred unlock beside
// a plain one for an error; or an Unlock of what is read-locked, or the other way round. That
// is no panic, which could be recovered: it ends the program.
//
// # Test
//
// A goroutine that a test leaves behind goes when the tests end: one in a file of tests,
// or in a function that is given the test. So this is a note, and so is what stands in a file
// of tests.
//
// # Example
//
// So is what happens in an example: in an Example function, or in package main below a
// folder called examples, example or testdata.
//
// # Exiting
//
// And what is left behind when the program is about to end, as orphanrecv has it.
package stucklock
