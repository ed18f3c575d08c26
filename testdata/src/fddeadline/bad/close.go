package bad

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// A tunnel whose packets a goroutine reads until Close.
type tun struct {
	dev     *os.File
	packets chan []byte
	wg      sync.WaitGroup
}

func openTun(name string) (*tun, error) {
	f, err := os.OpenFile("/dev/net/tun", os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	var req [40]byte
	copy(req[:15], name)
	if err := unix.IoctlSetInt(int(f.Fd()), unix.TUNSETIFF, int(req[0])); err != nil { // want `Fd makes f blocking: the Close of line 57 does not wake the Read of line 44; use f.SyscallConn\(\).Control`
		f.Close()
		return nil, err
	}
	t := &tun{dev: f, packets: make(chan []byte, 16)}
	t.wg.Add(1)
	go t.loop()
	return t, nil
}

func (t *tun) loop() {
	defer t.wg.Done()
	for {
		buf := make([]byte, 1500)
		n, err := t.dev.Read(buf)
		if err != nil {
			close(t.packets)
			return
		}
		t.packets <- buf[:n]
	}
}

func (t *tun) Packets() <-chan []byte { return t.packets }

// Close ends the loop, it thinks.
func (t *tun) Close() error {
	err := t.dev.Close()
	t.wg.Wait()
	return err
}

// In one function: a signal, then the end of the file, then a wait for the goroutine.
func echoUntil(stop <-chan struct{}) error {
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if _, err := unix.IoctlGetTermios(int(tty.Fd()), unix.TCGETS); err != nil { // want `Close of line 77 does not wake the Read of line 73`
		return err
	}
	done := make(chan error, 1)
	go func() {
		_, err := io.Copy(os.Stdout, tty)
		done <- err
	}()
	<-stop
	tty.Close()
	return <-done
}

// Another goroutine waits for the context.
func events(ctx context.Context, n int, handle func([]byte)) error {
	f, err := os.Open(fmt.Sprintf("/dev/input/event%d", n))
	if err != nil {
		return err
	}
	const grab = 0x40044590
	if err := unix.IoctlSetInt(int(f.Fd()), grab, 1); err != nil { // want `Close of line 103`
		f.Close()
		return err
	}
	go func() {
		for {
			var ev [24]byte
			if _, err := f.Read(ev[:]); err != nil {
				return
			}
			handle(ev[:])
		}
	}()
	go func() {
		<-ctx.Done()
		f.Close()
	}()
	return nil
}

// The same by context.AfterFunc, and a scanner.
func lines(ctx context.Context, path string, handle func(string)) error {
	f, err := os.OpenFile(path, os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		return err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX); err != nil { // want `Close of line 120`
		f.Close()
		return err
	}
	done := make(chan struct{})
	defer context.AfterFunc(ctx, func() {
		f.Close()
		<-done
	})()
	var wg sync.WaitGroup
	wg.Go(func() {
		defer close(done)
		for s := bufio.NewScanner(f); s.Scan(); {
			handle(s.Text())
		}
	})
	wg.Wait()
	return nil
}

// A pipe whose other end stays open.
type mailbox struct {
	r, w *os.File
	done chan struct{}
}

func newMailbox() (*mailbox, error) {
	m := &mailbox{done: make(chan struct{})}
	var err error
	if m.r, m.w, err = os.Pipe(); err != nil {
		return nil, err
	}
	unix.FcntlInt(m.r.Fd(), 1031, 1<<20) // want `Close of line 165`
	go func() {
		defer close(m.done)
		for {
			var b [1]byte
			if _, err := m.r.Read(b[:]); err != nil {
				return
			}
		}
	}()
	return m, nil
}

func (m *mailbox) put(b byte) error {
	_, err := m.w.Write([]byte{b})
	return err
}

func (m *mailbox) Stop() {
	m.r.Close()
	<-m.done
}

// The queues of a tunnel are in a slice.

type queues struct {
	files []*os.File
	done  sync.WaitGroup
}

func (q *queues) open(n int) error {
	for range n {
		f, err := os.OpenFile("/dev/net/tun", os.O_RDWR, 0)
		if err != nil {
			return err
		}
		if _, err := unix.IoctlGetInt(int(f.Fd()), unix.TIOCINQ); err != nil { // want `Fd makes f blocking: the Close of line \d+ does not wake the Read`
			return err
		}
		q.files = append(q.files, f)
	}
	return nil
}

func (q *queues) start(handle func([]byte)) {
	for _, f := range q.files {
		q.done.Go(func() {
			b := make([]byte, 2048)
			for {
				n, err := f.Read(b)
				if err != nil {
					return
				}
				handle(b[:n])
			}
		})
	}
}

func (q *queues) Close() {
	for _, f := range q.files {
		f.Close()
	}
	q.done.Wait()
}

// It is the function itself that reads, and a goroutine that closes.
func watch(ctx context.Context, n int, handle func([]byte)) error {
	f, err := os.Open(fmt.Sprintf("/dev/input/event%d", n))
	if err != nil {
		return err
	}
	const grab = 0x40044590
	if err := unix.IoctlSetInt(int(f.Fd()), grab, 1); err != nil { // want `Close of line 225 does not wake the Read of line 229`
		f.Close()
		return err
	}
	go func() {
		<-ctx.Done()
		f.Close()
	}()
	for {
		var ev [24]byte
		if _, err := f.Read(ev[:]); err != nil {
			return err
		}
		handle(ev[:])
	}
}

// A helper reads, until a time is over.
func answer(limit time.Duration) ([]byte, error) {
	tty, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	if _, err := unix.IoctlGetTermios(int(tty.Fd()), unix.TCGETS); err != nil { // want `Close of line 245 does not wake the Read of line 253`
		return nil, err
	}
	timer := time.AfterFunc(limit, func() { tty.Close() })
	defer timer.Stop()
	return readAll(tty)
}

func readAll(f *os.File) (all []byte, err error) {
	for {
		var b [1]byte
		if _, err := f.Read(b[:]); err != nil || b[0] == '\n' {
			return all, err
		}
		all = append(all, b[0])
	}
}
