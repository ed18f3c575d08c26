// Package sentry stands for github.com/getsentry/sentry-go in the corpus: a part of its API.
package sentry

import (
	"time"
)

type Client struct {
}

func (*Client) Close() { return }

func (*Client) Flush(timeout time.Duration) (_ bool) { return }

type ClientOptions struct {
}

func NewClient(options ClientOptions) (_ *Client, _ error) { return }
