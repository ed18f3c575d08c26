package ok

import (
	"net/http"
	"time"
)

type doer interface {
	Do(r *http.Request) (*http.Response, error)
}

// API has a client with a limit.
type API struct{ client doer }

func NewAPI() *API { return &API{client: &http.Client{Timeout: time.Minute}} }

func (a *API) Status(url string) error { return ask2(a.client, url) }

// Other has a client that somebody else gives it.
type Other struct{ client doer }

func NewOther(client doer) *Other { return &Other{client} }

func (o *Other) Status(url string) error { return ask2(o.client, url) }

// Several has one or the other.
type Several struct{ client doer }

type limiter struct{ client *http.Client }

func (l limiter) Do(r *http.Request) (*http.Response, error) {
	client := *l.client
	client.Timeout = time.Minute
	return client.Do(r)
}

func NewSeveral(limited bool) *Several {
	if limited {
		return &Several{limiter{&http.Client{}}}
	}
	return &Several{&http.Client{}}
}

func (s *Several) Status(url string) error { return ask2(s.client, url) }

func ask2(client doer, url string) error {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
