package usual

import (
	"net/http"
	"time"
)

func init() { http.DefaultClient.Timeout = time.Minute }

func handle(w http.ResponseWriter, r *http.Request) {
	http.Get("http://localhost")
	http.DefaultClient.Get("http://localhost")
}
