package inspect

import (
	"errors"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// A place is a path in a tree. Links in a tree do not lead out of it, whether
// they are absolute or not, as if it were the root of a container.
type place struct {
	root string // folder of the tree; empty: the file system as it is
	path string // absolute and with slashes in a tree
}

// String returns the path that opens it if it is no link.
func (p place) String() string {
	if p.root == "" {
		return p.path
	}
	return filepath.Join(p.root, filepath.FromSlash(p.path))
}

func (p place) dir() place {
	if p.root == "" {
		return place{"", filepath.Dir(p.path)}
	}
	return place{p.root, path.Dir(p.path)}
}

func (p place) join(name string) place {
	if p.root == "" {
		return place{"", filepath.Join(p.path, filepath.FromSlash(name))}
	}
	return place{p.root, path.Join(p.path, name)}
}

// open opens a regular file.
func (p place) open() (*file, error) {
	at, err := p.resolve()
	if err != nil {
		return nil, err
	}
	return openRegular(at.String())
}

// maxLinks is how many links Linux follows in a path.
const maxLinks = 40

var errLinks = errors.New("too many levels of symbolic links")

// resolve follows the links in a path.
func (p place) resolve() (place, error) {
	if p.root == "" {
		name, err := filepath.EvalSymlinks(p.path)
		return place{"", name}, err
	}
	done, rest, links := "/", p.path, 0
	for rest != "" {
		var part string
		part, rest, _ = strings.Cut(rest, "/")
		next := path.Join(done, part) // also for "", "." and ".."
		target, err := os.Readlink(place{p.root, next}.String())
		if err != nil { // no link, or nothing at all: opening it will tell
			done = next
			continue
		}
		if links++; links > maxLinks {
			return place{}, errLinks
		}
		target = filepath.ToSlash(target)
		if path.IsAbs(target) {
			done = "/"
		}
		rest = target + "/" + rest
	}
	return place{p.root, done}, nil
}
