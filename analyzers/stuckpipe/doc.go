// Package stuckpipe defines an Analyzer that reports goroutines that block forever at an end
// of an io.Pipe.
//
// # Analyzer stuckpipe
//
// stuckpipe: report goroutines that block forever at an io.Pipe whose other end nobody closes
//
// A pipe has no buffer. A write returns when all of it has been read, a read when something
// is written, and either when an end is closed. So the reader has to be closed by who stops
// reading before the end, and the writer by who has written all:
//
//	r, w := io.Pipe()
//	go func() {
//		_, err := io.Copy(w, file) // waits for ever if Decode fails
//		w.CloseWithError(err)
//	}()
//	return json.NewDecoder(r).Decode(&v)
//
// Close the reader whatever comes; the write fails then, and the goroutine ends:
//
//	r, w := io.Pipe()
//	defer r.Close()
//	go func() {
//		_, err := io.Copy(w, file)
//		w.CloseWithError(err)
//	}()
//	return json.NewDecoder(r).Decode(&v)
//
// Each end is followed through the package, and into what the standard library wraps around
// it. The check is silent about a pipe of which an end goes where somebody who is not seen
// could close it: out of the package, to a field of its types, to a function that takes an
// io.ReadCloser or io.WriteCloser. It is silent too about a pipe that main or an initialiser
// makes, which may be there for good.
//
// Use bodyclose beside it, for the bodies of responses.
//
// # Unclosed
//
// A goroutine reads to the end of its input, and nobody closes the writer. That a writer is
// the Stdout of an exec.Cmd is not enough: the process closes its own end only.
//
// # Unread
//
// A goroutine writes, and what reads may stop before the end: a decoder at an error, a copy
// whose destination fails, a process that is given its Stdin. Nobody closes the reader. If
// all that is read stands in the function that made the pipe, a fix defers the Close.
//
// # Test
//
// A goroutine that a test leaves behind goes when the tests end: so this is a note.
package stuckpipe
