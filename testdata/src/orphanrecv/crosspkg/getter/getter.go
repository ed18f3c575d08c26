// Package getter goes over what a method of another package gets, time and again.
package getter

import "orphanrecv/crosspkg/entry"

func copyAll(e *entry.Entry, copyOne func(*entry.Chunk) error) error {
	errs := make(chan error, len(e.GetChunks()))
	for _, chunk := range e.GetChunks() {
		go func() { errs <- copyOne(chunk) }()
	}
	for i := 0; i < len(e.GetChunks()); i++ {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

func copyNext(e *entry.Entry, copyOne func(*entry.Chunk) error) error {
	errs := make(chan error, 1)
	for _, chunk := range e.GetNext() {
		errs = make(chan error, 1)
		go func() { errs <- copyOne(chunk) }()
	}
	return <-errs // want `the caller of copyNext blocks forever receiving from errs`
}
