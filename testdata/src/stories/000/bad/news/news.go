// Package news keeps the page fresh that all clients ask for first.
package news

import (
	"io"
	"net/http"

	"stories/000/bad/cache"
)

// Refresh asks for the page, and tells what has become of it.
func Refresh(url string, pages *cache.Cache) <-chan error {
	done := make(chan error, 1)
	go func() { done <- fetch(url, pages) }()
	return done
}

func fetch(url string, pages *cache.Cache) error {
	resp, err := http.Get(url) // want `http.Get waits for ever in a goroutine`
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
