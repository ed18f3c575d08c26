package ok

import (
	"context"
	"net/http"
	"time"
)

// A Registry has a timeout.
type Registry struct{ client *http.Client }

// NewRegistry sets it.
func NewRegistry() *Registry { return &Registry{client: &http.Client{Timeout: time.Minute}} }

// Lookup asks for a name.
func (r *Registry) Lookup(url string) error { return closed(r.client.Get(url)) }

func closed(resp *http.Response, err error) error {
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// A Given has a client of others.
type Given struct{ client *http.Client }

// NewGiven is given it.
func NewGiven(client *http.Client) *Given {
	if client == nil {
		client = http.DefaultClient
	}
	return &Given{client: client}
}

// Lookup asks for a name.
func (g *Given) Lookup(url string) error { return closed(g.client.Get(url)) }

// A Set may get another one.
type Set struct{ client *http.Client }

// NewSet makes one.
func NewSet() *Set { return &Set{client: new(http.Client)} }

// WithClient sets another one.
func (s *Set) WithClient(client *http.Client) *Set {
	s.client = client
	return s
}

// Lookup asks for a name.
func (s *Set) Lookup(url string) error { return closed(s.client.Get(url)) }

// An Open can be bounded by everybody.
type Open struct{ Client *http.Client }

// NewOpen makes one.
func NewOpen() *Open { return &Open{Client: &http.Client{}} }

// Lookup asks for a name.
func (o *Open) Lookup(url string) error { return closed(o.Client.Get(url)) }

// A Feed goes on for as long as it likes.
type Feed struct{ client *http.Client }

// NewFeed makes a client that waits.
func NewFeed() *Feed { return &Feed{client: &http.Client{}} }

// Stream reads what comes.
func (f *Feed) Stream(url string) error { return closed(f.client.Get(url)) }

// Head is asked of the same server.
func (f *Feed) Head(url string) error { return closed(f.client.Head(url)) }

// onlyOnce is asked by who waits for it, and is not exported.
func onlyOnce(url string) error { return closed(http.Get(url)) }

// tries asks some times, and pauses between.
func tries(url string) (err error) {
	for range 3 {
		if err = closed(http.Get(url)); err == nil {
			return nil
		}
		time.Sleep(time.Second)
	}
	return err
}

// handed gives its context to the request.
func handed(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	return closed(http.DefaultClient.Do(req))
}

// unnamed has to be given one.
func unnamed(_ context.Context, url string) error { return closed(http.Get(url)) }
