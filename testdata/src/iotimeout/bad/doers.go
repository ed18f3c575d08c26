package bad

import (
	"io"
	"net/http"
)

// A client is behind an interface, and nothing else is ever.
type doer interface {
	Do(r *http.Request) (*http.Response, error)
}

type API struct{ client doer }

func NewAPI() *API { return &API{client: &http.Client{}} }

func (a *API) Status(url string) (string, error) {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	resp, err := a.client.Do(req) // want `a.client.Do waits for ever for callers who cannot set a limit if no answer comes; give it a context or a timeout`
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return string(text), err
}
