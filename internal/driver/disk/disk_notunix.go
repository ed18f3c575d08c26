//go:build !unix

package disk

import (
	"io/fs"
	"os"
)

const nonblock = 0

func lock(*os.File) error { return nil }

// changeable returns why a file is not to be changed.
func (r *replacement) changeable() error {
	if r.info.Mode()&0o200 == 0 {
		return &Refusal{r.Name, isNotOurs}
	}
	return nil
}

func inherit(_, _ *os.File, _ fs.FileInfo) {}

func syncDir(string) error { return nil }

// letGo closes a file, since what is open cannot be renamed.
func letGo(f *os.File) { f.Close() }

// link gives a file another name, which must be free.
func link(from, to string) error {
	if _, err := os.Lstat(to); err == nil {
		return fs.ErrExist
	}
	return os.Rename(from, to)
}
