// Package connfile defines an Analyzer that reports network connections that
// suffer from what is done with their File.
//
// # Analyzer connfile
//
// connfile: report connections that become blocking or leak by way of their File
//
// The File method of a connection or listener of package net returns a
// duplicate of its descriptor. Both descriptors share one open file
// description, and O_NONBLOCK is a flag of that. Calling Fd on the file clears
// the flag, for the connection too, which does not know:
//
//	f, err := conn.File()
//	if err != nil {
//		return err
//	}
//	defer f.Close()
//	return syscall.SetsockoptInt(int(f.Fd()), syscall.IPPROTO_TCP, tcpUserTimeout, ms)
//
// From then on every Read, Write or Accept that has to wait holds an OS thread
// inside the system call. Ten thousand idle connections are ten thousand
// threads; deadlines do not wake them, and Close and Shutdown wait for them.
// What is done with the descriptor does not matter: printing it is enough.
//
// Set the option on the connection's own descriptor, which stays as it is:
//
//	raw, err := conn.SyscallConn()
//	if err != nil {
//		return err
//	}
//	var serr error
//	err = raw.Control(func(fd uintptr) {
//		serr = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpUserTimeout, ms)
//	})
//	return errors.Join(err, serr)
//
// or before it is connected, in net.Dialer.ControlContext and
// net.ListenConfig.Control. Many options need no descriptor at all:
// SetKeepAliveConfig, SetNoDelay, SetReadBuffer, SetWriteBuffer, SetLinger; the
// message names the one that fits. The first shape above has a suggested fix.
//
// The check follows the file through variables, closures, struct fields and
// functions, of other packages too, such as those that get an interface with the method
// File. Of files and listeners in a slice or map of a field it knows that they are there,
// not which is which. Where it is silent: the connection is closed on every path, and
// neither used afterwards nor given to anybody before; it is made in the
// function and no longer used; SetNonblock, net.FileConn, net.FileListener or
// net.FilePacketConn comes after the last Fd; an interface does not tell that
// its value is a connection; the system is not a Unix.
//
// # Blocking
//
// Fd is called on the File of a connection or listener that is still in use. The same
// is done by number: by SetNonblock, F_SETFL without O_NONBLOCK or FIONBIO, on the number
// that SyscallConn gives to a callback or on a duplicate of it, which has a number of its
// own but not flags.
//
// # Handoff
//
// The File of a connection or listener goes to a child process, here or in a function to which
// it is passed, in
// exec.Cmd.ExtraFiles, its standard streams, or os.ProcAttr.Files, and this
// process goes on using the connection: in the same function, in a goroutine that the
// function starts, or, of one that is kept in a field, anywhere in the package (another
// method accepts from it, serves it, or has returned it to who does). Starting the child calls Fd on the file. From then
// on Accept holds a thread, and Close and http.Server.Shutdown hang while one is
// waiting. Duplicate the descriptor with F_DUPFD_CLOEXEC inside
// SyscallConn().Control, and give os.NewFile of that to the child (Go 1.20 and
// later), or make the listener nonblocking again once the child runs, by SetNonblock
// under its SyscallConn. The first has a suggested fix where the call of File is made of a
// type of package net, in a file that imports golang.org/x/sys/unix, or syscall if the file is
// for Linux alone: nothing else duplicates a descriptor on all systems. The flag -connfile.handoff reports every such file, wherever the
// connection is used.
//
// # Leak
//
// No path closes the File, and nobody else has it or its number, whatever is done with
// it: asking for its name, or setting an option under its SyscallConn. The duplicate
// keeps the socket open after the connection is closed: the peer sees no end
// until the garbage collector finds the file. Where only the function has it, a suggested
// fix closes it.
package connfile
