// Package proxy hands on requests, and answers some from a cache.
package proxy

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"time"

	"stories/000/fixed/cache"
)

// A Proxy is what clients name as their HTTP proxy.
type Proxy struct {
	timeout time.Duration
	pages   *cache.Cache
}

func New(timeout time.Duration, pages *cache.Cache) *Proxy {
	return &Proxy{timeout: timeout, pages: pages}
}

func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	key := r.URL.String()
	if page, ok := p.pages.Get(key); ok && r.Method == http.MethodGet {
		w.Write(page)
		return
	}
	page, status, err := p.fetch(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	if r.Method == http.MethodGet && status == http.StatusOK {
		p.pages.Put(key, page)
	}
	w.WriteHeader(status)
	w.Write(page)
}

// fetch asks the host of the request, whose name is looked up each time.
func (p *Proxy) fetch(r *http.Request) (page []byte, status int, err error) {
	addr := r.URL.Host
	if r.URL.Port() == "" {
		addr = net.JoinHostPort(addr, "80")
	}
	conn, err := net.DialTimeout("tcp", addr, p.timeout)
	if err != nil {
		return nil, 0, err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(p.timeout)); err != nil {
		return nil, 0, err
	}
	if err := r.Write(conn); err != nil {
		return nil, 0, err
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), r)
	if err != nil {
		return nil, 0, err
	}
	defer resp.Body.Close()
	page, err = io.ReadAll(resp.Body)
	return page, resp.StatusCode, err
}
