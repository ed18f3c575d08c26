// Package before has loops that were found in public code, as they were before they
// were mended: each names the change that did so.
package before

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"sync"
	"time"
)

// github.com/goftp/server, be440d6 (issue 7): the client closes its connection.
type ftpConn struct {
	control net.Conn
	reader  *bufio.Reader
}

func newFTPConn(c net.Conn) *ftpConn { return &ftpConn{control: c, reader: bufio.NewReader(c)} }

func (c *ftpConn) serve() {
	log.Print("connection established")
	for {
		line, err := c.reader.ReadString('\n') // want `c.reader.ReadString: the loop spins at the end of the input`
		if err != nil {
			if err == io.EOF {
				continue
			}
			log.Print("read error: ", err)
			break
		}
		c.receive(line)
	}
	c.control.Close()
}

func (c *ftpConn) receive(line string) { fmt.Fprintln(c.control, "500", line) }

// github.com/mattn/sudo, c5e9f6b (pull request 19): standard input is closed.
func forward(enc *json.Encoder) {
	go func() {
		var b [256]byte
		for {
			n, err := os.Stdin.Read(b[:]) // want `os.Stdin.Read: the loop spins at the end of the input`
			if err != nil {
				if err == io.EOF {
					enc.Encode("close")
				}
				continue
			}
			if err = enc.Encode(b[:n]); err != nil {
				break
			}
		}
	}()
}

// github.com/iowar/poloniex, e217a2b (pull request 4): a websocket that has failed once is
// read again, which panics after a thousand times.
type wsClient struct {
	mu   sync.Mutex
	conn *messageConn
	subs map[string]chan any
}

// A messageConn stands for a websocket.
type messageConn struct{ dec *json.Decoder }

func (c *messageConn) ReadMessage() (msg []byte, err error) {
	if err = c.dec.Decode(&msg); err != nil {
		return nil, err
	}
	return msg, nil
}

func newWSClient(r io.Reader) *wsClient {
	c := &wsClient{conn: &messageConn{json.NewDecoder(r)}, subs: make(map[string]chan any)}
	go c.handle()
	return c
}

func (c *wsClient) read() ([]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	msg, err := c.conn.ReadMessage()
	if err != nil {
		return nil, err
	}
	return msg, nil
}

func (c *wsClient) handle() {
	for {
		msg, err := c.read() // want `c.read: the loop spins at the end of the input`
		if err != nil {
			continue
		}
		var parts []any
		if err = json.Unmarshal(msg, &parts); err != nil || len(parts) < 3 {
			continue
		}
		if name, ok := parts[0].(string); ok && c.subs[name] != nil {
			c.subs[name] <- parts[2]
		}
	}
}

// github.com/appscode/g2, f183a8a (pull request 6): the same, and the client is told.
func admin(r *bufio.Reader, inbox chan []byte) {
	for {
		rcv, err := r.ReadBytes('\n') // not found: it may block in reply
		if err != nil {
			reply(inbox, err.Error())
			continue
		}
		reply(inbox, string(rcv))
	}
}

func reply(inbox chan []byte, text string) { inbox <- []byte(text) }

// github.com/miekg/dns, e54a6cf (issue 282): Shutdown closes the listener.
type dnsServer struct {
	listener net.Listener
	lock     sync.RWMutex
	started  bool
	inFlight sync.WaitGroup
}

func (srv *dnsServer) activate() error {
	if t, ok := srv.listener.(*net.TCPListener); ok {
		srv.started = true
		return srv.serveTCP(t)
	}
	return nil
}

func (srv *dnsServer) shutdown() {
	srv.lock.Lock()
	srv.started = false
	srv.lock.Unlock()
	if srv.listener != nil {
		srv.listener.Close()
	}
}

func (srv *dnsServer) serveTCP(l *net.TCPListener) error {
	defer l.Close()
	for {
		rw, e := l.AcceptTCP() // want `l.AcceptTCP: the loop spins after the Close at line \d+`
		if e != nil {
			continue
		}
		srv.lock.RLock()
		if !srv.started {
			srv.lock.RUnlock()
			return nil
		}
		srv.lock.RUnlock()
		srv.inFlight.Add(1)
		go srv.serve(rw)
	}
}

func (srv *dnsServer) serve(rw net.Conn) {
	defer srv.inFlight.Done()
	rw.Close()
}

