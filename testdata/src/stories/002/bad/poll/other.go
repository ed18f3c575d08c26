//go:build !linux

package poll

import "errors"

// A Poller waits for events of many descriptors, on Linux.
type Poller struct{}

// Open says that there is none.
func Open() (*Poller, error) { return nil, errors.ErrUnsupported }

func (p *Poller) AddRead(fd int) error      { return errors.ErrUnsupported }
func (p *Poller) ModReadWrite(fd int) error { return errors.ErrUnsupported }
func (p *Poller) ModRead(fd int) error      { return errors.ErrUnsupported }
func (p *Poller) Delete(fd int) error       { return errors.ErrUnsupported }
func (p *Poller) Wait(handle Handler) error { return errors.ErrUnsupported }
func (p *Poller) Close() error              { return errors.ErrUnsupported }
