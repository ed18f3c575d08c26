package sharing_test

import (
	"go/token"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/lifetime"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/lifetimetest"
)

// TestHandedOff asks of calls of File whether a child inherits the file, of a listener
// that others serve.
func TestHandedOff(t *testing.T) {
	lifetimetest.Check(t, header+`
type server struct {
	l    net.Listener
	all  []net.Listener
	byID map[string]*net.UnixListener
	fs   []*os.File
}
func (s *server) serve() { s.l.Accept() }
func (s *server) start(cmd *exec.Cmd) {
	f, _ := s.l.(*net.TCPListener).File() // want handed off; served by serve
	cmd.ExtraFiles = []*os.File{f}
}
func (s *server) serveAll() {
	for _, l := range s.all {
		go l.Accept()
	}
}
func (s *server) startAll(cmd *exec.Cmd) {
	for _, l := range s.all {
		f, _ := l.(interface{ File() (*os.File, error) }).File() // want handed off; served by serveAll
		s.fs = append(s.fs, f)
	}
	cmd.ExtraFiles = s.fs
}
func (s *server) Listen(id string) (net.Listener, error) {
	l, err := net.ListenUnix("unix", nil)
	if err != nil {
		return nil, err
	}
	s.byID[id] = l
	return l, nil
}
func (s *server) startIDs(cmd *exec.Cmd) {
	for _, l := range s.byID {
		f, _ := l.File() // want handed off; served by Listen
		cmd.ExtraFiles = append(cmd.ExtraFiles, f)
	}
}
func (s *server) copied() []net.Listener {
	all := make([]net.Listener, len(s.all))
	copy(all, s.all)
	return all
}
func (s *server) startCopies(cmd *exec.Cmd) {
	for _, l := range s.copied() {
		f, _ := l.(*net.TCPListener).File() // want handed off; served by serveAll
		cmd.ExtraFiles = append(cmd.ExtraFiles, f)
	}
	for _, l := range append([]net.Listener(nil), s.all...) {
		f, _ := l.(*net.TCPListener).File() // want handed off; served by serveAll
		cmd.ExtraFiles = append(cmd.ExtraFiles, f)
	}
}
// Nobody serves these: they are kept for the child.
type parent struct{ all []*net.TCPListener }
func (p *parent) Listen() error {
	l, err := net.ListenTCP("tcp", nil)
	p.all = append(p.all, l)
	return err
}
func (p *parent) start(cmd *exec.Cmd) {
	for _, l := range p.all {
		f, _ := l.File() // want closed; handed off
		cmd.ExtraFiles = append(cmd.ExtraFiles, f)
		defer l.Close()
	}
}
// Made nonblocking again: the elements of the list, and the listener itself.
type restored struct{ all []*net.TCPListener }
func (r *restored) serve() { r.all[0].Accept() }
func (r *restored) start() {
	var files []*os.File
	for _, l := range r.all {
		f, _ := l.File()
		files = append(files, f)
	}
	os.StartProcess("x", nil, &os.ProcAttr{Files: files})
	for _, f := range files {
		syscall.SetNonblock(int(f.Fd()), true)
	}
}
type controlled struct{ l *net.TCPListener }
func (c *controlled) serve() { c.l.Accept() }
func (c *controlled) start(cmd *exec.Cmd) {
	f, _ := c.l.File()
	cmd.Stdin = f
}
func (c *controlled) restore() {
	raw, _ := c.l.SyscallConn()
	raw.Control(func(fd uintptr) { syscall.SetNonblock(int(fd), true) })
}
`, handedOff)
}

// handedOff says of calls of File what is known of the child that gets the file.
func handedOff(w *lifetime.World, say func(token.Pos, string)) {
	for _, fn := range w.Funcs {
		for _, d := range w.Dups(fn) {
			at := w.HandedOff(d)
			if at == nil {
				continue
			}
			say(d.Call.Pos(), "handed off")
			if w.ClosedAfter(d, at) {
				say(d.Call.Pos(), "closed")
			}
			if w.ServedAfter(d, at) {
				say(d.Call.Pos(), "served")
			}
			if at := w.ServedElsewhere(d); at != nil {
				say(d.Call.Pos(), "served by "+at.Parent().Name())
			}
		}
	}
}

