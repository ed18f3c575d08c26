package standalone

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/gopitfalls/gopitfalls/internal/driver/disk"
	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

// A sourceFile is a file that fixes edit.
type sourceFile struct {
	name     string
	old      []byte
	hash     string          // of old
	edits    []wire.TextEdit // in the order of Start
	fixed    []byte          // what format makes of the edits
	unusable string          // why no fix may edit it; empty if fixes may
}

// readSource reads a file.
func readSource(name string) *sourceFile {
	f := &sourceFile{name: name}
	info, err := os.Stat(name)
	if err == nil {
		f.old, err = disk.Read(name, disk.MaxSource)
	}
	switch {
	case err != nil:
		f.unusable = err.Error()
		return f
	case info.Mode().Perm()&0o200 == 0:
		f.unusable = "the file is read-only" // such as those in the module cache
	case strings.Contains(filepath.ToSlash(name), "/vendor/"):
		f.unusable = "the file is a copy in a vendor directory"
	}
	sum := sha256.Sum256(f.old)
	f.hash = hex.EncodeToString(sum[:])
	return f
}

// add adds an edit, unless another fix has the same one.
func (f *sourceFile) add(e wire.TextEdit) {
	if slices.Contains(f.edits, e) {
		return
	}
	f.edits = append(f.edits, e)
	slices.SortStableFunc(f.edits, func(x, y wire.TextEdit) int {
		return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(x.End, y.End))
	})
}

// format makes the edits and formats what they touch. If that cannot be done, the
// file becomes unusable and format returns false.
func (f *sourceFile) format() bool {
	f.fixed = f.old
	if len(f.edits) == 0 {
		return true
	}
	fixed, err := formatEdits(f.old, f.edits)
	if err != nil {
		f.unusable = "the fixed file would not parse: " + oneLine(err.Error())
		return false
	}
	f.fixed = fixed
	return true
}

func (f *sourceFile) changes() bool { return !bytes.Equal(f.old, f.fixed) }

// shift returns by how many lines the edits before a position move it down.
// Formatting, which seldom adds or removes lines, is not considered.
func (f *sourceFile) shift(pos position) int {
	offset := pos.col - 1
	for range pos.line - 1 {
		offset += bytes.IndexByte(f.old[offset-pos.col+1:], '\n') + 1
	}
	n := 0
	for _, e := range f.edits {
		if e.End <= offset {
			n += strings.Count(e.New, "\n") - bytes.Count(f.old[e.Start:e.End], []byte("\n"))
		}
	}
	return n
}

// change returns what is to become of the file. A symbolic link in the module may
// lead to a file in it, and nowhere else.
func (f *sourceFile) change() disk.Change {
	dir := filepath.Dir(f.name)
	return disk.Change{Name: f.name, Old: f.old, New: f.fixed, Within: cmp.Or(moduleRoot(dir), dir)}
}

// diff returns the change of the file as a unified diff, which "patch -p1" and
// "git apply" understand in dir if the file lies under it.
func (f *sourceFile) diff(dir string) []byte {
	name := shorten(dir, f.name)
	from, to := name, name
	if !filepath.IsAbs(name) {
		name = filepath.ToSlash(name)
		from, to = fmt.Sprintf("a/%s", name), fmt.Sprintf("b/%s", name)
	}
	return diff.Diff(from, f.old, to, f.fixed)
}
