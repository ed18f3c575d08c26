// Package connfile defines an Analyzer that reports network connections whose
// File is used in a way that breaks the connection.
//
// # Analyzer connfile
//
// connfile: report connections that Fd on their File makes blocking
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
// SetKeepAliveConfig, SetNoDelay, SetReadBuffer, SetWriteBuffer, SetLinger.
//
// The check follows the file through variables, closures, struct fields and
// functions of the same package. It is silent where the connection is closed
// and not used afterwards, where it is local and no longer used, where
// SetNonblock, net.FileConn, net.FileListener or net.FilePacketConn comes after
// the last Fd, and on systems other than Unix.
//
// # Blocking
//
// The category of findings at the call of Fd: the connection becomes blocking.
package connfile
