package generics

import (
	"encoding/json"
	"net/http"
)

func get[T any](url string) (v T, err error) {
	resp, err := http.Get(url) // want `http.Get waits for ever in a handler`
	if err != nil {
		return v, err
	}
	defer resp.Body.Close()
	err = json.NewDecoder(resp.Body).Decode(&v)
	return v, err
}

type cache[T any] struct {
	client http.Client
	last   T
}

func (c *cache[T]) fetch(url string) {
	c.client.Get(url) // want `c.client.Get waits for ever in a handler`
}

func handle(w http.ResponseWriter, r *http.Request) {
	get[int]("http://localhost")
	get[[]string]("http://localhost")
	new(cache[int]).fetch("http://localhost")
}
