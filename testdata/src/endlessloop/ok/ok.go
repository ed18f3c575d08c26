package ok

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"os"
	"runtime"
	"sync"
	"time"
)

// leaves returns when the input ends.
func leaves(r *bufio.Reader) error {
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return err
		}
		fmt.Print(line)
	}
}

// emptyEnds may return at the end: the line is empty then.
func emptyEnds(r *bufio.Reader) {
	for {
		line, _ := r.ReadString('\n')
		if line == "" {
			return
		}
	}
}

// follow waits for a file to grow.
func follow(r *bufio.Reader) {
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			time.Sleep(time.Second)
			continue
		}
		fmt.Print(line)
	}
}

// temporary returns on errors that last.
func temporary(conn net.Conn, buf []byte) error {
	for {
		n, err := conn.Read(buf)
		if err != nil {
			var ne net.Error
			if errors.As(err, &ne) && ne.Timeout() {
				continue
			}
			return err
		}
		fmt.Println(n)
	}
}

// fatal ends the program.
func fatal(conn net.Conn, buf []byte) {
	for {
		if _, err := conn.Read(buf); err != nil {
			log.Fatal(err)
		}
	}
}

// checked panics in a helper.
func checked(conn net.Conn, buf []byte) {
	for {
		_, err := conn.Read(buf)
		check(err)
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// quits ends the program in a helper.
func quits(r *bufio.Reader) {
	for {
		line, _ := r.ReadString('\n')
		run(line)
	}
}

func run(line string) {
	if line == "" {
		os.Exit(0)
	}
}

// each reads another connection each time.
func each(ln net.Listener, buf []byte) {
	for {
		conn, err := ln.Accept() // nobody closes ln: the errors pass
		if err != nil {
			log.Print(err)
			continue
		}
		if _, err := conn.Read(buf); err != nil {
			log.Print(err)
			continue
		}
	}
}

type client struct {
	addr string
	conn net.Conn
	mu   sync.Mutex
}

// loop reconnects.
func (c *client) loop(buf []byte) {
	for {
		if _, err := c.conn.Read(buf); err != nil {
			c.reconnect()
			continue
		}
	}
}

func (c *client) reconnect() {
	if conn, err := net.Dial("tcp", c.addr); err == nil {
		c.conn = conn
	}
}

// watched is given another connection by others.
type watched struct{ conn net.Conn }

func (w *watched) loop(buf []byte) {
	for {
		if _, err := w.conn.Read(buf); err != nil {
			log.Print(err)
			continue
		}
	}
}

func (w *watched) reset(conn net.Conn) { w.conn = conn }

type server struct {
	ln   net.Listener
	quit chan struct{}
}

// accept looks whether the server is closed.
func (s *server) accept() {
	for {
		conn, err := s.ln.Accept()
		if err != nil {
			select {
			case <-s.quit:
				return
			default:
			}
			continue
		}
		conn.Close()
	}
}

func (s *server) Close() {
	close(s.quit)
	s.ln.Close()
}

// serveAll closes the listener when the loop has ended, which it does not.
func serveAll(ln net.Listener) {
	defer ln.Close()
	for {
		if conn, err := ln.Accept(); err == nil {
			conn.Close()
		}
	}
}

// callsServe does so for it.
func callsServe() error {
	ln, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		return err
	}
	defer ln.Close()
	serveThem(ln)
	return nil
}

func serveThem(ln net.Listener) {
	for {
		if conn, err := ln.Accept(); err == nil {
			conn.Close()
		}
	}
}

// breakLabel leaves the loop.
func breakLabel(ctx context.Context, in chan int) {
loop:
	for {
		select {
		case <-ctx.Done():
			break loop
		case v := <-in:
			fmt.Println(v)
		}
	}
}

// draining leaves when nothing is left.
func draining(ctx context.Context, in chan int, n int) {
	stopping := false
	for {
		select {
		case <-ctx.Done():
			stopping = true
		case <-in:
			n--
		}
		if stopping && n == 0 {
			return
		}
	}
}

// off switches the case off.
func off(ctx context.Context, in chan int) int {
	done := ctx.Done()
	sum := 0
	for {
		select {
		case <-done:
			done = nil
		case v, ok := <-in:
			if !ok {
				return sum
			}
			sum += v
		}
	}
}

type queue struct {
	jobs chan func()
	quit chan struct{}
}

// work is told by another channel.
func (q *queue) work() {
	for {
		select {
		case job := <-q.jobs:
			if job != nil {
				job()
			}
		case <-q.quit:
			return
		}
	}
}

func (q *queue) stop() {
	close(q.jobs)
	close(q.quit)
}

// reads to the end.
func (q *queue) others() {
	for {
		job, ok := <-q.jobs
		if !ok {
			return
		}
		job()
	}
}

func get(ctx context.Context, url string) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return []byte(url), nil
}

