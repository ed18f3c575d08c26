package inspect

import (
	"bufio"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Bounds on the search for libraries. Systems have some dozens of folders.
const (
	maxDirs    = 256     // folders in which one library is looked for
	maxConfigs = 64      // files of the loader's configuration
	maxConfig  = 1 << 20 // bytes of one
)

// A search finds libraries where glibc's dynamic loader does: ld.so(8).
type search struct {
	root        string
	libraryPath []place
	system      []place // from ld.so.conf and by default
}

func newSearch(opts Options) *search {
	s := &search{root: opts.Root}
	for _, dir := range filepath.SplitList(opts.LibraryPath) {
		s.libraryPath = append(s.libraryPath, s.absolute(dir)...)
	}
	s.system = s.systemDirs()
	return s
}

// named returns the place of a file that the user names. If it lies in the tree,
// its links are followed there.
func (s *search) named(name string) place {
	if s.root == "" {
		return place{"", name}
	}
	abs, err := filepath.Abs(name)
	if err != nil {
		return place{"", name}
	}
	root, err := filepath.Abs(s.root)
	if err != nil {
		return place{"", name}
	}
	rel, err := filepath.Rel(root, abs)
	if err != nil || !filepath.IsLocal(rel) {
		return place{"", name}
	}
	return place{s.root, "/" + filepath.ToSlash(rel)}
}

// absolute returns the place of a folder as programs name it, none if that
// depends on where they are started: an empty name too stands for that folder.
func (s *search) absolute(dir string) []place {
	switch {
	case path.IsAbs(dir):
		return []place{{s.root, path.Clean(dir)}}
	case s.root == "" && filepath.IsAbs(dir):
		return []place{{"", filepath.Clean(dir)}}
	case s.root == "":
		return []place{{"", filepath.Join(".", dir)}}
	}
	return nil
}

// candidates returns where the library that o needs may be, in order.
func (s *search) candidates(o *object, name string) []place {
	if strings.Contains(name, "/") {
		return s.expand(o, name)
	}
	var dirs []place
	if len(o.runpath) == 0 {
		for l := o; l != nil && len(dirs) < maxDirs; l = l.loader {
			dirs = append(dirs, s.expandAll(l, l.rpath)...)
		}
	}
	dirs = append(dirs, s.libraryPath...)
	dirs = append(dirs, s.expandAll(o, o.runpath)...)
	dirs = append(dirs, s.system...)
	var files []place
	for _, dir := range dirs[:min(len(dirs), maxDirs)] {
		files = append(files, dir.join(name))
	}
	return files
}

func (s *search) expandAll(o *object, names []string) []place {
	var places []place
	for _, name := range names[:min(len(names), maxDirs)] {
		places = append(places, s.expand(o, name)...)
	}
	return places
}

// expand returns what a path in o stands for: $ORIGIN is the folder of o. The
// loader's other variables are not understood. A relative path counts from
// where the program is started: perhaps here, perhaps beside it.
func (s *search) expand(o *object, name string) []place {
	name = strings.ReplaceAll(name, "${ORIGIN}", "$ORIGIN")
	if rest, ok := strings.CutPrefix(name, "$ORIGIN"); ok && !strings.Contains(rest, "$") {
		return []place{o.origin().join(rest)}
	}
	if strings.Contains(name, "$") {
		return nil
	}
	places := s.absolute(name)
	if !path.IsAbs(name) {
		places = append(places, o.program().origin().join(name))
	}
	return places
}

// origin returns the folder of an object. Programs are known to the loader by
// the name that the links lead to, libraries by the one under which they were
// found.
func (o *object) origin() place {
	if o.loader != nil {
		return o.dir()
	}
	if at, err := o.resolve(); err == nil {
		return at.dir()
	}
	return o.dir()
}

// program returns the object that the user named.
func (o *object) program() *object {
	for o.loader != nil {
		o = o.loader
	}
	return o
}

// systemDirs returns the folders of the loader's configuration and those that
// distributions build in.
func (s *search) systemDirs() []place {
	c := &configReader{search: s}
	c.read(place{s.root, "/etc/ld.so.conf"})
	dirs := c.dirs
	for _, dir := range []string{"/lib", "/usr/lib"} {
		dirs = append(dirs, matches(place{s.root, dir}, "*-linux-gnu*")...)
	}
	for _, dir := range []string{"/lib64", "/usr/lib64", "/lib", "/usr/lib", "/usr/local/lib"} {
		dirs = append(dirs, place{s.root, dir})
	}
	return dirs
}

// A configReader reads ld.so.conf and what it includes.
type configReader struct {
	*search
	files int
	dirs  []place
}

func (c *configReader) read(p place) {
	if c.files++; c.files > maxConfigs {
		return
	}
	f, err := p.open()
	if err != nil {
		return // musl has none
	}
	defer f.Close()
	lines := bufio.NewScanner(io.NewSectionReader(f, 0, maxConfig))
	for lines.Scan() {
		line, _, _ := strings.Cut(lines.Text(), "#")
		fields := strings.Fields(line)
		switch {
		case len(fields) == 0 || fields[0] == "hwcap":
		case fields[0] == "include":
			c.include(p, fields[1:])
		case path.IsAbs(fields[0]):
			c.dirs = append(c.dirs, place{c.root, path.Clean(fields[0])})
		}
	}
}

// include reads the files that patterns match. Only the last part of a path may
// be a pattern, which is how it is used.
func (c *configReader) include(from place, patterns []string) {
	for _, pattern := range patterns {
		dir, last := path.Split(pattern)
		at := from.dir().join(dir)
		if path.IsAbs(pattern) {
			at = place{c.root, path.Clean(dir)}
		}
		for _, p := range matches(at, last) {
			c.read(p)
		}
	}
}

// matches returns what in a folder has a name that matches a pattern, sorted.
func matches(dir place, pattern string) []place {
	at, err := dir.resolve()
	if err != nil {
		return nil
	}
	entries, err := os.ReadDir(at.String())
	if err != nil {
		return nil
	}
	var places []place
	for _, e := range entries {
		if ok, _ := path.Match(pattern, e.Name()); ok {
			places = append(places, dir.join(e.Name()))
		}
	}
	return places
}
