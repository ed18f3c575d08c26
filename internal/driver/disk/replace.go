package disk

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// A Change is a new content of a file.
type Change struct {
	Name   string // of the file; a symbolic link stays one, and what it leads to changes
	Old    []byte // what is known to be in the file; nil: there is no such file
	New    []byte
	Within string // a folder out of which a symbolic link may not lead
}

// A Refusal is the reason for not changing a file, of which nothing is wrong with the
// system.
type Refusal struct{ Name, Why string }

func (r *Refusal) Error() string { return r.Name + ": " + r.Why }

// Why files are refused.
const (
	hasChanged  = "the file has changed meanwhile; run again"
	isOpen      = "another program has the file open for writing; run again"
	isLocked    = "another program has locked the file; run again"
	isLinked    = "the file has other hard links, which would keep the old content"
	isNotOurs   = "the file is read-only"
	leadsOut    = "the symbolic link leads out of "
	isBeingDone = "another run is at it; run again"
)

// Replace makes changes: all of them or, with an error, none. If the error is no
// [Refusal], it comes from the system. What somebody else saves meanwhile, in place
// or by renaming, is in the file afterwards:
//
//	stage   the new content lies beside the file, synced, and has the name by which
//	        [Clean] knows what it is
//	guard   nobody has the file open for writing, and who opens it has to wait
//	        (a lease); its content is the old one
//	swap    the two files change their names, at once (renameat2), so that nothing is
//	        gone; what came out must be what was compared
//	check   nobody waits for the file that came out, or else all is swapped back
//
// Where the system has no leases or cannot swap, it compares once more instead.
func Replace(changes ...Change) error {
	var all []*replacement
	defer func() {
		for _, r := range all {
			r.discard()
		}
	}()
	for _, c := range changes {
		r, err := stage(c)
		if r != nil {
			all = append(all, r)
		}
		if err != nil {
			return err
		}
	}
	for _, r := range all {
		if err := r.guard(); err != nil {
			return err
		}
	}
	swapped := 0
	err := func() error {
		for _, r := range all {
			between("swap", r.target)
			if err := r.swap(); err != nil {
				return err
			}
			swapped++
		}
		if err := syncDirs(all); err != nil {
			return err
		}
		for _, r := range all {
			between("check", r.target)
			if err := r.check(); err != nil {
				return err
			}
		}
		return nil
	}()
	if err != nil {
		for _, r := range slices.Backward(all[:swapped]) {
			err = cmp.Or(err, r.swapBack())
		}
	}
	return err
}

// between is called between two steps, for tests that do something to the file then.
var between = func(step, file string) {}

// A replacement is a change that is being made.
type replacement struct {
	Change
	target string      // the file, without symbolic links
	info   fs.FileInfo // of the file that was compared
	old    *os.File    // it, open for reading, if there is one
	leased bool        // who opens it for writing has to wait
	temp   string      // the name of the other file
	new    *os.File    // the file with the new content
	own    fs.FileInfo // of it
	inTemp bool        // temp exists
	keep   bool        // temp has what somebody else needs
}

// stage writes the new content beside the file. What it returns must be discarded
// also if there is an error.
func stage(c Change) (*replacement, error) {
	r := &replacement{Change: c}
	mode := fs.FileMode(0o644)
	if err := r.resolve(); err != nil {
		return nil, err
	}
	if c.Old != nil {
		var err error
		if r.old, err = open(r.target); err != nil {
			return nil, err
		}
		if r.info, err = r.old.Stat(); err != nil {
			return r, err
		}
		if err := r.changeable(); err != nil {
			return r, err
		}
		mode = r.info.Mode().Perm()
	}
	dir := filepath.Dir(r.target)
	r.temp = filepath.Join(dir, tempName(filepath.Base(r.target), c.Old, c.New))
	f, scratch, err := create(dir)
	if err != nil {
		return r, err
	}
	r.new = f
	if scratch != "" {
		defer os.Remove(scratch)
	}
	if err := r.fill(mode); err != nil {
		return r, err
	}
	err = publish(f, scratch, r.temp)
	if errors.Is(err, fs.ErrExist) { // of a run that was killed, or of one that is at it
		if _, err = Clean(dir); err == nil {
			err = publish(f, scratch, r.temp)
		}
		if errors.Is(err, fs.ErrExist) {
			return r, &Refusal{c.Name, isBeingDone}
		}
	}
	r.inTemp = err == nil
	return r, err
}

// resolve finds the file that a symbolic link leads to.
func (r *replacement) resolve() (err error) {
	r.target, err = filepath.EvalSymlinks(r.Name)
	if errors.Is(err, fs.ErrNotExist) && r.Old == nil {
		if _, lerr := os.Lstat(r.Name); lerr == nil {
			return &Refusal{r.Name, "the symbolic link leads nowhere"}
		}
		var dir string
		dir, err = filepath.EvalSymlinks(filepath.Dir(r.Name))
		r.target = filepath.Join(dir, filepath.Base(r.Name))
	}
	if err != nil || r.Within == "" {
		return err
	}
	within, err := filepath.EvalSymlinks(r.Within)
	if err != nil {
		return err
	}
	if rel, err := filepath.Rel(within, r.target); err != nil || !filepath.IsLocal(rel) {
		return &Refusal{r.Name, leadsOut + r.Within}
	}
	return nil
}

