// Package api asks the server of an API.
package api

import (
	"net/http"
	"time"
)

// A Client keeps the status of the server.
type Client struct {
	base   string
	status string
	every  *time.Ticker
	done   chan struct{}
	http   *http.Client
}

// New returns a client, which asks every now and then.
func New(base string) *Client {
	c := &Client{
		base: base, every: time.NewTicker(time.Hour), done: make(chan struct{}),
		http: &http.Client{Timeout: 50 * time.Millisecond},
	}
	go c.refresh()
	return c
}

func (c *Client) refresh() {
	for {
		select {
		case <-c.every.C:
			c.status = c.ask()
		case <-c.done:
			return
		}
	}
}

func (c *Client) ask() string {
	resp, err := c.http.Get(c.base + "/status")
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	return resp.Status
}

// Now asks at once and does not wait for the answer.
func (c *Client) Now() { go c.ask() }

// Close ends what the client does.
func (c *Client) Close() {
	c.every.Stop()
	close(c.done)
}
