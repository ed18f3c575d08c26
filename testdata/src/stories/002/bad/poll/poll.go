// Package poll tells which descriptors are ready.
package poll

// Events are what Wait waits for.
const (
	ReadEvents  = 0x1 | 0x2 | 0x2000 // EPOLLIN, EPOLLPRI, EPOLLRDHUP
	WriteEvents = 0x4                // EPOLLOUT
)

// A Handler is told about the events of a descriptor.
type Handler func(fd int, event uint32) error
