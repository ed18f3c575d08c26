package client

import (
	"context"
	"errors"
	"time"
)

// Who asks may leave, and the loop answers all the same.
type Store struct {
	asks chan ask
	quit chan struct{}
}

type ask struct {
	key    string
	answer chan string
}

func NewStore() *Store {
	s := &Store{asks: make(chan ask), quit: make(chan struct{})}
	go s.loop()
	return s
}

func (s *Store) loop() {
	known := make(map[string]string)
	for {
		select {
		case a := <-s.asks:
			time.Sleep(1e6)
			a.answer <- known[a.key] // want `a.answer: goroutine blocks forever sending after a client's NewStore, Get and Close; let Close end it`
		case <-s.quit:
			return
		}
	}
}

func (s *Store) Get(ctx context.Context, key string) (string, error) {
	a := ask{key, make(chan string)}
	select {
	case s.asks <- a:
	case <-s.quit:
		return "", errors.New("closed")
	}
	select {
	case text := <-a.answer:
		return text, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func (s *Store) Close() { close(s.quit) }

// Queries are handed on as pointers, in a buffer.
type DB struct{ queries chan *query }

type query struct {
	id     int
	result chan<- int
}

func OpenDB() *DB {
	d := &DB{queries: make(chan *query, 4)}
	go d.serve()
	return d
}

func (d *DB) serve() {
	for q := range d.queries {
		time.Sleep(2e7)
		q.result <- 2 * q.id // want `q.result: goroutine blocks forever sending after a client's OpenDB, Query and Close; let Close end it`
	}
}

func (d *DB) Query(id int, limit time.Duration) (int, error) {
	result := make(chan int)
	d.queries <- &query{id, result}
	select {
	case n := <-result:
		return n, nil
	case <-time.After(limit):
		return 0, errors.New("timeout")
	}
}

func (d *DB) Close() { close(d.queries) }

// ok: the answer has room, whether somebody waits for it or not.
type Cache struct {
	asks chan ask
	quit chan struct{}
}

func NewCache() *Cache {
	c := &Cache{asks: make(chan ask), quit: make(chan struct{})}
	go func() {
		for {
			select {
			case a := <-c.asks:
				a.answer <- a.key
			case <-c.quit:
				return
			}
		}
	}()
	return c
}

func (c *Cache) Get(ctx context.Context, key string) (string, error) {
	a := ask{key, make(chan string, 1)}
	select {
	case c.asks <- a:
	case <-c.quit:
		return "", errors.New("closed")
	}
	select {
	case text := <-a.answer:
		return text, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func (c *Cache) Close() { close(c.quit) }

// ok: who answers looks whether the one who asks has left.
type Oracle struct {
	asks chan wish
	quit chan struct{}
}

type wish struct {
	ctx    context.Context
	answer chan string
}

func NewOracle() *Oracle {
	o := &Oracle{asks: make(chan wish), quit: make(chan struct{})}
	go func() {
		for {
			select {
			case w := <-o.asks:
				select {
				case w.answer <- "yes":
				case <-w.ctx.Done():
				}
			case <-o.quit:
				return
			}
		}
	}()
	return o
}

func (o *Oracle) Ask(ctx context.Context) (string, error) {
	w := wish{ctx, make(chan string)}
	select {
	case o.asks <- w:
	case <-o.quit:
		return "", errors.New("closed")
	}
	select {
	case text := <-w.answer:
		return text, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func (o *Oracle) Close() { close(o.quit) }

// ok: an object that cannot be started need not be stopped.
type Fragile struct {
	results chan error
	quit    chan struct{}
}

func NewFragile() *Fragile { return &Fragile{results: make(chan error), quit: make(chan struct{})} }

func (f *Fragile) Start(check func() error) error {
	go func() { f.results <- nil }()
	if err := check(); err != nil {
		return err
	}
	go func() {
		<-f.results
		<-f.quit
	}()
	return nil
}

func (f *Fragile) Stop() { close(f.quit) }