// polite stops when the context is done.
func polite(ctx context.Context, url string) []byte {
	for {
		body, err := get(ctx, url)
		if err == nil {
			return body
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(time.Second):
		}
	}
}

// limited gives up.
func limited(ctx context.Context, url string) []byte {
	for i := 0; i < 10; i++ {
		if body, err := get(ctx, url); err == nil {
			return body
		}
	}
	return nil
}

// everyTime has a context of its own.
func everyTime(url string) []byte {
	for {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		body, err := get(ctx, url)
		cancel()
		if err == nil {
			return body
		}
	}
}

// never is given contexts that are never done.
func never(ctx context.Context, url string) []byte {
	for {
		if body, err := get(ctx, url); err == nil {
			return body
		}
	}
}

func callsNever() []byte { return never(context.Background(), "x") }

// works has something else to do.
func works(quit chan struct{}, step func()) {
	for {
		select {
		case <-quit:
			return
		default:
			step()
		}
	}
}

// yields means to try again at once.
func yields(quit chan struct{}) {
	for {
		select {
		case <-quit:
			return
		default:
			runtime.Gosched()
		}
	}
}

// pauses lets time go by.
func pauses(quit chan struct{}) {
	for {
		select {
		case <-quit:
			return
		default:
		}
		time.Sleep(time.Second)
	}
}

// forgotten is a worker that nobody wants to end.
type forgotten struct{ n int }

func newForgotten() *forgotten {
	f := &forgotten{}
	go func() {
		for range time.Tick(time.Second) {
			f.n++
		}
	}()
	return f
}

// once runs as long as the program.
var once sync.Once

type metrics struct{ n int }

func (m *metrics) Close() { m.n = 0 }

func (m *metrics) start() {
	once.Do(func() {
		go func() {
			for {
				time.Sleep(time.Second)
				m.n++
			}
		}()
	})
}

// closes has a way out.
type closes struct {
	n    int
	quit chan struct{}
}

func newCloses() *closes {
	c := &closes{quit: make(chan struct{})}
	go c.loop()
	return c
}

func (c *closes) loop() {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			c.n++
		case <-c.quit:
			return
		}
	}
}

func (c *closes) Close() { close(c.quit) }

// said ends with what the error says.
func said(conn net.Conn, buf []byte) {
	for {
		if _, err := conn.Read(buf); err != nil && err.Error() == "closed" {
			return
		}
	}
}

// messages fails at the end, but may find another connection.
type messages struct {
	conn net.Conn
	addr string
}

func (m *messages) next(buf []byte) error {
	if m.conn == nil {
		conn, err := net.Dial("tcp", m.addr)
		if err != nil {
			return err
		}
		m.conn = conn
	}
	if _, err := m.conn.Read(buf); err != nil {
		m.conn = nil
		return err
	}
	return nil
}

func (m *messages) loop(buf []byte) {
	for {
		if err := m.next(buf); err != nil {
			continue
		}
	}
}

// lines skips what it cannot use; its error comes from something else too.
func lines(r *bufio.Reader) (string, error) {
	line, err := r.ReadString('\n')
	if err != nil && line == "" {
		return "", nil
	}
	return line, nil
}

func usesLines(r *bufio.Reader) {
	for {
		if line, err := lines(r); err != nil || line == "" {
			return
		}
	}
}

// stopped waits for a ticker that Close stops, as orphanrecv tells.
type stopped struct{ ticker *time.Ticker }

func newStopped() *stopped {
	s := &stopped{time.NewTicker(time.Second)}
	go s.loop()
	return s
}

func (s *stopped) loop() {
	for range s.ticker.C {
		fmt.Println("tick")
	}
}

func (s *stopped) Close() { s.ticker.Stop() }

// emptyDefault is what staticcheck's SA5004 tells of.
func emptyDefault(in chan int, quit chan struct{}) {
	for {
		select {
		case v := <-in:
			fmt.Println(v)
		case <-quit:
			return
		default:
		}
	}
}

// untilPinned asks with a context that only its own end cancels.
func untilPinned(status func(context.Context) (bool, error)) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	for pinned := false; !pinned; {
		ok, err := status(ctx)
		if err != nil {
			fmt.Println(err)
		} else {
			pinned = ok
		}
		time.Sleep(time.Second)
	}
}
