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
}

// New returns a client, which asks every now and then.
func New(base string) *Client {
	c := &Client{base: base, every: time.NewTicker(time.Hour)}
	go c.refresh()
	return c
}

func (c *Client) refresh() {
	for { // want `goes on after Close`
		<-c.every.C
		c.status = c.ask()
	}
}

// ask has no timeout.
func (c *Client) ask() string {
	resp, err := http.Get(c.base + "/status") // want `waits for ever`
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	return resp.Status
}

// Now asks at once and does not wait for the answer.
func (c *Client) Now() { go c.ask() }

// Close forgets the status.
func (c *Client) Close() { c.status = "" }
