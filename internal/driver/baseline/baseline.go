// Package baseline reads and writes files of findings that are known and not to be
// shown again. An entry matches a finding by its fingerprint, which the vettool
// makes of the check, the category, the package, the function and the text of the
// line, so it stays when lines move and goes when the code is changed. All else in
// an entry is for people.
package baseline

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/gopitfalls/gopitfalls/internal/driver/disk"
)

// version is that of the format.
const version = 1

// An Entry is a finding.
type Entry struct {
	Check       string `json:"check"`
	Category    string `json:"category,omitempty"`
	Package     string `json:"package"`
	File        string `json:"file"` // relative to the folder of the baseline, with slashes
	Function    string `json:"function,omitempty"`
	Message     string `json:"message"`
	Fingerprint string `json:"fingerprint"`
}

type file struct {
	Version  int     `json:"version"`
	Findings []Entry `json:"findings"`
}

// A File is a baseline as it was read. The zero value is none.
type File struct {
	Entries []Entry
	data    []byte
}

// Read reads a baseline. If there is no such file that is an [fs.ErrNotExist].
func Read(name string) (*File, error) {
	data, err := disk.Read(name, disk.MaxBaseline)
	if err != nil {
		return nil, err
	}
	entries, err := parse(name, data)
	if err != nil {
		return nil, err
	}
	return &File{entries, data}, nil
}

func parse(name string, data []byte) ([]Entry, error) {
	var f file
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return nil, malformed(name, data, d.InputOffset(), err)
	}
	end := d.InputOffset()
	if _, err := d.Token(); err != io.EOF {
		return nil, malformed(name, data, end, errors.New("more than one value"))
	}
	if f.Version != version {
		return nil, fmt.Errorf("%s: not a baseline of version %d, but of version %d", name, version, f.Version)
	}
	for i, e := range f.Findings {
		if e.Check == "" || !isFingerprint().MatchString(e.Fingerprint) {
			return nil, fmt.Errorf("%s: finding %d of %d has no check or no fingerprint of 32 hex digits", name, i+1, len(f.Findings))
		}
	}
	return f.Findings, nil
}

var isFingerprint = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9a-f]{32}$`) })

// malformed returns an error with the position in the file.
func malformed(name string, data []byte, offset int64, err error) error {
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		offset = syntax.Offset
	} else if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		offset = wrong.Offset
		err = fmt.Errorf("%s cannot be a %s", cmp.Or(wrong.Field, "the whole"), wrong.Value)
	} else if err == io.EOF || err == io.ErrUnexpectedEOF {
		offset, err = int64(len(data)), errors.New("the file ends too early")
	}
	before := data[:min(max(offset, 0), int64(len(data)))]
	line := 1 + bytes.Count(before, []byte("\n"))
	col := max(len(before)-bytes.LastIndexByte(before, '\n')-1, 1)
	return fmt.Errorf("%s:%d:%d: not a baseline: %s", name, line, col, strings.TrimPrefix(err.Error(), "json: "))
}

// Write writes entries to the file that was read, which must not have changed since
// then; if there was none there must be none: all of it or, if there is an error,
// nothing. A symbolic link may not lead out of the folder within.
func (f *File) Write(name, within string, entries []Entry) error {
	entries = slices.Clone(entries)
	slices.SortFunc(entries, func(x, y Entry) int {
		return cmp.Or(
			cmp.Compare(x.Package, y.Package),
			cmp.Compare(x.File, y.File),
			cmp.Compare(x.Check, y.Check),
			cmp.Compare(x.Function, y.Function),
			cmp.Compare(x.Message, y.Message),
			cmp.Compare(x.Fingerprint, y.Fingerprint))
	})
	if entries == nil {
		entries = []Entry{}
	}
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	e.SetIndent("", "\t")
	if err := e.Encode(file{version, entries}); err != nil {
		return err
	}
	err := disk.Replace(disk.Change{Name: name, Old: f.data, New: buf.Bytes(), Within: within})
	if refusal, ok := errors.AsType[*disk.Refusal](err); ok {
		return fmt.Errorf("%s is not written: %s", name, refusal.Why)
	}
	return err
}
