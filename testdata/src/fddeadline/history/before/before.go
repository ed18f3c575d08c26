//go:build unix

// Package before re-enacts what public histories mended, each before its change.
package before

import (
	"fmt"
	"os"
	"time"

	"fddeadline/history/pty"
)

// golang/go#22934: the number of a pipe is only printed.
func within(limit time.Duration) (string, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return "", err
	}
	defer w.Close()
	defer r.Close()
	fmt.Println(r.Fd()) // want `the deadline of line 23 never fires`
	if err := r.SetDeadline(time.Now().Add(limit)); err != nil {
		return "", err
	}
	b := make([]byte, 16)
	n, err := r.Read(b)
	return string(b[:n]), err
}

// golang/go#26439: a goroutine closes while the function reads.
func until(stop <-chan struct{}) error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer w.Close()
	fmt.Println(r.Fd()) // want `the Close of line 41 does not wake the Read of line 43`
	go func() {
		<-stop
		r.Close()
	}()
	_, err = r.Read(make([]byte, 128))
	return err
}

// creack/pty#162: another package asks for the number.
func ask(limit time.Duration) error {
	ptmx, pts, err := pty.Open()
	if err != nil {
		return err
	}
	defer ptmx.Close()
	defer pts.Close()
	if err := ptmx.SetDeadline(time.Now().Add(limit)); err != nil { // want `this deadline never fires: Open has called Fd on the file`
		return err
	}
	_, err = ptmx.Read(make([]byte, 1))
	return err
}

// creack/pty#167: Close does not end the goroutine that copies.
func echo(stop <-chan struct{}) error {
	ptmx, pts, err := pty.Open()
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
	err = ptmx.Close() // want `this Close does not wake the Read of line 74: Open has made the file blocking by Fd`
	<-done
	return err
}

// vishvananda/netlink#674: a tunnel is asked by its number, and has deadlines later.
type tunnel struct{ files []*os.File }

func (t *tunnel) add(persist func(fd uintptr) error) error {
	f, err := os.OpenFile("/dev/net/tun", os.O_RDWR, 0)
	if err != nil {
		return err
	}
	t.files = append(t.files, f)
	return persist(f.Fd()) // want `the deadline of line 100 never fires`
}

func (t *tunnel) read(i int, b []byte, limit time.Duration) (int, error) {
	if err := t.files[i].SetReadDeadline(time.Now().Add(limit)); err != nil {
		return 0, err
	}
	return t.files[i].Read(b)
}
