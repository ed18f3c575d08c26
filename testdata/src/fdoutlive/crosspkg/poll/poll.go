// Package poll keeps numbers of descriptors, and not the files they are from.
package poll

import (
	"os"
	"runtime"
	"sync"
	"syscall"
)

// A Set is a set of numbers.
type Set struct {
	mu  sync.Mutex
	fds map[int]struct{}
}

// Add remembers a number.
func (s *Set) Add(fd int) { // want Add:`files\(held:\[1\]\)`
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fds == nil {
		s.fds = make(map[int]struct{})
	}
	s.fds[fd] = struct{}{}
}

// Has only looks at it.
func (s *Set) Has(fd int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.fds[fd]
	return ok
}

// Remove forgets a number.
func (s *Set) Remove(fd int) { // want Remove:`files\(released:\[1\]\)`
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.fds, fd)
}

// A Registrar has numbers added to it.
type Registrar interface {
	Add(fd int)
	Remove(fd int)
}

var _ Registrar = (*Set)(nil)

// Register adds a number by way of the interface.
func Register(r Registrar, fd int) { r.Add(fd) } // want Register:`files\(held:\[1\]\)`

var defaultSet Set

// Watch adds a number to the default set.
func Watch(fd uintptr) { defaultSet.Add(int(fd)) } // want Watch:`files\(held:\[0\]\)`

// Drain reads what there is, and is done with the number.
func Drain(fd int, buf []byte) (total int) { // want Drain:`files\(asks:\[0\]\)`
	for {
		n, err := syscall.Read(fd, buf)
		if n <= 0 || err != nil {
			return total
		}
		total += n
	}
}

// Owners keeps the files.
type Owners struct {
	Set
	files map[int]*os.File
}

// AddFile remembers a file and its number.
func (o *Owners) AddFile(f *os.File) int { // want AddFile:`files\(fds:\[1\]\)`
	fd := int(f.Fd())
	if o.files == nil {
		o.files = make(map[int]*os.File)
	}
	o.files[fd] = f
	o.Set.Add(fd)
	return fd
}

// Hold returns when stop is closed, and keeps the file until then.
func Hold(f *os.File, stop <-chan struct{}) { // want Hold:`files\(borrows:\[0\]\)`
	<-stop
	runtime.KeepAlive(f)
}
