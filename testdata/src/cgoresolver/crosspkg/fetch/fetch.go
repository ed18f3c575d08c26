// Package fetch looks up names in some of its functions.
package fetch

import (
	"errors"
	"net/http"
	"strings"
)

const Version = "1"

func Fetch(url string) error {
	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func Parse(s string) []string { return strings.Split(s, ":") }

type Options struct{ URL string }

func (o Options) Validate() error { return errors.New(o.URL) }

func (o Options) String() string { return o.URL }

func (o Options) Fetch() error { return Fetch(o.URL) }

// A Proxy answers requests by asking somebody else.
type Proxy struct{ client *http.Client }

func NewProxy() *Proxy { return &Proxy{client: new(http.Client)} }

func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if resp, err := p.client.Do(r); err == nil {
		resp.Body.Close()
	}
}

// Client is fetched with.
var Client = http.DefaultClient
