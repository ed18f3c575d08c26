// Package disk reads and replaces files that are not ours alone: what a name stands
// for may be no file at all, and while we think about a new content others save
// theirs.
package disk

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Bounds on what is read, in bytes.
const (
	MaxSource   = 64 << 20  // a file of Go, as go/parser could still be asked for
	MaxConfig   = 1 << 20   // written by hand
	MaxBaseline = 256 << 20 // half a million findings
)

// Read returns the content of a regular file, or an error if it has more than most
// bytes. It never waits: pipes and devices are refused, and so is what became one
// while it was opened.
func Read(name string, most int64) ([]byte, error) {
	f, err := open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readAll(f, most)
}

// open opens a regular file for reading. Devices are not even opened, since that may
// do something to them.
func open(name string) (*os.File, error) {
	if info, err := os.Stat(name); err == nil {
		if err := regular(name, info); err != nil {
			return nil, err
		}
	}
	f, err := os.OpenFile(name, os.O_RDONLY|nonblock, 0)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil {
		err = regular(name, info)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// readAll reads an open file from its start.
func readAll(f *os.File, most int64) ([]byte, error) {
	data, err := io.ReadAll(io.NewSectionReader(f, 0, most+1))
	if err == nil && int64(len(data)) > most {
		err = &fs.PathError{Op: "read", Path: f.Name(), Err: fmt.Errorf("it has more than %d MiB", most>>20)}
	}
	if err != nil {
		return nil, err
	}
	return data, nil
}

// regular returns an error that says what a name stands for if that is no file.
func regular(name string, info fs.FileInfo) error {
	err := errors.New("is no regular file")
	switch mode := info.Mode(); {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		err = errors.New("is a directory")
	case mode&fs.ModeNamedPipe != 0:
		err = errors.New("is a pipe, not a file")
	case mode&fs.ModeDevice != 0:
		err = errors.New("is a device, not a file")
	case mode&fs.ModeSocket != 0:
		err = errors.New("is a socket, not a file")
	}
	return &fs.PathError{Op: "read", Path: name, Err: err}
}
