//go:build unix

package standalone

import (
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// goesNowhere reports whether what is written to w is lost though nobody has said so: the
// runtime opens the null device, to read and to write, in the place of a standard output
// that was closed.
func goesNowhere(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	if err != nil {
		return false
	}
	null, err := os.Stat(os.DevNull)
	if err != nil || !os.SameFile(info, null) {
		return false
	}
	flags, err := unix.FcntlInt(f.Fd(), unix.F_GETFL, 0)
	return err == nil && flags&unix.O_ACCMODE == unix.O_RDWR
}
