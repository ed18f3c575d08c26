//go:build unix

// Package before re-enacts what public histories mended, each before its change.
package before

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

// golang/go#14910: the file is dead when the loop begins.
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
	s := int(f.Fd())
	for {
		if _, err := syscall.GetsockoptInt(s, syscall.SOL_SOCKET, syscall.SO_ERROR); err != nil { // want `s is used in a loop but its owner f dies`
			return err
		}
		time.Sleep(time.Second)
	}
}

// golang/go#31358: the lock of fcntl(2) ends with the file.
func checkLock(path string) (bool, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o666)
	if err != nil {
		return true, err
	}
	spec := syscall.Flock_t{Type: syscall.F_WRLCK, Pid: int32(os.Getpid())}
	if err := syscall.FcntlFlock(f.Fd(), syscall.F_SETLK, &spec); err != nil { // want `the lock ends with its owner f`
		return true, err
	}
	return false, nil
}

// golang/go#16700: the locked file stays in a local variable, or in a struct that does.
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

func lockLocal(path string) error {
	useless, err := lockUntil(path) // want `nobody keeps the result of lockUntil, which has the lock`
	if err != nil {
		return err
	}
	_ = useless
	return nil
}

type testLock struct{ file *os.File }

func (t *testLock) lock(path string) (err error) {
	t.file, err = lockUntil(path)
	return err
}

func lockInStruct(path string, work func()) error {
	t := new(testLock)
	if err := t.lock(path); err != nil { // want `the lock ends with its owner the testLock`
		return err
	}
	work()
	return nil
}

// apptainer/singularity#2607: the number of a locked file is returned.
func exclusive(path string) (fd int, err error) {
	f, err := os.OpenFile(path, os.O_RDONLY, 0)
	if err != nil {
		return -1, err
	}
	fd = int(f.Fd())
	if err := syscall.Flock(fd, syscall.LOCK_EX); err != nil {
		return -1, err
	}
	return fd, nil // want `fd is returned but its owner f dies`
}

// sorintlab/stolon#405: nobody has the locked file while the program runs.
func keep(path string, run func()) error {
	if _, err := lockUntil(path); err != nil { // want `nobody keeps the result of lockUntil`
		return fmt.Errorf("cannot take exclusive lock: %w", err)
	}
	run()
	return nil
}

// minio/minio#4530: the same, of a struct of another package.
func serve(path string) error {
	l, err := lib.Open(path) // want `the lock ends with its owner l`
	if err != nil {
		return err
	}
	var head [10]byte
	if _, err := l.Read(head[:]); err != nil {
		return err
	}
	return http.ListenAndServe("", nil)
}

// allan-simon/go-singleinstance#10.
func single(path string) {
	if _, err := lib.Single(path); err != nil { // want `nobody keeps the result of Single`
		fmt.Println("it runs already")
		return
	}
	time.Sleep(time.Hour)
}

// hanwen/go-fuse#371: another package serves the number, and nobody has the file.
func loopback(path string) (*lib.Loopback, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return lib.NewLoopback(int(f.Fd())), nil // want `int\(f.Fd\(\)\) is returned but its owner f dies`
}

// golang/go#24215: a descriptor is wrapped to be looked at, and is wanted later.
func isSocket(fd int) bool {
	st, err := os.NewFile(uintptr(fd), "inherited").Stat()
	return err == nil && st.Mode()&os.ModeSocket != 0
}

func inherited(fd int) (net.Listener, error) {
	if !isSocket(fd) {
		return nil, errors.New("no socket")
	}
	f := os.NewFile(uintptr(fd), "listener") // want `the file of isSocket and the new file both own one descriptor`
	defer f.Close()
	return net.FileListener(f)
}

// rcrowley/goagain#28 and #29: the inherited descriptor is closed by its number, too.
func listenAgain(fd int) (net.Listener, error) {
	l, err := net.FileListener(os.NewFile(uintptr(fd), "listener"))
	if err != nil {
		return nil, err
	}
	if err := syscall.Close(fd); err != nil { // want `closed by number and again by the file`
		return nil, err
	}
	return l, nil
}

// KatelynHaworth/go-tproxy#1: a deferred Close beside that of the number.
func transparent(l *net.TCPListener) error {
	f, err := l.File()
	if err != nil {
		return err
	}
	defer f.Close()
	defer l.Close()
	fd := int(f.Fd())
	defer syscall.Close(fd) // want `closed by number and again by f`
	return syscall.SetsockoptInt(fd, syscall.SOL_IP, syscall.IP_TTL, 1)
}
