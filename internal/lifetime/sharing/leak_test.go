package sharing_test

import (
	"go/token"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/lifetime"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/lifetimetest"
)

// TestFiles asks of calls of File whether somebody closes, keeps or inherits the
// file.
func TestFiles(t *testing.T) {
	lifetimetest.Check(t, header+`
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
	f, _ := c.File()
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
	f, _ := c.File()
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
			}
		}
	})
}
