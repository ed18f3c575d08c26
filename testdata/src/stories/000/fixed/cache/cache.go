// Package cache keeps pages for a while.
package cache

import (
	"sync"
	"time"
)

type Cache struct {
	mu    sync.Mutex
	ttl   time.Duration
	pages map[string]entry
}

type entry struct {
	page []byte
	ends time.Time
}

func New(ttl time.Duration) *Cache {
	return &Cache{ttl: ttl, pages: make(map[string]entry)}
}

// Get returns a page that is fresh.
func (c *Cache) Get(key string) ([]byte, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.pages[key]
	return e.page, ok && time.Now().Before(e.ends)
}

func (c *Cache) Put(key string, page []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pages[key] = entry{page, time.Now().Add(c.ttl)}
}
