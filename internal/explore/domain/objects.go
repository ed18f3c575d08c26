package domain

import "slices"

// Objects are the objects of a state, by ObjectID. It is a persistent array: states
// that come from one share its pages until one of them writes to a page, since most
// objects are older than the branch at which two states part.
type Objects struct {
	pages []*objectPage
	n     int
	stamp uint32 // of the state that may change the list of pages
}

const pageSize = 16

type objectPage struct {
	stamp   uint32 // of the state that may change it
	objects [pageSize]*Object
}

// Len returns one more than the largest ObjectID; 0 names no object.
func (list *Objects) Len() int { return list.n }

func (list *Objects) at(id ObjectID) *Object { return list.pages[id/pageSize].objects[id%pageSize] }

// page returns a page that the state may change.
func (list *Objects) page(i int, stamp uint32) *objectPage {
	if list.stamp != stamp {
		list.pages = slices.Clone(list.pages)
		list.stamp = stamp
	}
	if i == len(list.pages) {
		list.pages = append(list.pages, &objectPage{stamp: stamp})
	}
	p := list.pages[i]
	if p.stamp != stamp {
		c := *p
		c.stamp = stamp
		p = &c
		list.pages[i] = p
	}
	return p
}

func (list *Objects) set(id ObjectID, o *Object, stamp uint32) {
	list.page(int(id)/pageSize, stamp).objects[id%pageSize] = o
}

// Add makes an object and returns its name.
func (s *State) Add(o Object) ObjectID {
	o.stamp = s.Stamp
	id := ObjectID(max(s.Objects.n, 1))
	s.Objects.set(id, &o, s.Stamp)
	s.Objects.n = int(id) + 1
	return id
}

// Object returns an object, to be read.
func (s *State) Object(id ObjectID) *Object { return s.Objects.at(id) }

// OwnObject returns an object that the state may change.
func (s *State) OwnObject(id ObjectID) *Object {
	o := s.Objects.at(id)
	if o.stamp != s.Stamp {
		c := *o
		c.stamp = s.Stamp
		o = &c
		s.Objects.set(id, o, s.Stamp)
	}
	return o
}
