package evidence

import (
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/profile"
)

// A locator finds the files of the packages that were analysed by what profiles call
// them.
type locator struct {
	byName  map[string]string     // absolute names, and those of -trimpath, to files here
	byPath  map[string][]*Package // by import path
	command map[string][]string   // files of commands by their base names
	known   map[*profile.Frame]string
}

func newLocator(pkgs []Package) *locator {
	l := &locator{
		byName:  make(map[string]string),
		byPath:  make(map[string][]*Package),
		command: make(map[string][]string),
		known:   make(map[*profile.Frame]string),
	}
	for i := range pkgs {
		p := &pkgs[i]
		l.byPath[p.Path] = append(l.byPath[p.Path], p)
		for _, base := range p.Files {
			file := filepath.Join(p.Dir, base)
			l.byName[filepath.ToSlash(file)] = file
			l.byName[p.Path+"/"+base] = file
			if p.Command {
				l.command[base] = append(l.command[base], file)
			}
		}
	}
	return l
}

// version is the version of a module in the name of a file.
var version = regexp.MustCompile(`@v[^/]*`)

// capital is a capital in the module cache.
var capital = regexp.MustCompile(`![a-z]`)

// locate returns the file here in which a call stands, "" if it is in no package that was
// analysed. A name alone is not enough for that: the folder, the import path of the
// function, or, among commands, which all are called main, the end of the path has to
// agree.
func (l *locator) locate(f *profile.Frame) string {
	file, ok := l.known[f]
	if !ok {
		file = l.look(f)
		l.known[f] = file
	}
	return file
}

func (l *locator) look(f *profile.Frame) string {
	name := strings.ReplaceAll(f.File, `\`, "/")
	if file, ok := l.byName[name]; ok {
		return file
	}
	base := path.Base(name)
	for _, p := range l.byPath[strings.TrimSuffix(f.Package, "_test")] {
		if file, ok := l.byName[p.Path+"/"+base]; ok {
			return file
		}
	}
	// A closure that was inlined has the name of another package, and code that was built
	// elsewhere another folder: its end tells.
	name = version.ReplaceAllString(name, "")
	name = capital.ReplaceAllStringFunc(name, func(s string) string { return strings.ToUpper(s[1:]) })
	if f.Package != "main" {
		for rest := name; ; {
			if file, ok := l.byName[rest]; ok && strings.Contains(rest, "/") {
				return file
			}
			_, after, ok := strings.Cut(rest, "/")
			if !ok {
				return ""
			}
			rest = after
		}
	}
	return l.lookCommand(name, base)
}

// lookCommand finds the file of a command: the one whose path ends most alike, if it is
// one, and as much as its folder.
func (l *locator) lookCommand(name, base string) string {
	files := l.command[base]
	if strings.TrimPrefix(name, "./") == base && len(files) == 1 {
		return files[0] // built from the names of files, or by a line directive
	}
	best, most, ties := "", 1, 0
	for _, file := range files {
		switch n := sameEnd(filepath.ToSlash(file), name); {
		case n > most:
			best, most, ties = file, n, 0
		case n == most:
			ties++
		}
	}
	if ties > 0 {
		return ""
	}
	return best
}

// sameEnd returns how many elements at the end of two paths are equal.
func sameEnd(x, y string) (n int) {
	xs, ys := strings.Split(x, "/"), strings.Split(y, "/")
	for n < len(xs) && n < len(ys) && xs[len(xs)-1-n] == ys[len(ys)-1-n] {
		n++
	}
	return n
}

// foreign reports whether a call is in the standard library or the runtime: it is not
// where the defect is.
func (l *locator) foreign(f *profile.Frame) bool {
	return f.Package == "" || l.locate(f) == "" && model.IsStd(f.Package)
}
