// Package fdoutlive defines an Analyzer that reports descriptors whose number
// is used longer than the file or connection that owns them lives.
//
// # Analyzer fdoutlive
//
// fdoutlive: report descriptors whose number outlives the file that owns it
//
// A file, connection or listener owns its descriptor: when the last reference
// to it is gone, the next garbage collection closes the descriptor. The number
// that Fd returns is an integer, and keeps nothing alive:
//
//	func (p *poller) watch(l *net.TCPListener) error {
//		f, err := l.File()
//		if err != nil {
//			return err
//		}
//		return p.add(int(f.Fd())) // registers the number with epoll; f dies here
//	}
//
// Some minutes later the port is closed, or the number belongs to another file,
// and what is written to it lands there. Scope does not matter: a variable
// lives until its last use, not to the end of its block.
//
// Keep the owner as long as the number: store it beside the number, or return
// it instead:
//
//	fd := int(f.Fd())
//	p.owners[fd] = f // until it is removed from epoll
//	return p.add(fd)
//
// Where a function waits with the number, runtime.KeepAlive(f)
// behind the wait is enough, and the finding has that for a fix. So has a file whose
// number is closed: close the file.
//
// The check follows the number through variables, conversions, closures, local
// structs and slices, structs that have the owner in a field and die with it, text such as /proc/self/fd/7, and through functions, of other
// packages too: those that
// return a new file, those that return the number of what they are given, and
// those that keep it. Where it is silent: somebody else may have the owner
// (it is returned, stored, captured by a goroutine, given to a function that may
// keep it); the owner is a parameter, a field or a package variable; the number
// is only an argument of single system calls; the function does its work with the
// number before the owner's last use or deferred Close; the number is
// duplicated.
//
// # Dropped
//
// The number is returned, stored, sent, captured by a goroutine or registered
// with epoll or kqueue, or used in a loop, and its owner, made here, can be
// reached by nobody afterwards: the garbage collector closes it. So is a file that
// os.NewFile makes of the number in a field for one question, while other methods
// go on using the field. A command whose child was given the file keeps it as long as it
// is used itself. And a call that gets the number behind runtime.KeepAlive is one that was meant to
// come before that.
//
// # Closed
//
// The same, or a system call with the number, and the owner is closed on every
// path: the number is that of another file soon.
//
// # Callback
//
// The number that syscall.RawConn's Control, Read or Write gives to its callback
// is copied out and used, and the connection, made here, is dead by then. Do the
// work inside the callback, or duplicate the descriptor there.
//
// # Flock
//
// flock(2), or fcntl(2), locks a file that is made here and then dropped: its lock ends
// when the garbage collector closes the file, though nobody has given it back. So does the
// lock of a file, or of a struct with one, that a function returns or is given, if nobody
// keeps that. Keep the
// file as long as the lock, and close it to give the lock back. Silent where a function
// only tries whether it gets the lock: it neither works afterwards nor returns an error.
//
// # State
//
// Another state of the kernel ends in the same way: a lease (F_SETLEASE), the interface
// of a tunnel that is not made persistent, a watch of inotify(7).
//
// # Recordlock
//
// A file on which the process has a lock of fcntl(2) (F_SETLK) is opened by the same path
// once more, and closed: with any descriptor of the file that a process closes it loses
// all its locks on it. Found behind the lock in the same function, and in exported methods
// if the locked file and the path are kept in fields. Read and write by the
// descriptor that has the lock, or take one that belongs to the descriptor: flock(2),
// F_OFD_SETLK.
//
// # Twoowners
//
// A descriptor has two owners, and each closes it: os.NewFile of the number of a
// file that lives on, os.NewFile twice of one number, an inherited one such as 3 too,
// or a file and syscall.Close, deferred or not, in this function or in those that it
// calls, or where the function returns an error behind os.NewFile; or of a number in a field
// of which one method makes a file, or a constructor has made one, and which another method
// closes on each path. The second to close it closes whatever has the number then. Use
// the file that is there; give os.NewFile a duplicate (F_DUPFD_CLOEXEC).
//
// # Child
//
// The number of a file that is opened here goes, as text, into the arguments or the
// environment of an exec.Cmd. Files of package os, and those of connections, are closed when
// the child starts; it has those in ExtraFiles, whose numbers there are 3 and the index:
//
//	cmd.ExtraFiles = append(cmd.ExtraFiles, f)
//	cmd.Args = append(cmd.Args, fmt.Sprint("--fd=", 2+len(cmd.ExtraFiles)))
//
// So are they where the text goes to os.StartProcess, where the numbers are the indices in
// ProcAttr.Files, or to syscall.Exec, where F_SETFD has to keep the descriptor open.
//
// Silent where F_SETFD may keep the descriptor open, where the text has the number of the
// process beside it (/proc/%d/fd/%d), and of files of os.NewFile.
package fdoutlive
