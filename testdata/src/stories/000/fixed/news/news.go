// Package news keeps the page fresh that all clients ask for first.
package news

import (
	"io"
	"net/http"
	"time"

	"stories/000/fixed/cache"
)

// Refresh asks for the page, and tells what has become of it.
func Refresh(url string, pages *cache.Cache) <-chan error {
	done := make(chan error, 1)
	go func() { done <- fetch(url, pages) }()
	return done
}

var client = &http.Client{Timeout: time.Second}

func fetch(url string, pages *cache.Cache) error {
	resp, err := client.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err == nil {
		pages.Put(url, page)
	}
	return err
}
