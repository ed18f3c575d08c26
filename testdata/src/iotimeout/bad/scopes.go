package bad

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// A Registry is asked by other packages, which cannot reach its client.
type Registry struct {
	base   string
	client *http.Client
}

// NewRegistry makes a client without a timeout.
func NewRegistry(base string) *Registry {
	return &Registry{base: base, client: &http.Client{Transport: &http.Transport{MaxIdleConns: 10}}}
}

// Lookup asks for a name.
func (r *Registry) Lookup(name string) (string, error) {
	var answer struct{ ID string }
	err := r.get("/names/"+name, &answer)
	return answer.ID, err
}

func (r *Registry) get(path string, answer any) error {
	req, err := http.NewRequest(http.MethodGet, r.base+path, nil)
	if err != nil {
		return err
	}
	resp, err := r.client.Do(req) // want `r.client.Do waits for ever for callers who cannot set a limit if no answer comes; give it a context or a timeout`
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(answer)
}

// A Notifier keeps its client by value.
type Notifier struct{ client http.Client }

// Notify posts a message.
func (n *Notifier) Notify(url, text string) error {
	resp, err := n.client.Post(url, "text/plain", bytes.NewReader([]byte(text))) // want `n.client.Post waits for ever for callers who cannot set a limit`
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

var shared = http.DefaultClient

// Version asks by the client of the package.
func Version(url string) (int, error) {
	resp, err := shared.Get(url) // want `shared.Get waits for ever for callers who cannot set a limit`
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return resp.StatusCode, nil
}

// poll stops polling when the other side is silent.
func poll(url string, states chan<- int) {
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	for range ticker.C {
		resp, err := http.Get(url) // want `http.Get waits for ever in a loop with a ticker if no answer comes`
		if err != nil {
			continue
		}
		states <- resp.StatusCode
		resp.Body.Close()
	}
}

type scraper struct {
	url  string
	quit chan struct{}
}

func (s *scraper) run() {
	tick := time.Tick(time.Second)
	for {
		select {
		case <-tick:
			s.scrape()
		case <-s.quit:
			return
		}
	}
}

func (s *scraper) scrape() {
	if resp, err := http.Get(s.url); err == nil { // want `http.Get waits for ever in a loop with a ticker`
		resp.Body.Close()
	}
}

// check is given a context, and does not hand it on.
func check(ctx context.Context, url string) error {
	req, err := http.NewRequest(http.MethodHead, url, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req) // want `Do waits for ever in a function with a context`
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
