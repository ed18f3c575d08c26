// Package fddeadline defines an Analyzer that reports deadlines on pipes and
// devices, and closes of them, that wake nobody because Fd was called.
//
// # Analyzer fddeadline
//
// fddeadline: report deadlines and closes of pipes and devices that wake nobody after Fd
//
// Pipes, terminals, tunnels and serial ports that os opens are nonblocking, and
// reads that have to wait do so in the runtime's poller, where deadlines and
// Close wake them. Fd makes the file blocking for good:
//
//	n, err := unix.IoctlGetInt(int(tty.Fd()), unix.TIOCINQ)
//	...
//	tty.SetReadDeadline(time.Now().Add(time.Second)) // nil error
//	tty.Read(buf)                                     // waits for ever
//
// The deadline is set without an error and never fires, Read holds an OS thread
// in the kernel, and Close does not wake it. Ask for the number without changing
// the file:
//
//	raw, err := tty.SyscallConn()
//	...
//	err = raw.Control(func(fd uintptr) { n, ierr = unix.IoctlGetInt(int(fd), unix.TIOCINQ) })
//
// The check looks for Fd and a deadline on one file from os.Pipe, os.Open or
// os.OpenFile, in a variable or in a field, anywhere in the package, and for
// functions, of other packages too, that call Fd on what they are given or return; and
// for what clears O_NONBLOCK by the number that SyscallConn gives (SetNonblock, F_SETFL,
// FIONBIO).
// Where
// it is silent: nobody sets a deadline; the file is a regular one (os.Create, the
// flag O_CREATE), one of os.NewFile or opened with O_NONBLOCK, which Fd leaves as it
// is, or os.Stdin and its like; SetNonblock comes after the last Fd; the function does
// no I/O after Fd.
//
// # Deadline
//
// Fd and SetDeadline, SetReadDeadline or SetWriteDeadline are called on the same
// pipe or device. Where the error of a system call with the number is all that a function
// returns, a suggested fix makes it under SyscallConn().Control.
//
// # Close
//
// A function reads from a pipe or device, in a goroutine of its own or not, another goroutine
// closes it to end that, and Fd was
// called before, here or in the function, of another package perhaps, that opens it. Close returns, the Read goes on until something comes, with its
// goroutine, a thread and the descriptor. Reported where the file surely waits for
// others: a pipe whose other end this process keeps open, a terminal, tunnel, input
// device or FIFO; and where Close is to wake the Read: in a method Close or Stop, after
// a signal for which a goroutine has waited, before a wait for the one that reads, or, while the
// function that has started it reads, when a time is over or a context done. Not
// where that asks the kernel first (poll, select), a terminal's timer (VTIME) ends each Read, or
// the other end of a pipe or terminal is closed before.
//
// Reported too where Fd is called on a device that an exported type wraps, which others can read
// from and close: nobody who does so in a goroutine can end that. Open a tunnel with
// O_NONBLOCK, attach it by its number, and make the file last, by os.NewFile.
package fddeadline
