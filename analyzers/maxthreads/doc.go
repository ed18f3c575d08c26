// Package maxthreads defines an Analyzer that reports calls that raise the limit
// of threads.
//
// # Analyzer maxthreads
//
// maxthreads: report limits of threads that are raised above the default
//
// A Go program that has more than 10000 threads crashes with "thread
// exhaustion". Goroutines do not need threads to wait, so no sound program comes
// near; one that does has thousands of goroutines inside of blocking calls:
//
//	debug.SetMaxThreads(50000)
//
// This moves the crash, to when memory or the system's own limit ends
// (kernel.threads-max, the pids of a cgroup), and hides what is wrong. Find out
// what holds the threads, with pprof's profile threadcreate or with gdb:
// connections that Fd on their File has made blocking (check connfile), name
// look-ups in the C library, which take a thread each, reads of terminals and
// devices, calls of C, system calls made by number. Then bound it or make it
// nonblocking, and keep the default. A limit below it is a good alarm.
//
// A finding is a hint, not a proof: a program that has more than 10000 files to
// read from slow disks at the same time does need threads. Silent where the limit
// is not a constant.
//
// # Raised
//
// The limit is a constant above 10000.
package maxthreads