// github.com/MetaCubeX/mihomo, pull request 2964: the reaper of idle sessions.
func (c *sessions) reap(ctx context.Context) {
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			c.drop()
		case <-ctx.Done(): // want `the loop spins once the context is done, since this break leaves only the select; return`
			break
		}
	}
}

type sessions struct {
	mu   sync.Mutex
	idle map[string]time.Time
}

func (c *sessions) drop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.idle)
}

// github.com/go-admin-team/go-admin-core, 7c60bf3 (pull request 128): what ends the loop is
// another context than the one whose case leads back.
type socket struct {
	ctx      context.Context
	messages chan []byte
}

func (s *socket) write(ctx context.Context) {
	for {
		if ctx.Err() != nil {
			break
		}
		select {
		case message, ok := <-s.messages:
			if !ok {
				return
			}
			log.Printf("%s", message)
		case <-s.ctx.Done(): // not found: the other context may be done as well
			break
		}
	}
}

// github.com/InVisionApp/go-health, 76ceafd (pull request 35): Stop stops the tickers, of
// which there is a map.
type health struct {
	logger  *log.Logger
	mu      sync.Mutex
	states  map[string]string
	tickers map[string]*time.Ticker
}

func (h *health) start(names []string, every time.Duration) {
	for _, name := range names {
		ticker := time.NewTicker(every)
		h.startRunner(name, ticker)
		h.tickers[name] = ticker
	}
}

func (h *health) startRunner(name string, ticker *time.Ticker) {
	check := func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.states[name] = "ok"
	}
	go func() {
		check()
		for range ticker.C { // want `the goroutine in this loop goes on after Stop, since there is no way out`
			check()
		}
		h.logger.Print("checker exiting: ", name)
	}()
}

func (h *health) Stop() error {
	for _, ticker := range h.tickers {
		ticker.Stop()
	}
	h.tickers = make(map[string]*time.Ticker)
	return nil
}

// github.com/agola-io/agola, 6f3798e (pull request 64): the first connection is tried again
// until there is one.
type dataStore struct{ ready bool }

func (d *dataStore) initEtcd(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	d.ready = true
	return nil
}

func (d *dataStore) run(ctx context.Context, readyCh chan struct{}) error {
	for {
		err := d.initEtcd(ctx) // want `d.initEtcd: the loop goes on for ever once its context is done, since each call fails`
		if err == nil {
			break
		}
		log.Printf("failed to initialize etcd: %+v", err)
		time.Sleep(time.Second)
	}
	readyCh <- struct{}{}
	return nil
}

// github.com/u-root/u-root, b5e3690 (pull request 3350): the socket is removed when the
// context is done, again and again.
func runDaemon(ctx context.Context, setup func() (cleanup func(), err error)) error {
	cleanup, err := setup()
	if err != nil {
		return fmt.Errorf("failed to setup server: %w", err)
	}
	for {
		select {
		case <-ctx.Done(): // want `the loop spins once the context is done`
			cleanup()
		}
	}
}

// github.com/k3s-io/kine, 8eededf (pull request 534): a watch is tried again until it begins.
type bucket struct{ name string }

func (b *bucket) watch(ctx context.Context, prefix string) (<-chan string, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return make(chan string), nil
}

type backend struct{ kv *bucket }

func (b *backend) watch(ctx context.Context, prefix string) <-chan string {
	events := make(chan string, 32)
	go func() {
		defer close(events)
		var w <-chan string
		for {
			var err error
			w, err = b.kv.watch(ctx, prefix) // want `b.kv.watch: the loop goes on for ever once its context is done`
			if err == nil {
				break
			}
			log.Printf("watch init: prefix=%s, err=%s", prefix, err)
			time.Sleep(time.Second)
		}
		for {
			select {
			case <-ctx.Done():
				return
			case e := <-w:
				events <- e
			}
		}
	}()
	return events
}

// github.com/thanos-io/thanos, 2d4d140 (pull request 4681): a stream that has failed is read
// again, if a warning can be sent.
type receiver struct {
	dec  *json.Decoder
	send func(warning string) error
	out  chan string
}

func (r *receiver) receive(ctx context.Context) error {
	for {
		var s string
		err := r.dec.Decode(&s) // not found: it returns if it cannot warn, and at io.EOF
		if err == io.EOF {
			return nil
		}
		if err != nil {
			if err := r.send(err.Error()); err != nil {
				return err
			}
			continue
		}
		select {
		case r.out <- s:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
