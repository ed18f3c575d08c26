//go:build unix

package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"
)

// nonblock keeps an open from waiting for the other end of a pipe.
const nonblock = syscall.O_NONBLOCK

// lock locks a file until it is closed. It fails only if somebody else has it locked.
func lock(f *os.File) error {
	err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return err
	}
	return nil
}

// changeable returns why a file is not to be changed.
func (r *replacement) changeable() error {
	if stat, ok := r.info.Sys().(*syscall.Stat_t); ok && stat.Nlink > 1 {
		return &Refusal{r.Name, isLinked}
	}
	if unix.Access(r.target, unix.W_OK) != nil {
		return &Refusal{r.Name, isNotOurs}
	}
	return nil
}

// inherit gives a new file the owner of the old one, and what else hangs on it, as far
// as we may.
func inherit(to, from *os.File, info fs.FileInfo) {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		_ = to.Chown(int(stat.Uid), int(stat.Gid))
	}
	copyAttributes(int(to.Fd()), int(from.Fd()))
}

// syncDir makes the names in a folder last.
func syncDir(dir string) error {
	f, err := os.Open(filepath.Clean(dir))
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Sync(); err != nil && !errors.Is(err, unix.EINVAL) && !errors.Is(err, unix.ENOTSUP) {
		return err
	}
	return nil
}

// link gives a file a second name, which must be free. If the file system has no such
// thing the first one goes.
func link(from, to string) error {
	err := os.Link(from, to)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if _, lerr := os.Lstat(to); lerr == nil {
		return fs.ErrExist
	}
	return os.Rename(from, to)
}

// letGo is for systems that do not rename what is open.
func letGo(*os.File) {}
