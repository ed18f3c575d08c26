package ok

import (
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// The remedy: the descriptor is the connection's own and stays nonblocking.
func syscallConn(conn *net.TCPConn) error {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	var serr error
	if err := raw.Control(func(fd uintptr) {
		serr = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, 0x12, 1000)
	}); err != nil {
		return err
	}
	return serr
}

// Fd on a file that is no socket changes nothing for anybody.
func regular(name string) (int, error) {
	f, err := os.Open(name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return 0, syscall.Flock(int(f.Fd()), syscall.LOCK_EX)
}

// The standard files are nobody's connection.
func terminal() uintptr { return os.Stdout.Fd() }

// Detached: the connection is closed, the file is all that is left.
func detach(conn *net.TCPConn) (int, error) {
	f, err := conn.File()
	if err != nil {
		return -1, err
	}
	conn.Close()
	return int(f.Fd()), nil
}

func detachDeferred(ln *net.TCPListener) (*os.File, uintptr, error) {
	defer ln.Close()
	f, err := ln.File()
	if err != nil {
		return nil, 0, err
	}
	return f, f.Fd(), nil
}

func detachInLiteral(ln *net.UnixListener) (uintptr, error) {
	defer func() {
		if err := ln.Close(); err != nil {
			log.Print(err)
		}
	}()
	f, err := ln.File()
	if err != nil {
		return 0, err
	}
	return f.Fd(), nil
}

// Nonblocking again, after the last Fd.
func setNonblock(conn *net.TCPConn) (int, error) {
	f, err := conn.File()
	if err != nil {
		return -1, err
	}
	fd := int(f.Fd())
	if err := syscall.SetNonblock(fd, true); err != nil {
		return -1, err
	}
	return fd, nil
}

func setNonblockOfField(p *poller, ln *net.TCPListener) (err error) {
	if p.file, err = ln.File(); err != nil {
		return err
	}
	p.fd = int(p.file.Fd())
	return syscall.SetNonblock(p.fd, true)
}

// Several options, then nonblocking again by a number of its own.
func setNonblockLast(conn *net.UDPConn) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	if err := syscall.SetsockoptInt(int(f.Fd()), syscall.IPPROTO_IP, syscall.IP_PKTINFO, 1); err != nil {
		return err
	}
	if err := syscall.SetsockoptInt(int(f.Fd()), syscall.IPPROTO_IP, syscall.IP_TTL, 1); err != nil {
		return err
	}
	return syscall.SetNonblock(int(f.Fd()), true)
}

type poller struct {
	file *os.File
	fd   int
}

// The caller makes it nonblocking again.
func descriptor(conn *net.TCPConn) (int, error) {
	f, err := conn.File()
	if err != nil {
		return -1, err
	}
	return int(f.Fd()), nil
}

func callsDescriptor(conn *net.TCPConn) error {
	fd, err := descriptor(conn)
	if err != nil {
		return err
	}
	return syscall.SetNonblock(fd, true)
}

// A helper makes it nonblocking again.
func helped(conn *net.TCPConn) {
	f, _ := conn.File()
	defer f.Close()
	prepare(int(f.Fd()))
}

func prepare(fd int) {
	if err := syscall.SetNonblock(fd, true); err != nil {
		log.Fatal(err)
	}
}

// net.FileConn makes the shared description nonblocking.
func fileConn(conn *net.TCPConn) (net.Conn, error) {
	f, err := conn.File()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if _, err := syscall.Getpeername(int(f.Fd())); err != nil {
		return nil, err
	}
	return net.FileConn(f)
}

// A local connection that only sends: nobody waits for its input.
func sendOnly(packet []byte) error {
	conn, err := net.ListenUDP("udp", nil)
	if err != nil {
		return err
	}
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	if err := syscall.SetsockoptInt(int(f.Fd()), syscall.SOL_SOCKET, syscall.SO_BROADCAST, 1); err != nil {
		return err
	}
	_, err = conn.WriteTo(packet, nil)
	return err
}

