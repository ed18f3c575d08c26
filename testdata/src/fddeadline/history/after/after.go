//go:build unix

// Package after has what each change made of it.
package after

import (
	"fmt"
	"os"
	"time"

	"fddeadline/history/pty"
)

// golang/go#22934.
func within(limit time.Duration) (string, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return "", err
	}
	defer w.Close()
	defer r.Close()
	fmt.Println(r.Name())
	if err := r.SetDeadline(time.Now().Add(limit)); err != nil {
		return "", err
	}
	b := make([]byte, 16)
	n, err := r.Read(b)
	return string(b[:n]), err
}

// golang/go#26439.
func until(stop <-chan struct{}) error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer w.Close()
	fmt.Println(r.Name())
	go func() {
		<-stop
		r.Close()
	}()
	_, err = r.Read(make([]byte, 128))
	return err
}

// creack/pty#162.
func ask(limit time.Duration) error {
	ptmx, pts, err := pty.OpenRaw()
	if err != nil {
		return err
	}
	defer ptmx.Close()
	defer pts.Close()
	if err := ptmx.SetDeadline(time.Now().Add(limit)); err != nil {
		return err
	}
	_, err = ptmx.Read(make([]byte, 1))
	return err
}

// creack/pty#167.
func echo(stop <-chan struct{}) error {
	ptmx, pts, err := pty.OpenRaw()
	if err != nil {
		return err
	}
	defer pts.Close()
	done := make(chan struct{})
	go func() {
		defer close(done)
		b := make([]byte, 128)
		for {
			n, err := ptmx.Read(b)
			if err != nil {
				return
			}
			os.Stdout.Write(b[:n])
		}
	}()
	<-stop
	err = ptmx.Close()
	<-done
	return err
}

// vishvananda/netlink#674.
type tunnel struct{ files []*os.File }

func (t *tunnel) add(persist func(fd uintptr) error) error {
	f, err := os.OpenFile("/dev/net/tun", os.O_RDWR, 0)
	if err != nil {
		return err
	}
	t.files = append(t.files, f)
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var perr error
	if err := raw.Control(func(fd uintptr) { perr = persist(fd) }); err != nil {
		return err
	}
	return perr
}

func (t *tunnel) read(i int, b []byte, limit time.Duration) (int, error) {
	if err := t.files[i].SetReadDeadline(time.Now().Add(limit)); err != nil {
		return 0, err
	}
	return t.files[i].Read(b)
}
