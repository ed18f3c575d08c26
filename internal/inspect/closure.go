package inspect

import (
	"errors"
	"io/fs"
	"os"
)

// Bounds on what is read for one program. The largest desktop programs load some
// hundreds of libraries.
const (
	maxObjects   = 1 << 10
	maxRequested = 1 << 12 // names of libraries
	maxBytes     = 8 << 30 // sizes of all files that are opened, in sum
)

var errTooMany = errors.New("too many libraries")

// A closure is what the dynamic loader loads when a program starts: the program
// and, breadth first, what it and its libraries need.
type closure struct {
	*search
	objects   []*object
	missing   []Missing
	requested map[string]bool
	bytes     int64
}

// A Missing library is one that could not be looked at, so what it needs and
// does is not known.
type Missing struct {
	Name     string `json:"name"`
	NeededBy string `json:"neededBy"`
	Reason   string `json:"reason"`
}

// closure loads what o needs.
func (s *search) closure(o *object) *closure {
	c := &closure{search: s, objects: []*object{o}, requested: make(map[string]bool)}
	c.requested[o.soname] = true
	for i := 0; i < len(c.objects); i++ { // grows
		from := c.objects[i]
		for _, name := range from.needed {
			if c.requested[name] {
				continue
			}
			if len(c.objects) == maxObjects || len(c.requested) == maxRequested {
				c.missing = append(c.missing, Missing{name, from.String(), errTooMany.Error()})
				return c
			}
			c.requested[name] = true
			c.load(from, name)
		}
	}
	return c
}

// load adds a library. Like the loader it goes on searching if it finds one of
// another architecture.
func (c *closure) load(from *object, name string) {
	why := "not found"
	for _, p := range c.candidates(from, name) {
		o, err := c.loadFile(p)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			why = p.String() + ": " + reason(err).Error()
		case c.loaded(o):
			return
		case o.arch == c.objects[0].arch:
			o.loader = from
			c.requested[o.soname] = true
			c.objects = append(c.objects, o)
			return
		}
	}
	c.missing = append(c.missing, Missing{name, from.String(), why})
}

func (c *closure) loadFile(p place) (*object, error) {
	f, err := p.open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if c.bytes += f.size; c.bytes > maxBytes {
		return nil, errTooMany
	}
	if formatOf(f) != "elf" {
		return nil, errFormat // a script for linkers, perhaps
	}
	return readObject(f, p)
}

// loaded reports whether a file is there already, under another name.
func (c *closure) loaded(o *object) bool {
	for _, known := range c.objects {
		if os.SameFile(known.info, o.info) {
			return true
		}
	}
	return false
}