// The connection is never seen again: its descriptor goes on in the file.
func fileOnly(network, addr string) (*os.File, error) {
	conn, err := net.Dial(network, addr)
	if err != nil {
		return nil, err
	}
	f, err := conn.(*net.TCPConn).File()
	if err != nil {
		return nil, err
	}
	log.Print("descriptor ", f.Fd())
	return f, nil
}

// A File method of some other package.
type archive struct{ f *os.File }

func (a archive) File() (*os.File, error) { return a.f, nil }

func otherFile(a archive) uintptr {
	f, _ := a.File()
	return f.Fd()
}

func otherInterface(a interface{ File() (*os.File, error) }) uintptr {
	f, _ := a.File()
	return f.Fd()
}

// The file is closed somewhere, or somebody else's to close.
func closedByHelper(conn *net.TCPConn) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	return discard(f)
}

func discard(f *os.File) error { return f.Close() }

func stored(p *poller, conn *net.TCPConn) (err error) {
	p.file, err = conn.File()
	return err
}

func sent(files chan<- *os.File, conn *net.TCPConn) {
	if f, err := conn.File(); err == nil {
		files <- f
	}
}

func closedOnSomePath(conn *net.TCPConn, keep bool) {
	f, err := conn.File()
	if err != nil || keep {
		return
	}
	f.Close()
}

func closedInLiteral(conn *net.TCPConn) {
	f, err := conn.File()
	if err != nil {
		return
	}
	defer func() { f.Close() }()
}

func passedOn(conn *net.TCPConn, use func(*os.File)) {
	if f, err := conn.File(); err == nil {
		use(f)
	}
}

// The child takes over: this process closes the listener and serves no more.
func restart(ln *net.TCPListener, name string) error {
	f, err := ln.File()
	if err != nil {
		return err
	}
	defer f.Close()
	cmd := exec.Command(name)
	cmd.ExtraFiles = append(cmd.ExtraFiles, f)
	if err := cmd.Start(); err != nil {
		return err
	}
	return ln.Close()
}

// What this process does with the connection meanwhile is not seen.
func handOver(conn *net.UnixConn, name string) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	cmd := exec.Command(name)
	cmd.Stdin = f
	return cmd.Run()
}

// Closed by others, on every path.

func closesByHelper(conn *net.TCPConn) (int, error) {
	f, err := conn.File()
	closeQuietly(conn)
	if err != nil {
		return -1, err
	}
	return int(f.Fd()), nil
}

func closeQuietly(c net.Conn) {
	if err := c.Close(); err != nil {
		log.Print(err)
	}
}

func deferredHelper(ln *net.TCPListener) (uintptr, error) {
	defer closeListener(ln)
	f, err := ln.File()
	if err != nil {
		return 0, err
	}
	return f.Fd(), nil
}

func closeListener(ln net.Listener) { ln.Close() }

func closedByCaller(ln *net.TCPListener) (uintptr, error) {
	f, err := fileOf(ln)
	if err != nil {
		return 0, err
	}
	ln.Close()
	return f.Fd(), nil
}

func fileOf(ln *net.TCPListener) (*os.File, error) { return ln.File() }

// All callers close it, or drop it.
func barrier(c *net.UnixConn) error {
	f, err := c.File()
	if err != nil {
		return err
	}
	defer f.Close()
	return syscall.Sendmsg(int(f.Fd()), []byte("BARRIER=1"), nil, nil, 0)
}

func callsBarrier(addr *net.UnixAddr) error {
	c, err := net.DialUnix("unixgram", nil, addr)
	if err != nil {
		return err
	}
	defer c.Close()
	return barrier(c)
}

func indexed(lns []*net.TCPListener) (uintptr, error) {
	f, err := lns[0].File()
	if err != nil {
		return 0, err
	}
	lns[0].Close()
	return f.Fd(), nil
}

