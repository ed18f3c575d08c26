//go:build unix

// Package after has what each change made of it.
package after

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"

	"fdoutlive/history/lib"
)

// golang/go#14910.
func probe(addr string) error {
	c, err := net.ListenPacket("udp4", addr)
	if err != nil {
		return err
	}
	f, err := c.(*net.UDPConn).File()
	c.Close()
	if err != nil {
		return err
	}
	defer f.Close()
	s := int(f.Fd())
	for {
		if _, err := syscall.GetsockoptInt(s, syscall.SOL_SOCKET, syscall.SO_ERROR); err != nil {
			return err
		}
		time.Sleep(time.Second)
	}
}

// golang/go#31358.
func checkLock(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o666)
	if err != nil {
		return nil, err
	}
	spec := syscall.Flock_t{Type: syscall.F_WRLCK, Pid: int32(os.Getpid())}
	if err := syscall.FcntlFlock(f.Fd(), syscall.F_SETLK, &spec); err != nil {
		return nil, err
	}
	return f, nil
}

// golang/go#16700.
func lockUntil(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o777)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, err
	}
	return f, nil
}

var usefulLock *os.File

func lockLocal(path string) error {
	useless, err := lockUntil(path)
	if err != nil {
		return err
	}
	usefulLock = useless
	return nil
}

type testLock struct{ file *os.File }

func (t *testLock) lock(path string) (err error) {
	t.file, err = lockUntil(path)
	return err
}

func lockInStruct(path string, work func()) error {
	t := new(testLock)
	if err := t.lock(path); err != nil {
		return err
	}
	defer t.file.Close()
	work()
	return nil
}

// apptainer/singularity#2607.
func exclusive(path string) (fd int, err error) {
	if fd, err = syscall.Open(path, syscall.O_RDONLY, 0); err != nil {
		return -1, err
	}
	if err := syscall.Flock(fd, syscall.LOCK_EX); err != nil {
		return -1, err
	}
	return fd, nil
}

// sorintlab/stolon#405.
func keep(path string, run func()) error {
	f, err := lockUntil(path)
	if err != nil {
		return fmt.Errorf("cannot take exclusive lock: %w", err)
	}
	defer f.Close()
	run()
	return nil
}

// minio/minio#4530.
func serve(path string) error {
	l, err := lib.Open(path)
	if err != nil {
		return err
	}
	defer l.Close()
	var head [10]byte
	if _, err := l.Read(head[:]); err != nil {
		return err
	}
	return http.ListenAndServe("", nil)
}

// allan-simon/go-singleinstance#10.
func single(path string) {
	f, err := lib.Single(path)
	if err != nil {
		fmt.Println("it runs already")
		return
	}
	defer f.Close()
	time.Sleep(time.Hour)
}

// hanwen/go-fuse#371.
func loopback(path string) (*lib.Loopback, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	fd, err := syscall.Dup(int(f.Fd()))
	if err != nil {
		return nil, err
	}
	return lib.NewLoopback(fd), nil
}

// golang/go#24215.
func isSocket(fd int) bool {
	var st syscall.Stat_t
	return syscall.Fstat(fd, &st) == nil && st.Mode&syscall.S_IFMT == syscall.S_IFSOCK
}

func inherited(fd int) (net.Listener, error) {
	if !isSocket(fd) {
		return nil, errors.New("no socket")
	}
	f := os.NewFile(uintptr(fd), "listener")
	defer f.Close()
	return net.FileListener(f)
}

// rcrowley/goagain#28.
func listenAgain(fd int) (net.Listener, error) {
	f := os.NewFile(uintptr(fd), "listener")
	l, err := net.FileListener(f)
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	return l, nil
}

// KatelynHaworth/go-tproxy#1.
func transparent(l *net.TCPListener) error {
	f, err := l.File()
	if err != nil {
		return err
	}
	defer f.Close()
	defer l.Close()
	fd := int(f.Fd())
	return syscall.SetsockoptInt(fd, syscall.SOL_IP, syscall.IP_TTL, 1)
}
