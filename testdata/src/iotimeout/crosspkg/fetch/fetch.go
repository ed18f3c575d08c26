// Package fetch asks servers.
package fetch

import (
	"context"
	"io"
	"net/http"
	"time"
)

// Page has no limit.
func Page(url string) ([]byte, error) {
	resp, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// Twice has none either.
func Twice(url string) error {
	if _, err := Page(url); err != nil {
		return err
	}
	_, err := Page(url)
	return err
}

var client = &http.Client{Timeout: time.Second}

// Bounded has one.
func Bounded(url string) (*http.Response, error) { return client.Get(url) }

// With has that of its context.
func With(ctx context.Context, url string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	return http.DefaultClient.Do(req)
}

// Later asks when its caller has gone on.
func Later(url string) {
	go func() {
		http.Get(url) // want `http.Get waits for ever in a goroutine if no answer comes; give it a context or a timeout`
	}()
}
