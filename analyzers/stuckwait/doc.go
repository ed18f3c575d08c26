// Package stuckwait defines an Analyzer that reports goroutines that wait for ever
// for what package sync and the like count or guard.
//
// # Analyzer stuckwait
//
// stuckwait: report goroutines that block forever in a lock, a wait group, a condition or a sync.Once
//
// A goroutine that waits for a lock goes on when its holder gives it back, one that
// waits for a group when all that was added is done. If the holder waits for the
// waiter, directly or round some corners, or has returned, neither happens, and each
// request that comes after it is left behind too:
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
//	func (s *Server) work() {
//		defer s.wg.Done()
//		for {
//			select {
//			case <-s.done:
//				return
//			case r := <-s.requests:
//				r.reply(s.status())
//			}
//		}
//	}
//
// Give a lock back before waiting for those who may want it:
//
//	close(s.done)
//	s.mu.Unlock()
//	s.wg.Wait()
//
// Take several locks in one order. Call Done by defer. Change what a condition stands for, and
// signal it, with its lock held. RLock does not nest: between two of them a writer may have
// come, which keeps the second out, and is kept out by the first.
//
// The check plays through the functions that make locks, groups, conditions and channels as
// abandonedsend and orphanrecv do, with the goroutines that they start, and tells the run
// with -trace. It knows who holds a lock: only the holder gives it back, unless some function
// of the package unlocks it without having locked it, or others can reach it.
//
// It is silent about locks and groups that were made elsewhere, and about a group whose
// count is not known. What is a consequence of another defect, as the Wait for a goroutine
// that is stuck at a channel, is told with that. A lock that only a path of one function
// keeps, when it is not seen who waits for it, is not its business.
//
// # Lock
//
// A goroutine waits for a lock that it holds itself, or that another one has taken who is
// stuck, or has returned.
//
// # Group
//
// A Wait of a sync.WaitGroup or errgroup.Group of which not all is done.
//
// # Limit
//
// A Go of an errgroup.Group with a limit, when nobody in it ends.
//
// # Condition
//
// A Wait of a sync.Cond that nobody signals any more: often the signal came before the Wait.
//
// # Once
//
// A Do of a sync.Once whose function does not return, as when it calls Do itself.
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