// TestFiles asks of calls of File whether somebody closes, keeps or inherits the
// file.
func TestFiles(t *testing.T) {
	lifetimetest.Check(t, header+`
func r1(c *net.TCPConn) {
	f, _ := c.File() // want leaked
	raw, _ := f.SyscallConn()
	raw.Control(func(fd uintptr) { syscall.SetNonblock(int(fd), true) })
}
func r2(c *net.TCPConn) {
	f, _ := c.File()
	rawConn, _ = f.SyscallConn()
}
var rawConn syscall.RawConn
func r3(c *net.TCPConn) {
	f, _ := c.File()
	raw, _ := f.SyscallConn()
	useRaw(raw)
}
func useRaw(raw syscall.RawConn)
func f1(c *net.TCPConn) {
	c.File() // want leaked
	f, _ := c.File() // want leaked
	f.Name()
	f.Stat()
	f.Read(nil)
	f.Write(nil)
	f.WriteString("")
	f.Sync()
	f.Chmod(0)
	f.SetDeadline(time.Time{})
	f.SetReadDeadline(time.Time{})
	f.SetWriteDeadline(time.Time{})
	net.FileConn(f)
	g, _ := c.File()
	g.Close()
	h, _ := c.File()
	kept = h
	i, _ := c.File() // want leaked
	set(i.Fd())
	j, _ := c.File()
	number = j.Fd()
	k, _ := c.File()
	hold(k)
	l, _ := c.File() // want leaked
	look(l)
	m, _ := c.File() // want leaked
	v := m
	println(v == nil)
}
var number uintptr
func hold(f *os.File) { kept = f }
func look(f *os.File) { f.Name() }
func f2(c *net.TCPConn) *os.File {
	f, _ := c.File()
	return f
}
func F3(c *net.TCPConn) *os.File {
	f, _ := c.File()
	return f
}
func f4(c *net.TCPConn) *os.File {
	f, _ := c.File() // want leaked
	return f
}
func f5(c *net.TCPConn) {
	f4(c).Name()
}
func f6(c *net.TCPConn, cmd *exec.Cmd) {
	f, _ := c.File() // want handed off; served
	cmd.Stdin = f
	g, _ := c.File() // want handed off; served
	cmd.ExtraFiles = append(cmd.ExtraFiles, g)
	h, _ := c.File() // want handed off; served
	cmd.ExtraFiles = []*os.File{h}
	i, _ := c.File()
	cmd.Stdin = i
	nonblock(i)
	c.Read(nil)
}
func f11(c *net.TCPConn, cmd *exec.Cmd) {
	f, _ := c.File()
	var files []*os.File
	for cond {
		files = append(files, f)
	}
	println(len(files))
}
func f12(c *net.TCPConn, cmd *exec.Cmd) {
	f, _ := c.File() // want handed off; served
	var files []*os.File
	for cond {
		files = append(files, f)
	}
	cmd.ExtraFiles = files
	go c.Read(nil)
}
func f13(c *net.TCPConn) {
	f, _ := c.File() // want leaked
	f.SyscallConn()
	g, _ := c.File() // want leaked
	func() { g.Name() }()
	h, _ := c.File()
	box.f = h
	i, _ := c.File()
	files := make(chan *os.File, 1)
	files <- i
}
var box struct{ f *os.File }
func f7(c *net.TCPConn, cmd *exec.Cmd) {
	f, _ := c.File() // want closed; handed off
	cmd.Stdin = f
	c.Close()
}
func f8(c *net.TCPConn, cmd *exec.Cmd) {
	f, _ := c.File() // want handed off; served
	cmd.Stdin = f
	go c.Read(nil)
}
func f9(c *net.TCPConn, cmd *exec.Cmd) {
	c.Read(nil)
	c.LocalAddr()
	f, _ := c.File() // want handed off
	cmd.Stdin = f
}
func f10(c *net.TCPConn) {
	os.StartProcess("x", nil, &os.ProcAttr{Files: files(c)})
}
func files(c *net.TCPConn) []*os.File {
	f, _ := c.File() // want handed off
	return []*os.File{f}
}
`, func(w *lifetime.World, say func(token.Pos, string)) {
		for _, fn := range w.Funcs {
			for _, d := range w.Dups(fn) {
				if !d.Direct {
					t.Errorf("%v: no call of File", d.Call)
				}
				if w.Leaked(d) {
					say(d.Call.Pos(), "leaked")
				}
			}
		}
		handedOff(w, say)
	})
}
