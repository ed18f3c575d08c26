package bad

import (
	"context"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// What has the goroutine is held by what holds it for what can be stopped, behind interfaces; and the
// sync.Once is one for each object.
type throttler interface{ throttled() bool }

type countLimiter struct {
	count atomic.Int64
	start sync.Once
}

func newThrottle() *countLimiter {
	l := &countLimiter{}
	l.init()
	return l
}

func (l *countLimiter) init() {
	l.start.Do(func() {
		go func() {
			for { // want `the goroutine in this loop goes on after Stop, since there is no way out; let Stop tell it to return`
				time.Sleep(time.Second)
				l.count.Store(0)
			}
		}()
	})
}

func (l *countLimiter) throttled() bool { return l.count.Load() > 10 }

type store interface{ get(string) string }

type memory struct {
	items    map[string]string
	throttle throttler
}

func newMemory() *memory { return &memory{items: make(map[string]string), throttle: newThrottle()} }

func (m *memory) get(key string) string { return m.items[key] }

type Parser struct{ store store }

func (c settings) Build() *Parser {
	p := new(Parser)
	if c.size > 0 {
		p.store = newMemory()
	}
	return p
}

func (p *Parser) Stop() error { return nil }

type settings struct{ size int }

// Each room has one, and rooms go.
type bucket struct {
	mu    sync.Mutex
	level int
}

func newBucket(every time.Duration) *bucket {
	b := new(bucket)
	go b.drain(every)
	return b
}

func (b *bucket) drain(every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for range ticker.C { // want `the goroutine in this loop goes on when what started it is deleted at line \d+, since there is no way out; tell it to return`
		b.mu.Lock()
		b.level = 0
		b.mu.Unlock()
	}
}

type Rooms struct {
	mu      sync.Mutex
	buckets map[string]*bucket
}

func (r *Rooms) Join(room string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.buckets[room] == nil {
		r.buckets[room] = newBucket(time.Second)
	}
}

func (r *Rooms) Leave(room string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.buckets, room)
}

// Each request makes one, by a function that makes more.
type progress struct{ done atomic.Int64 }

func newProgress() *progress {
	p := new(progress)
	go func() {
		for { // want `each request leaves a goroutine in this loop, which has no way out; return when the request's context is done`
			time.Sleep(time.Second)
			p.done.Add(1)
		}
	}()
	return p
}

type progressing struct{ progress *progress }

func newProgressing(name string) (*progressing, error) {
	if name == "" {
		return nil, http.ErrNoCookie
	}
	return &progressing{newProgress()}, nil
}

func start(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		return
	}
	j, err := newProgressing(r.FormValue("name"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	http.Error(w, time.Duration(j.progress.done.Load()).String(), http.StatusAccepted)
}

// A context that is never done is no way out.
type sessions struct {
	mu  sync.Mutex
	ids map[string]time.Time
}

func newSessions() *sessions {
	s := &sessions{ids: make(map[string]time.Time)}
	go s.expire(context.Background(), time.Minute)
	return s
}

func (s *sessions) expire(ctx context.Context, every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for { // want `the goroutine in this loop goes on after Close, since there is no way out; let Close tell it to return`
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			s.mu.Lock()
			clear(s.ids)
			s.mu.Unlock()
		}
	}
}

func (s *sessions) Close() { s.ids = nil }

// Each connection that is accepted makes one.
type watched struct {
	mu     sync.Mutex
	conn   net.Conn
	active time.Time
}

func newWatched(conn net.Conn) *watched {
	w := &watched{conn: conn}
	go w.watch()
	return w
}

func (w *watched) watch() {
	for { // want `each connection that line \d+ accepts leaves a goroutine in this loop, which has no way out; return when the connection is closed`
		time.Sleep(time.Minute)
		w.mu.Lock()
		w.active = time.Now()
		w.mu.Unlock()
	}
}

func watchAll(l net.Listener) error {
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		go serveWatched(conn)
	}
}

func serveWatched(conn net.Conn) {
	defer conn.Close()
	w := newWatched(conn)
	w.mu.Lock()
	w.active = time.Now()
	w.mu.Unlock()
}

// A constructor returns it as an interface.
type path struct {
	net.Conn
	closed  atomic.Bool
	pending atomic.Int64
}

func dialPath(conn net.Conn) (net.Conn, error) {
	p := &path{Conn: conn}
	go func() {
		for { // want `the goroutine in this loop goes on after Close, since there is no way out; let Close tell it to return`
			time.Sleep(time.Second)
			p.pending.Store(0)
		}
	}()
	return p, nil
}

func (p *path) Close() error {
	p.closed.Store(true)
	return p.Conn.Close()
}

// What an initialiser or main registers is called for each request.
type scraper struct{ every time.Duration }

func (s *scraper) scrape(ctx context.Context) { scrapeOnce(ctx, s.every) }

func scrapeOnce(ctx context.Context, every time.Duration) {}

func init() {
	s := &scraper{time.Second}
	http.HandleFunc("/reload", func(w http.ResponseWriter, r *http.Request) {
		go func() {
			for { // want `each request leaves a goroutine in this loop, which has no way out; return when the request's context is done`
				time.Sleep(s.every)
				s.scrape(context.Background())
			}
		}()
	})
}

// Who ends it all stops the ticker, too.
type house struct{ onShutdown []func() error }

func furnish(h *house) {
	ticker := time.NewTicker(time.Hour)
	go func() {
		for range ticker.C { // want `the goroutine in this loop goes on after the Stop of its ticker at line \d+, which closes no channel; tell it to return`
			time.Sleep(time.Second)
		}
	}()
	h.onShutdown = append(h.onShutdown, func() error {
		ticker.Stop()
		return nil
	})
}

// So it is with a sync.Map, and a map of the package.
type beacon struct{ n atomic.Int64 }

func newBeacon() *beacon {
	b := new(beacon)
	go func() {
		for { // want `the goroutine in this loop goes on when what started it is deleted at line \d+, since there is no way out; tell it to return`
			time.Sleep(time.Second)
			b.n.Add(1)
		}
	}()
	return b
}

type coast struct{ beacons sync.Map }

func (c *coast) light(name string)  { c.beacons.LoadOrStore(name, newBeacon()) }
func (c *coast) darken(name string) { c.beacons.Delete(name) }

type buoy struct{ n atomic.Int64 }

func newBuoy() *buoy {
	b := new(buoy)
	go b.float()
	return b
}

func (b *buoy) float() {
	for { // want `the goroutine in this loop goes on when what started it is deleted at line \d+, since there is no way out; tell it to return`
		time.Sleep(time.Second)
		b.n.Add(1)
	}
}

var buoys = make(map[string]*buoy)

func anchor(name string) { buoys[name] = newBuoy() }
func raise(name string)  { delete(buoys, name) }
