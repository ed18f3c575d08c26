package ok

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

func useFd(uintptr) {}

// The remedy: Close wakes the Read.
type tunnel struct {
	dev  *os.File
	done chan struct{}
}

func newTunnel() (*tunnel, error) {
	f, err := os.OpenFile("/dev/net/tun", os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	raw, err := f.SyscallConn()
	if err != nil {
		return nil, err
	}
	if err := raw.Control(func(fd uintptr) { unix.IoctlSetInt(int(fd), unix.TUNSETIFF, 1) }); err != nil {
		return nil, err
	}
	t := &tunnel{f, make(chan struct{})}
	go t.loop()
	return t, nil
}

func (t *tunnel) loop() {
	defer close(t.done)
	for {
		if _, err := t.dev.Read(make([]byte, 1500)); err != nil {
			return
		}
	}
}

func (t *tunnel) Close() error {
	err := t.dev.Close()
	<-t.done
	return err
}

// A file of which it is not known whether it waits: a regular one does not.
type journalled struct {
	file *os.File
	wg   sync.WaitGroup
}

func openLog(path string) (*journalled, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX); err != nil {
		return nil, err
	}
	l := &journalled{file: f}
	l.wg.Go(func() { io.Copy(io.Discard, f) })
	return l, nil
}

func (l *journalled) Close() error {
	defer l.wg.Wait()
	return l.file.Close()
}

// Opened with O_NONBLOCK, which Fd leaves.
type modem struct {
	tty  *os.File
	done chan struct{}
}

func openModem(name string) (*modem, error) {
	f, err := os.OpenFile(name, os.O_RDWR|syscall.O_NOCTTY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	useFd(f.Fd())
	p := &modem{f, make(chan struct{})}
	go func() {
		defer close(p.done)
		io.Copy(io.Discard, p.tty)
	}()
	return p, nil
}

func (p *modem) Close() error {
	err := p.tty.Close()
	<-p.done
	return err
}

// The end of the pipe wakes it: the other end is closed.
func collect(run func(w *os.File) error) ([]byte, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	useFd(r.Fd())
	var data []byte
	done := make(chan struct{})
	go func() {
		defer close(done)
		data, _ = io.ReadAll(r)
	}()
	err = run(w)
	w.Close()
	r.Close()
	<-done
	return data, err
}

// The goroutine has ended before.
func first() (b [1]byte, err error) {
	tty, err := os.Open("/dev/tty")
	if err != nil {
		return b, err
	}
	useFd(tty.Fd())
	read := make(chan error)
	var wg sync.WaitGroup
	wg.Go(func() {
		_, err := tty.Read(b[:])
		read <- err
	})
	err = <-read
	tty.Close()
	wg.Wait()
	return b, err
}

// The one that reads closes.
func drain(ctx context.Context) error {
	tty, err := os.Open("/dev/tty")
	if err != nil {
		return err
	}
	useFd(tty.Fd())
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer tty.Close()
		io.Copy(io.Discard, tty)
	}()
	select {
	case <-ctx.Done():
	case <-done:
	}
	return ctx.Err()
}

// The goroutine reads only where there is something.
type keys struct {
	dev  *os.File
	stop chan struct{}
}

func newKeys() (*keys, error) {
	f, err := os.Open("/dev/input/event0")
	if err != nil {
		return nil, err
	}
	k := &keys{f, make(chan struct{})}
	fd := int32(f.Fd())
	go func() {
		for {
			fds := []unix.PollFd{{Fd: fd, Events: unix.POLLIN}}
			if n, err := unix.Poll(fds, 100); err != nil || n == 0 {
				select {
				case <-k.stop:
					return
				default:
					continue
				}
			}
			k.dev.Read(make([]byte, 24))
		}
	}()
	return k, nil
}

func (k *keys) Close() error {
	close(k.stop)
	return k.dev.Close()
}

// Closed in the end, for nobody.
func copyAll() error {
	tty, err := os.Open("/dev/tty")
	if err != nil {
		return err
	}
	defer tty.Close()
	useFd(tty.Fd())
	errs := make(chan error, 1)
	go func() {
		_, err := io.Copy(io.Discard, tty)
		errs <- err
	}()
	return <-errs
}

// The queues of a tunnel are in a slice, and nobody makes them blocking.

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
		fd := int(f.Fd())
		if err := unix.SetNonblock(fd, true); err != nil {
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

// The goroutine closes when the reader has told it that it has ended.
func readUntilEnd(n int, handle func([]byte)) error {
	f, err := os.Open(fmt.Sprintf("/dev/input/event%d", n))
	if err != nil {
		return err
	}
	useFd(f.Fd())
	done := make(chan struct{})
	defer close(done)
	go func() {
		<-done
		f.Close()
	}()
	return readEvents(f, handle)
}

// The same by a context of the function's own.
func readUntilCancelled(n int, handle func([]byte)) error {
	f, err := os.Open(fmt.Sprintf("/dev/input/event%d", n))
	if err != nil {
		return err
	}
	useFd(f.Fd())
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		<-ctx.Done()
		f.Close()
	}()
	return readEvents(f, handle)
}

// The program ends.
func readUntilSignal(n int, handle func([]byte), signals <-chan os.Signal) error {
	f, err := os.Open(fmt.Sprintf("/dev/input/event%d", n))
	if err != nil {
		return err
	}
	useFd(f.Fd())
	go func() {
		<-signals
		f.Close()
		os.Exit(1)
	}()
	return readEvents(f, handle)
}

// Fd comes when nobody reads any more.
func readThenAsk(ctx context.Context, n int, handle func([]byte)) error {
	f, err := os.Open(fmt.Sprintf("/dev/input/event%d", n))
	if err != nil {
		return err
	}
	go func() {
		<-ctx.Done()
		f.Close()
	}()
	err = readEvents(f, handle)
	useFd(f.Fd())
	return err
}

// It stays nonblocking.
func readNonblocking(ctx context.Context, n int, handle func([]byte)) error {
	f, err := os.Open(fmt.Sprintf("/dev/input/event%d", n))
	if err != nil {
		return err
	}
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	if err := raw.Control(useFd); err != nil {
		return err
	}
	go func() {
		<-ctx.Done()
		f.Close()
	}()
	return readEvents(f, handle)
}

// Nobody has the other end of the pipe: the collector closes it.
func readNothing(ctx context.Context, handle func([]byte)) error {
	r, _, err := os.Pipe()
	if err != nil {
		return err
	}
	useFd(r.Fd())
	go func() {
		<-ctx.Done()
		r.Close()
	}()
	return readEvents(r, handle)
}

func readEvents(f *os.File, handle func([]byte)) error {
	for {
		var ev [24]byte
		if _, err := f.Read(ev[:]); err != nil {
			return err
		}
		handle(ev[:])
	}
}

// The other end is closed first, which ends the Read.
func otherEndFirst() error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	useFd(r.Fd())
	done := make(chan struct{})
	go func() {
		io.Copy(io.Discard, r)
		close(done)
	}()
	defer func() {
		w.Close()
		r.Close()
		<-done
	}()
	_, err = w.Write([]byte("a"))
	return err
}

// The same, in the goroutine that closes.
func otherEndMeanwhile(stop <-chan struct{}) error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	useFd(r.Fd())
	go func() {
		<-stop
		w.Close()
		r.Close()
	}()
	_, err = r.Read(make([]byte, 128))
	return err
}