// fill gives the new file all that it is to have.
func (r *replacement) fill(mode fs.FileMode) error {
	if _, err := r.new.Write(r.New); err != nil {
		return err
	}
	if r.info != nil {
		inherit(r.new, r.old, r.info)
	}
	if err := r.new.Chmod(mode); err != nil {
		return err
	}
	_ = lock(r.new) // so that no other run takes it for a leftover
	if err := r.new.Sync(); err != nil {
		return err
	}
	var err error
	r.own, err = r.new.Stat()
	return err
}

// guard sees to it that the file is as it is known to be, and stays so if the system
// has a means for that.
func (r *replacement) guard() error {
	if r.old == nil {
		return nil // swap does not replace anything
	}
	if err := lock(r.old); err != nil { // it is a leftover if we are killed after the swap
		return &Refusal{r.Name, isLocked}
	}
	var err error
	if r.leased, err = lease(r.old); err != nil {
		return &Refusal{r.Name, isOpen}
	}
	return r.compare()
}

// compare returns an error if the old file has not the old content any more.
func (r *replacement) compare() error {
	data, err := readAll(r.old, int64(len(r.Old)))
	if err != nil || !bytes.Equal(data, r.Old) {
		return &Refusal{r.Name, hasChanged}
	}
	return nil
}

// swap puts the new file in the place of the old one, which is at temp from then on.
func (r *replacement) swap() error {
	if r.old == nil {
		err := publish(r.new, r.temp, r.target)
		if errors.Is(err, fs.ErrExist) {
			return &Refusal{r.Name, hasChanged}
		}
		return err
	}
	err := exchange(r.temp, r.target)
	switch {
	case errors.Is(err, errors.ErrUnsupported):
		return r.rename()
	case errors.Is(err, fs.ErrNotExist):
		return &Refusal{r.Name, hasChanged}
	case err != nil:
		return err
	}
	if info, err := os.Lstat(r.temp); err != nil || !os.SameFile(info, r.info) {
		return cmp.Or(r.swapBack(), error(&Refusal{r.Name, hasChanged}))
	}
	return nil
}

// rename puts the new file in the place of the old one, which is gone then.
func (r *replacement) rename() error {
	info, err := os.Lstat(r.target)
	if err != nil || !os.SameFile(info, r.info) {
		return &Refusal{r.Name, hasChanged}
	}
	if err := r.compare(); err != nil {
		return err
	}
	letGo(r.old)
	if err := os.Rename(r.temp, r.target); err != nil {
		return err
	}
	r.inTemp = false
	return nil
}

// check returns an error if somebody has opened or changed the old file since it was
// compared.
func (r *replacement) check() error {
	switch {
	case r.old == nil:
		return nil
	case r.leased && broken(r.old):
		return &Refusal{r.Name, isOpen}
	case r.inTemp && !r.leased:
		return r.compare()
	}
	return nil
}

// swapBack undoes swap, unless what is in the file meanwhile is somebody else's.
func (r *replacement) swapBack() error {
	switch {
	case r.old == nil:
		if r.isNew(r.target) {
			return os.Remove(r.target)
		}
		return nil
	case !r.inTemp: // the old file is gone
		if r.isNew(r.target) {
			return os.WriteFile(r.target, r.Old, r.info.Mode().Perm())
		}
		return nil
	}
	err := exchange(r.temp, r.target)
	if err == nil && !r.isNew(r.temp) { // saved since the swap, so it is the latest
		err = exchange(r.temp, r.target)
	}
	if err != nil {
		r.keep = true
		return fmt.Errorf("%w; what was in %s is in %s", err, r.target, r.temp)
	}
	return nil
}

// isNew reports whether a name stands for the new file, with the new content.
func (r *replacement) isNew(name string) bool {
	info, err := os.Lstat(name)
	if err != nil {
		return false
	}
	if !os.SameFile(info, r.own) {
		return false
	}
	data, err := Read(name, int64(len(r.New)))
	return err == nil && bytes.Equal(data, r.New)
}

// discard removes the file that is not needed. After a swap that went well this is the
// one with the old content.
func (r *replacement) discard() {
	if r.inTemp && !r.keep {
		os.Remove(r.temp)
	}
	for _, f := range []*os.File{r.new, r.old} {
		if f != nil {
			f.Close() // with its lock and its lease
		}
	}
}

// syncDirs syncs the folders of files.
func syncDirs(all []*replacement) error {
	var done []string
	for _, r := range all {
		dir := filepath.Dir(r.target)
		if slices.Contains(done, dir) {
			continue
		}
		done = append(done, dir)
		if err := syncDir(dir); err != nil {
			return err
		}
	}
	return nil
}
