package profile

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
)

// Bounds on what is read of one source, in bytes behind any compression.
const (
	MaxText  = 16 << 30
	maxProto = 512 << 20 // is parsed in memory
)

// ErrNothing is what [Set.Read] returns, wrapped, for a source in which there is nothing
// that it knows.
var ErrNothing = errors.New("no goroutine profile, dump or leak report in it")

// Read reads all profiles and dumps of a source, whose format it finds out, and adds them
// to the set. Text that is cut off is no error: what was complete counts.
func (s *Set) Read(r io.Reader, source string) error {
	return s.read(bufio.NewReaderSize(r, lineSize), source, true)
}

func (s *Set) read(r *bufio.Reader, source string, unzip bool) error {
	head, err := r.Peek(64)
	if err != nil && len(head) == 0 {
		if err == io.EOF {
			return fmt.Errorf("%w: it is empty", ErrNothing)
		}
		return err
	}
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}) && unzip:
		zip, err := gzip.NewReader(r)
		if err != nil {
			return fmt.Errorf("it begins as gzip: %w", err)
		}
		if err := s.read(bufio.NewReaderSize(zip, lineSize), source, false); err != nil {
			return unzipError(err)
		}
		return nil
	case isProto(head):
		return s.readProto(r, source)
	}
	return s.readText(r, source)
}

// unzipError says of what is cut off that it is.
func unzipError(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the compressed data ends too early")
	}
	return err
}

// isProto reports whether data is no text: the messages of package profile begin with small
// numbers.
func isProto(head []byte) bool {
	return bytes.ContainsFunc(head, func(r rune) bool { return r < '\t' })
}

// limited reads all of r, or fails if that is more than most bytes.
func limited(r io.Reader, most int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(data)) > most {
		err = fmt.Errorf("it has more than %d MiB", most>>20)
	}
	return data, err
}
