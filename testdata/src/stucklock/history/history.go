// Package history has what public repositories have mended, rewritten in small after the
// changes: each mistake, and below it what became of it.
package history

import (
	"errors"
	"net"
	"sync"
)

var errDetach = errors.New("detach")

// etcd, proxy/grpcproxy: an invalid range goes on to the next request.
type stream struct {
	mu       sync.Mutex
	next     int
	watchers map[int]string
	requests chan any
}

type (
	create struct{ key string }
	cancel struct{ id int }
)

func (s *stream) recv() error {
	for r := range s.requests {
		switch r := r.(type) {
		case create:
			s.mu.Lock() // want `s.mu is still held from the last round`
			if r.key == "" {
				s.post(-1)
				continue
			}
			s.next++
			s.watchers[s.next] = r.key
			s.mu.Unlock()
		case cancel:
			s.forget(r.id)
		default:
			return errDetach
		}
	}
	return nil
}

func (s *stream) recvMended() {
	for r := range s.requests {
		switch r := r.(type) {
		case create:
			s.mu.Lock()
			if r.key == "" {
				s.post(-1)
				s.mu.Unlock()
				continue
			}
			s.next++
			s.watchers[s.next] = r.key
			s.mu.Unlock()
		case cancel:
			s.forget(r.id)
		}
	}
}

func (s *stream) post(int) {}

func (s *stream) forget(id int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.watchers, id)
}

// frp, proto/udp: a dial that fails goes on to the next packet.
func forward(packets <-chan string, dst *net.UDPAddr) {
	conns := make(map[string]*net.UDPConn)
	var mu sync.RWMutex
	done := func(addr string) {
		mu.Lock()
		delete(conns, addr)
		mu.Unlock()
	}
	go func() {
		for addr := range packets {
			mu.Lock() // want `mu is still held from the last round`
			conn, ok := conns[addr]
			if !ok {
				var err error
				conn, err = net.DialUDP("udp", nil, dst)
				if err != nil {
					continue
				}
				conns[addr] = conn
			}
			mu.Unlock()
			if _, err := conn.Write(nil); err != nil {
				done(addr)
			}
		}
	}()
}

// pebble, vfs: there is nothing to do, said under the lock.
type memFS struct {
	mu     sync.Mutex
	strict bool
	ignore bool
}

func (y *memFS) SetIgnore(ignore bool) {
	y.mu.Lock()
	if !y.strict {
		return // want `y.mu, locked at line \d+, is still held here`
	}
	y.ignore = ignore
	y.mu.Unlock()
}

func (y *memFS) SetIgnoreMended(ignore bool) {
	if !y.strict {
		return
	}
	y.mu.Lock()
	y.ignore = ignore
	y.mu.Unlock()
}

// webrtc, DataChannel: both errors, and then the detached channel.
type dataChannel struct {
	mu       sync.RWMutex
	detach   bool
	detached bool
	conn     net.Conn
	handler  func(string)
}

func (d *dataChannel) Detach() (net.Conn, error) {
	d.mu.Lock()
	if !d.detach {
		return nil, errDetach // want `d.mu, locked at line \d+, is still held here`
	}
	if d.conn == nil {
		return nil, errors.New("not open") // also
	}
	d.detached = true
	conn := d.conn
	d.mu.Unlock()
	return conn, nil
}

func (d *dataChannel) DetachMended() (net.Conn, error) {
	d.mu.Lock()
	if !d.detach {
		d.mu.Unlock()
		return nil, errDetach
	}
	if d.conn == nil {
		d.mu.Unlock()
		return nil, errors.New("not open")
	}
	d.detached = true
	conn := d.conn
	d.mu.Unlock()
	return conn, nil
}

// webrtc, PeerConnection: two read locks, in a goroutine and in what it calls.
func (d *dataChannel) start(name string) {
	go func() {
		d.mu.RLock()
		defer d.mu.RUnlock()
		if d.handler != nil {
			d.onTrack(name) // want `d.onTrack read-locks d.mu, read-locked since line \d+: blocks for ever once a writer waits between the two; call it without the lock`
		}
	}()
}

func (d *dataChannel) startMended(name string) {
	go func() { d.onTrack(name) }()
}

func (d *dataChannel) onTrack(name string) {
	d.mu.RLock()
	handler := d.handler
	d.mu.RUnlock()
	if handler != nil {
		go handler(name)
	}
}

// Of no repository: a lock is taken again by what a cleanup calls.
type keep struct {
	mu   sync.Mutex
	keys map[string]int
}

func (k *keep) Compact(min int) (n int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for key, rev := range k.keys {
		if rev < min {
			k.Delete(key) // want `k.Delete locks k.mu, locked since line \d+: blocks for ever; call it without the lock`
			n++
		}
	}
	return n
}

func (k *keep) CompactMended(min int) (n int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for key, rev := range k.keys {
		if rev < min {
			delete(k.keys, key)
			n++
		}
	}
	return n
}

func (k *keep) Delete(key string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.keys, key)
}
