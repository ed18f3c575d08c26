package fixes

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

// A File is a file that fixes edit.
type File struct {
	Name     string
	old      []byte
	hash     string          // of old
	edits    []wire.TextEdit // in the order of Start
	Fixed    []byte          // what format makes of the edits
	unusable string          // why no fix may edit it; empty if fixes may
}

// readSource reads a file.
func readSource(name string) *File {
	f := &File{Name: name}
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
func (f *File) add(e wire.TextEdit) {
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
func (f *File) format() bool {
	f.Fixed = f.old
	if len(f.edits) == 0 {
		return true
	}
	fixed, err := formatEdits(f.old, f.edits)
	if err != nil {
		f.unusable = "the fixed file would not parse: " + strings.Join(strings.Fields(err.Error()), " ")
		return false
	}
	f.Fixed = fixed
	return true
}

func (f *File) changes() bool { return !bytes.Equal(f.old, f.Fixed) }

// shift returns by how many lines the edits before a position move it down.
// Formatting, which seldom adds or removes lines, is not considered.
func (f *File) shift(line, col int) int {
	offset := col - 1
	for range line - 1 {
		offset += bytes.IndexByte(f.old[offset-col+1:], '\n') + 1
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
func (f *File) change() disk.Change {
	dir := filepath.Dir(f.Name)
	return disk.Change{Name: f.Name, Old: f.old, New: f.Fixed, Within: cmp.Or(ModuleRoot(dir), dir)}
}

// Diff returns the change of the file, which is called by this name, as a unified diff. If
// the name is relative to a folder, "patch -p1" and "git apply" understand the diff there.
func (f *File) Diff(name string) []byte {
	from, to := name, name
	if !filepath.IsAbs(name) {
		name = filepath.ToSlash(name)
		from, to = fmt.Sprintf("a/%s", name), fmt.Sprintf("b/%s", name)
	}
	return diff.Diff(from, f.old, to, f.Fixed)
}

// ModuleRoot returns the nearest folder from dir upwards that has a go.mod, or "".
func ModuleRoot(dir string) string {
	for {
		if info, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil && info.Mode().IsRegular() {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}
