// The request gets another address.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import (
	"net/http"
	"os"
)

func main() {
	req, _ := http.NewRequest(http.MethodGet, "http://localhost:8080/", nil)
	req.URL.Host = os.Args[1]
	http.DefaultClient.Do(req)
}
