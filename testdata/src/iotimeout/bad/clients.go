package bad

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"sync"
	"time"
)

// Clients that are values, and transports that bound nothing.

type fetcher struct {
	url      string
	insecure bool
}

func (f *fetcher) client() http.Client {
	if f.insecure {
		return http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	}
	return http.Client{}
}

func (f *fetcher) fetch() (*http.Response, error) {
	client := f.client()
	req, err := http.NewRequest(http.MethodGet, f.url, nil)
	if err != nil {
		return nil, err
	}
	return client.Do(req) // want `client.Do waits for ever in a goroutine`
}

func fetchAll(urls []string) {
	for _, url := range urls {
		go func() { (&fetcher{url: url}).fetch() }()
	}
}

type embedded struct {
	client http.Client
	url    string
}

func (e *embedded) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if resp, err := e.client.Get(e.url); err == nil { // want `e.client.Get waits for ever in a handler`
		resp.Body.Close()
	}
}

var pooled = &http.Client{Transport: &http.Transport{MaxIdleConns: 10}}

func usesPooled(w http.ResponseWriter, r *http.Request) {
	if resp, err := pooled.Get("http://localhost"); err == nil { // want `pooled.Get waits for ever in a handler`
		resp.Body.Close()
	}
}

func variable(url string) {
	go func() {
		var client http.Client
		if resp, err := client.Get(url); err == nil { // want `client.Get waits for ever in a goroutine`
			resp.Body.Close()
		}
	}()
}

func groups(urls []string) {
	var wg sync.WaitGroup
	for _, url := range urls {
		wg.Go(func() {
			if resp, err := http.Get(url); err == nil { // want `http.Get waits for ever in a goroutine`
				resp.Body.Close()
			}
		})
	}
	wg.Wait()
}

// cancelsLast cancels when the answer has come.
func cancelsLast(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://localhost", nil)
	if err != nil {
		return
	}
	if resp, err := http.DefaultClient.Do(req); err == nil { // want `Do waits for ever in a handler`
		resp.Body.Close()
	}
}

// Behind an interface of the package.

type source interface{ load(name string) error }

type webSource struct{ url string }

func (s webSource) load(name string) error {
	resp, err := http.Get(s.url + name) // want `http.Get waits for ever in a goroutine`
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func refreshes(s source, names []string) {
	go func() {
		for _, name := range names {
			s.load(name)
		}
	}()
}

// A limit for dialling says nothing of the answer.
type dialLimit struct{ bound, literal *http.Client }

func newDialLimit(limit time.Duration) *dialLimit {
	return &dialLimit{
		bound: &http.Client{Transport: &http.Transport{DialContext: (&net.Dialer{Timeout: limit}).DialContext}},
		literal: &http.Client{Transport: &http.Transport{
			Dial: func(network, addr string) (net.Conn, error) { return net.DialTimeout(network, addr, limit) },
		}},
	}
}

func (d *dialLimit) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.bound.Get("http://localhost")   // want `d.bound.Get waits for ever in a handler if no answer comes; give it a context or a timeout`
	d.literal.Get("http://localhost") // want `d.literal.Get waits for ever in a handler if no answer comes; give it a context or a timeout`
}
