package mutants

import (
	"context"
	"strings"
	"sync"
	"time"
)

type fetcher struct {
	fetch call
	ch    chan answer
}

func (f *fetcher) get(url string) (string, error) {
	f.ch = make(chan answer)
	go f.run(url)
	select {
	case a := <-f.ch:
		return a.body, a.err
	case <-time.After(5 * time.Millisecond):
		return "", errTimeout
	}
}

func (f *fetcher) run(url string) {
	body, err := f.fetch(url)
	f.ch <- answer{body, err} // want `blocks forever`
}

type database struct {
	query call
	cache map[string]string
}

func (d *database) exec(ctx context.Context, stmt string) error {
	done := make(chan error)
	go func() {
		_, err := d.query(stmt)
		done <- err // want `blocks forever`
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (d *database) lookup(key string) string {
	loaded := make(chan string)
	go func() {
		v, _ := d.query(key)
		loaded <- v // want `blocks forever`
	}()
	if v, ok := d.cache[key]; ok {
		return v
	}
	return <-loaded
}

func (d *database) open(user string) (string, error) {
	token := make(chan string)
	go func() {
		t, _ := d.query(user)
		token <- t // want `blocks forever`
	}()
	if strings.ContainsAny(user, " /") {
		return "", errDown
	}
	return <-token, nil
}

func (d *database) both(orders call, id string) error {
	users, ordered := make(chan error), make(chan error)
	go func() {
		_, err := d.query(id)
		users <- err
	}()
	go func() {
		_, err := orders(id)
		ordered <- err // want `blocks forever`
	}()
	if err := <-users; err != nil {
		return err
	}
	return <-ordered
}

func (d *database) settings(path string) error {
	errs := make(chan error)
	go func() {
		if _, err := d.query(path); err != nil {
			errs <- err
		}
		errs <- nil // want `blocks forever`
	}()
	return <-errs
}

type dialer struct {
	dial   call
	dialed chan string
}

func (d dialer) one(addr string) {
	c, _ := d.dial(addr)
	d.dialed <- c // want `blocks forever`
}

func (d dialer) all(addrs []string) (conns []string) {
	d.dialed = make(chan string)
	for _, a := range addrs {
		go d.one(a)
	}
	deadline := time.After(5 * time.Millisecond)
	for range addrs {
		select {
		case c := <-d.dialed:
			conns = append(conns, c)
		case <-deadline:
			return conns
		}
	}
	return conns
}

type relay struct {
	source <-chan string
	out    chan string
}

func (r *relay) loop(ctx context.Context) {
	for {
		select {
		case e := <-r.source:
			r.out <- e // want `blocks forever`
		case <-ctx.Done():
			return
		}
	}
}

func (r *relay) take(ctx context.Context, limit int) (seen []string) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r.out = make(chan string)
	go r.loop(ctx)
	for len(seen) < limit {
		seen = append(seen, <-r.out)
	}
	return seen
}

type mode int

func (m mode) flush(write func() error) error {
	errs := make(chan error)
	go func() { errs <- write() }() // want `blocks forever`
	switch m {
	case 1:
		return nil
	default:
		return <-errs
	}
}

type hosts []string

func (h hosts) first(query call) string {
	responses := make(chan string)
	for _, r := range h {
		go func() {
			s, _ := query(r)
			responses <- s // want `blocks forever`
		}()
	}
	if len(h) == 0 {
		return ""
	}
	return <-responses
}

func (h hosts) validate(check call) error {
	errs := make(chan error)
	for _, f := range h {
		go func() {
			_, err := check(f)
			errs <- err // want `blocks forever`
		}()
	}
	for range h {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

func (h hosts) sync(sync call) error {
	errs := make(chan error, 1)
	for _, s := range h {
		go func() {
			_, err := sync(s)
			errs <- err // want `blocks forever`
		}()
	}
	for range h {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

type registry map[string]string

func (r registry) ping(ping call) error {
	errs := make(chan error)
	for _, addr := range r {
		go func() {
			_, err := ping(addr)
			errs <- err // want `blocks forever`
		}()
	}
	for range r {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

type matrix [][]int

func (m matrix) sum() (total int) {
	sums := make(chan int)
	for i := range m {
		go m.row(i, sums)
	}
	for i := 1; i < len(m); i++ {
		total += <-sums
	}
	return total
}

func (m matrix) row(i int, sums chan<- int) {
	s := 0
	for _, v := range m[i] {
		s += v
	}
	sums <- s // want `blocks forever`
}

type text struct {
	lines []string
	ch    chan string
}

func (t *text) send() {
	defer close(t.ch)
	for _, l := range t.lines {
		t.ch <- l // want `blocks forever`
	}
}

func (t *text) grep(match func(string) bool) string {
	t.ch = make(chan string)
	go t.send()
	for l := range t.ch {
		if match(l) {
			return l
		}
	}
	return ""
}

type pipeline struct {
	raw, cooked chan string
	convert     call
}

func (p *pipeline) feed(records []string) {
	for _, r := range records {
		p.raw <- r // want `blocks forever`
	}
	close(p.raw)
}

func (p *pipeline) cook() {
	defer close(p.cooked)
	for r := range p.raw {
		s, err := p.convert(r)
		if err != nil {
			return
		}
		p.cooked <- s
	}
}

func (p *pipeline) run(records []string) (out []string) {
	p.raw, p.cooked = make(chan string), make(chan string)
	go p.feed(records)
	go p.cook()
	for s := range p.cooked {
		out = append(out, s)
	}
	return out
}

type loader struct {
	wg     sync.WaitGroup
	loaded chan string
	load   call
}

func (l *loader) one(key string) {
	defer l.wg.Done()
	v, _ := l.load(key)
	l.loaded <- v // not found: blocks forever
}

func (l *loader) all(keys []string) (values []string) {
	l.loaded = make(chan string)
	for _, k := range keys {
		l.wg.Add(1)
		go l.one(k)
	}
	l.wg.Wait()
	close(l.loaded)
	for v := range l.loaded {
		values = append(values, v)
	}
	return values
}

type server struct{ requests chan request }

func (s *server) serve(read call) {
	for r := range s.requests {
		v, _ := read(r.key)
		r.reply <- v // want `blocks forever`
	}
}

func (s *server) read(ctx context.Context, key string, read call) string {
	s.requests = make(chan request)
	go s.serve(read)
	defer close(s.requests)
	r := request{key, make(chan string)}
	s.requests <- r
	select {
	case v := <-r.reply:
		return v
	case <-ctx.Done():
		return ""
	}
}

type job struct{ done chan error }

func (j *job) finish() { j.done <- nil } // want `blocks forever`

func (j *job) run(work func() error) error {
	j.done = make(chan error)
	go func() {
		defer j.finish()
		if err := work(); err != nil {
			j.done <- err
			return
		}
	}()
	return <-j.done
}

type logger struct {
	lines chan string
	done  chan error
}

func (l *logger) loop(write func(string) error) {
	for s := range l.lines {
		if err := write(s); err != nil {
			l.done <- err
			return
		}
	}
	l.done <- nil
}

func (l *logger) log(lines []string, write func(string) error) error {
	l.lines, l.done = make(chan string), make(chan error, 1)
	go l.loop(write)
	for _, s := range lines {
		l.lines <- s // want `blocks forever`
	}
	close(l.lines)
	return <-l.done
}
