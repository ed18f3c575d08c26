// Package facts has functions that others are told about.
package facts

import (
	"context"
	"net/http"
)

func Page(url string) error { // want Page:`hangs in net/http.Get`
	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

type Client struct{ client *http.Client }

func New() *Client { return &Client{client: new(http.Client)} }

func (c *Client) Ask(url string) error { return c.ask(url) } // want Ask:`hangs in \(\*net/http.Client\).Get`

func (c *Client) ask(url string) error {
	resp, err := c.client.Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func With(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// Later does not wait.
func Later(url string) { go Page(url) }
