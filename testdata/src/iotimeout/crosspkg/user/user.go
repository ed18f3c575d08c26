package user

import (
	"net/http"

	"iotimeout/crosspkg/fetch"
)

func handle(w http.ResponseWriter, r *http.Request) {
	page, err := fetch.Page("http://localhost") // want `fetch.Page waits for ever in http.Get in a handler; give it a context or a timeout`
	if err != nil {
		return
	}
	w.Write(page)
	fetch.Twice("http://localhost") // want `fetch.Twice waits for ever in http.Get in a handler`
	fetch.Bounded("http://localhost")
	fetch.With(r.Context(), "http://localhost")
	fetch.Later("http://localhost")
}
