package bad

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"time"
)

// What its input has given.

func ignored(r *bufio.Reader) {
	lines := 0
	for {
		line, _ := r.ReadString('\n') // want `r.ReadString: the loop spins at the end of the input, where each call fails at once; return when it fails`
		lines += len(line)
	}
}

func logged(conn net.Conn) {
	buf := make([]byte, 1024)
	for {
		n, err := conn.Read(buf) // want `conn.Read: the loop spins at the end of the input`
		if err != nil {
			log.Println("read:", err)
			continue
		}
		fmt.Println(string(buf[:n]))
	}
}

func scanned() {
	scanner := bufio.NewScanner(os.Stdin)
	for {
		if scanner.Scan() { // want `scanner.Scan: the loop spins at the end of the input`
			fmt.Println(scanner.Text())
		}
	}
}

type session struct {
	conn net.Conn
	r    *bufio.Reader
	in   chan string
}

func newSession(conn net.Conn) *session {
	s := &session{conn: conn, r: bufio.NewReader(conn), in: make(chan string)}
	go s.loop()
	return s
}

// loop has a way out, but not for who has come to the end of the input.
func (s *session) loop() {
	for {
		line, err := s.r.ReadString('\n') // want `s.r.ReadString: the loop spins at the end of the input`
		if err != nil {
			continue
		}
		if line == "quit\n" {
			return
		}
	}
}

// What was closed.

type server struct {
	ln   net.Listener
	addr string
}

func (s *server) start() (err error) {
	s.ln, err = net.Listen("tcp", s.addr)
	if err != nil {
		return err
	}
	go s.accept()
	return nil
}

func (s *server) accept() {
	for {
		conn, err := s.ln.Accept() // want `s.ln.Accept: the loop spins after the Close at line \d+, since each call fails; return if errors.Is\(err, net.ErrClosed\)`
		if err != nil {
			log.Printf("accept: %v", err)
			continue
		}
		go logged(conn)
	}
}

func (s *server) Close() error { return s.ln.Close() }

func datagrams(ctx context.Context, pc net.PacketConn, handle func([]byte)) {
	go func() {
		<-ctx.Done()
		pc.Close()
	}()
	buf := make([]byte, 1500)
	for {
		n, _, err := pc.ReadFrom(buf) // want `pc.ReadFrom: the loop goes on for ever after the Close at line \d+`
		if err != nil {
			time.Sleep(time.Second)
			continue
		}
		handle(buf[:n])
	}
}

// What is always ready.

func (s *session) serve(ctx context.Context) {
	for {
		select {
		case <-ctx.Done(): // want `the loop spins once the context is done, since this break leaves only the select; return`
			break
		case line := <-s.in:
			fmt.Println(line)
		}
	}
}

// drain has a way out, but not by this case.
func (s *session) drain(ctx context.Context, n int) {
	for n > 0 {
		select {
		case <-ctx.Done(): // want `the loop spins once the context is done, since this receive leads back to itself; return`
			log.Println("done")
		case <-s.in:
			n--
		}
	}
}

type queue struct {
	jobs chan func()
	n    atomic.Int64
}

func newQueue() *queue {
	q := &queue{jobs: make(chan func())}
	go q.work()
	return q
}

func (q *queue) work() {
	for {
		select {
		case job := <-q.jobs: // want `receive from q.jobs: the loop spins after the close at line \d+; return when the receive is not ok`
			if job != nil {
				job()
			}
		case <-time.After(time.Minute):
			log.Println("idle")
		}
	}
}

func (q *queue) stop() { close(q.jobs) }

func sums(n int) int {
	values := make(chan int)
	total := make(chan int, 1)
	go func() {
		sum := 0
		for {
			sum += <-values // want `receive from values: the loop spins after the close at line \d+`
			total <- sum
		}
	}()
	go func() {
		defer close(values)
		for i := range n {
			values <- i
		}
	}()
	return <-total
}

// What fails with its context.

type client struct{ http.Client }

func (c *client) get(ctx context.Context, url string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	resp, err := c.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

func (c *client) poll(ctx context.Context, url string) []byte {
	for {
		body, err := c.get(ctx, url) // want `c.get: the loop goes on for ever once its context is done, since each call fails; return when ctx.Err\(\) is not nil`
		if err != nil {
			log.Printf("trying again: %v", err)
			time.Sleep(time.Second)
			continue
		}
		return body
	}
}

func (c *client) hammer(parent context.Context, url string) []byte {
	ctx, cancel := context.WithTimeout(parent, time.Minute)
	defer cancel()
	for {
		if body, err := c.get(ctx, url); err == nil { // want `c.get: the loop spins once its context is done`
			return body
		}
	}
}

// What waits without waiting.

func busy(results <-chan int, quit <-chan struct{}) int {
	sum := 0
	for {
		select { // want `the loop spins while no case of this select is ready, since its default goes on at once; wait in the select`
		case r := <-results:
			sum += r
		case <-quit:
			return sum
		default:
			continue
		}
	}
}

// What nothing ends.

func (c *client) refresh(ctx context.Context, url string) {
	go func() {
		for { // want `this loop goes on for ever, also when the context that it uses is done; return when ctx.Done\(\) is closed`
			if _, err := c.get(ctx, url); err != nil {
				log.Print(err)
			}
			time.Sleep(time.Minute)
		}
	}()
}

type cache struct {
	items map[string]int
	lock  chan struct{}
}

func newCache() *cache {
	c := &cache{items: make(map[string]int), lock: make(chan struct{}, 1)}
	go c.janitor()
	return c
}

func (c *cache) janitor() {
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	for range ticker.C { // want `the goroutine in this loop goes on after Close, since there is no way out; let Close tell it to return`
		clear(c.items)
	}
}

func (c *cache) Close() error {
	c.items = nil
	return errors.New("closed")
}

func handler(w http.ResponseWriter, r *http.Request) {
	beats := new(atomic.Int64)
	go func() {
		for { // want `each request leaves a goroutine in this loop, which has no way out; return when the request's context is done`
			beats.Add(1)
			time.Sleep(time.Second)
		}
	}()
	fmt.Fprintln(w, beats.Load())
}

// What reads through others.

type frames struct {
	conn net.Conn
	size [4]byte
}

func (f *frames) next() ([]byte, error) {
	if _, err := io.ReadFull(f.conn, f.size[:]); err != nil {
		return nil, fmt.Errorf("frame: %w", err)
	}
	return f.size[:], nil
}

func (f *frames) loop(handle func([]byte)) {
	for {
		frame, err := f.next() // want `f.next: the loop spins at the end of the input`
		if err != nil {
			continue
		}
		handle(frame)
	}
}

// endOnly stops at all errors but that at the end.
func endOnly(r *bufio.Reader) {
	for {
		line, err := r.ReadString('\n') // want `r.ReadString: the loop spins at the end of the input`
		if err != nil {
			if errors.Is(err, io.EOF) {
				continue
			}
			break
		}
		fmt.Print(line)
	}
}

// untilPinned: what handles signals cancels.
func untilPinned(status func(context.Context) (bool, error), onSignal func(func())) {
	ctx, cancel := context.WithCancel(context.Background())
	onSignal(cancel)
	defer cancel()
	for pinned := false; !pinned; {
		ok, err := status(ctx) // want `status: the loop goes on for ever once its context is done, since each call fails; return when ctx.Err\(\) is not nil`
		if err != nil {
			fmt.Println(err)
		} else {
			pinned = ok
		}
		time.Sleep(time.Second)
	}
}
