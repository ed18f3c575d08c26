// Package iotimeout defines an Analyzer that reports waits for other processes that
// nothing bounds.
//
// # Analyzer iotimeout
//
// iotimeout: report requests, commands and connections that are waited for without a limit
//
// A server that takes a connection and stays silent, as one behind a broken network does,
// keeps who asks it waiting for ever: neither TCP nor package net/http gives up by itself.
// In a handler of requests, or a goroutine, each such wait costs a goroutine and all that
// it holds, until there are too many:
//
//	func (s *Server) status(w http.ResponseWriter, r *http.Request) {
//		resp, err := http.Get(s.backend) // may never return
//
// Give the request the context of who waits for its answer, or the client a timeout:
//
//	req, err := http.NewRequestWithContext(r.Context(), http.MethodGet, s.backend, nil)
//	...
//	resp, err := http.DefaultClient.Do(req)
//
// The check follows clients and requests through variables, unexported fields and
// functions, also of other packages: a function that sends such a request is told where a
// handler or goroutine calls it, and so is one that returns a client without a limit, or reads
// a connection without setting a deadline. It is silent about clients with a Timeout or a
// Transport that has one, about what may come from elsewhere, and everywhere if the package
// gives http.DefaultClient a timeout.
//
// Other linters know more of the following, and it is not repeated here: noctx (each
// request, look-up and query without a context, whoever sends it), contextcheck (a context
// that is not handed on, as in queries of handlers), bodyclose (bodies of
// answers that are not closed), gosec's G112 and G114 (servers without timeouts).
//
// # Request
//
// A request of a handler or goroutine has neither a context that ends nor a client with a
// timeout. So has one in a loop that waits for a ticker, in a function that is given a context
// and does not hand it on, and one that an exported function or method sends by a client which
// only its package knows: its callers can set no limit. What is to go on for long, by its name
// (Stream, Watch, Download), is not meant then.
//
// # Output
//
// The output of a shell is captured, and a context is to end it. When the context is done
// the shell is killed, but not what it has started, which keeps the output open, and the
// call waiting. Set the command's WaitDelay. So it is with sudo, make and others whose job is
// to start programs, and with a list of words whose first one is the program: whatever somebody
// wants to run.
//
// # Program
//
// The same of another program, which may start others or not. This is a note, and is
// off unless -iotimeout.program asks for it. It is on for exported functions that run whatever program
// their callers name, with whatever arguments.
//
// # Select
//
// A case of a select sends what a call returns that waits for another process, and another case is to
// limit that, by a context or a timer. But what is sent is computed before the select begins, so the call
// waits as long as it likes. Call it in a goroutine, and receive what it returns. Or a goroutine does so,
// and goes on waiting when the limit is over: the function returns without the connection that it has
// opened, and has not closed it. Close it there, or set a deadline, or use what takes a context, as
// HandshakeContext does.
//
// # Pipe
//
// A command is waited for before what it writes to a pipe is read. If it writes more than the
// pipe holds, it waits for the reader, and Wait for the command. If it does not, Wait closes
// the pipe, and nothing is read. Or it is read in one goroutine, and waited for in another
// that does not wait for the reads: Wait closes the pipe, and what is not read by then is lost.
//
// # Zombie
//
// A handler or goroutine starts a command, and nothing can wait for it: on Unix it stays in
// the table of processes when it has ended, and a goroutine that copies its output is left
// too. One that is given files is taken for the successor of the process.
//
// # Stall
//
// A connection is read, or its TLS handshake done, in the loop that accepts connections, in a
// package that sets no deadlines: who connects and says nothing keeps all others waiting. Or a
// handshake (TLS, SSH) is done, with no deadline of its own, by a function that the loop calls, or
// one that gets the connections from it.
//
// # Reply
//
// A handler dials, and reads one answer, in a package that sets no deadlines. So does any function that
// sends a datagram by UDP, which may be lost, and then waits for the answer.
//
// # Query
//
// A handler calls a database, or a gRPC service, with a context that never ends. This is a note,
// and is off unless -iotimeout.query asks for it: the other side mostly has a limit of its own.
//
// # Timer
//
// time.After makes a timer of ten seconds or more in each round of a loop that comes round
// sooner, in a module for a Go before 1.23, or a program with asynctimerchan=1: all of them stay
// until their time has come. This is a note.
//
// # Conn
//
// A connection that was accepted or dialled is read in a package that sets no deadlines: who
// says nothing keeps a goroutine. This is a note, and is off unless -iotimeout.conn asks for
// it: the other side may be a friend, or end by itself.
//
// # Shutdown
//
// Shutdown of a server waits for all requests, with a context that is never done, and a handler
// of the package sends a request that nothing bounds. Where no such handler is seen this is
// a note, and is off unless -iotimeout.shutdown asks for it. A group that is waited for, in a
// handler or goroutine, is told of at the request that its goroutine sends.
package iotimeout
