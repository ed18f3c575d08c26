package fix

import (
	"net"
	"os"
	"syscall"
)

type poller struct{ fds []int }

func (p *poller) add(fd int) error {
	p.fds = append(p.fds, fd)
	return nil
}

func (p *poller) wait() error {
	for {
		if _, err := syscall.Read(p.fds[0], make([]byte, 1)); err != nil {
			return err
		}
	}
}

// The poller waits here: the file has to live as long.
func run(p *poller, ln *net.TCPListener) error {
	file, err := ln.File()
	if err != nil {
		return err
	}
	if err := p.add(int(file.Fd())); err != nil { // want `int\(file.Fd\(\)\) is kept by p.add but its owner file dies at line 30`
		return err
	}
	return p.wait()
}

func events(device string) error {
	f, err := os.Open(device)
	if err != nil {
		return err
	}
	fd := int(f.Fd())
	for {
		if _, err := syscall.Read(fd, make([]byte, 24)); err != nil { // want `fd is used in a loop but its owner f dies at line 41`
			return err
		}
	}
}

// The poller waits elsewhere: no fix here.
func register(p *poller, ln *net.TCPListener) error {
	file, err := ln.File()
	if err != nil {
		return err
	}
	return p.add(int(file.Fd())) // want `int\(file.Fd\(\)\) is kept by p.add but its owner file dies at line 55`
}

// Nor in a loop, where the files would pile up.
func registerAll(p *poller, listeners []*net.TCPListener) error {
	for _, ln := range listeners {
		file, err := ln.File()
		if err != nil {
			return err
		}
		if err := p.add(int(file.Fd())); err != nil { // want `int\(file.Fd\(\)\) is kept by p.add but its owner file dies at line 65`
			return err
		}
	}
	return p.wait()
}

type field struct{ fd int }

// What is read out of a field again is the same number.
func unwrapped(path string) (int, error) {
	f, err := os.Open(path)
	if err != nil {
		return -1, err
	}
	var w field
	w.fd = int(f.Fd())
	return w.fd, nil // want `int\(f.Fd\(\)\) is returned but its owner f dies at line 81`
}

// The number of a file is closed: close the file.
func shut(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer syscall.Close(int(f.Fd())) // want `closed by number`
	defer f.Close()
	return f.Sync()
}

func (d *dir) leave() error {
	return syscall.Close(int(d.f.Fd())) // want `closed by number`
}

type dir struct{ f *os.File }

// Here the call does not tell of which file.
func elsewhere(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	fd := int(f.Fd())
	return syscall.Close(fd) // want `closed by number`
}