func printedAfterClose(conn *net.TCPConn) (uintptr, error) {
	f, err := conn.File()
	if err != nil {
		return 0, err
	}
	conn.Close()
	log.Printf("detached %v", conn)
	return f.Fd(), nil
}

// Another system's code.
func otherSystem(conn *net.TCPConn) uintptr {
	f, err := conn.File()
	if err != nil {
		return 0
	}
	defer f.Close()
	if runtime.GOOS == "windows" {
		return f.Fd()
	}
	return 0
}

// The listener that stays is made nonblocking again.
func handedOffAndRestored(ln *net.TCPListener, h http.Handler) error {
	f, err := ln.File()
	if err != nil {
		return err
	}
	defer f.Close()
	cmd := exec.Command("worker")
	cmd.ExtraFiles = []*os.File{f}
	if err := cmd.Start(); err != nil {
		return err
	}
	if err := syscall.SetNonblock(int(f.Fd()), true); err != nil {
		return err
	}
	return http.Serve(ln, h)
}

// In a loop, each round ends nonblocking.
func loop(conns []*net.TCPConn) {
	for _, conn := range conns {
		f, err := conn.File()
		if err != nil {
			continue
		}
		fd := int(f.Fd())
		_ = syscall.SetsockoptInt(fd, syscall.IPPROTO_TCP, 0x12, 1000)
		_ = syscall.SetNonblock(fd, true)
		f.Close()
	}
}

// F_SETFL writes all the flags.
func fcntl(conn *net.TCPConn) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	fd := f.Fd()
	flags, err := unix.FcntlInt(fd, unix.F_GETFL, 0)
	if err != nil {
		return err
	}
	_, err = unix.FcntlInt(fd, unix.F_SETFL, flags|unix.O_NONBLOCK)
	return err
}

func unixSetNonblock(conn *net.TCPConn) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	return unix.SetNonblock(int(f.Fd()), true)
}

// Listeners that only children serve: their parent listens for them.
type supervisor struct {
	listeners []*net.TCPListener
}

func (s *supervisor) listen(addr *net.TCPAddr) error {
	l, err := net.ListenTCP("tcp", addr)
	if err != nil {
		return err
	}
	s.listeners = append(s.listeners, l)
	return nil
}

func (s *supervisor) start(cmd *exec.Cmd) error {
	for _, l := range s.listeners {
		f, err := l.File()
		if err != nil {
			return err
		}
		defer f.Close()
		cmd.ExtraFiles = append(cmd.ExtraFiles, f)
	}
	return cmd.Start()
}

// Listeners that are served here too, and made nonblocking again once the child has
// them: by the files in the list, or under SyscallConn.
type twoGenerations struct {
	listeners []*net.TCPListener
	extra     *net.UnixListener
}

func (g *twoGenerations) serve(h http.Handler) {
	for _, l := range g.listeners {
		go http.Serve(l, h)
	}
	http.Serve(g.extra, h)
}

func (g *twoGenerations) start() error {
	var files []*os.File
	for _, l := range g.listeners {
		f, err := l.File()
		if err != nil {
			return err
		}
		defer f.Close()
		files = append(files, f)
	}
	if _, err := os.StartProcess(os.Args[0], os.Args, &os.ProcAttr{Files: files}); err != nil {
		return err
	}
	for _, f := range files {
		if err := syscall.SetNonblock(int(f.Fd()), true); err != nil {
			return err
		}
	}
	return nil
}

func (g *twoGenerations) startExtra(cmd *exec.Cmd) error {
	f, err := g.extra.File()
	if err != nil {
		return err
	}
	defer f.Close()
	cmd.ExtraFiles = []*os.File{f}
	if err := cmd.Start(); err != nil {
		return err
	}
	raw, err := g.extra.SyscallConn()
	if err != nil {
		return err
	}
	return raw.Control(func(fd uintptr) { syscall.SetNonblock(int(fd), true) })
}
