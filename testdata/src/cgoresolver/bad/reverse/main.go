package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import (
	"net/http"
	"net/http/httputil"
	"net/url"
)

func main() {
	target := &url.URL{Scheme: "http", Host: "backend.example.com"}
	panic(http.ListenAndServe(":80", httputil.NewSingleHostReverseProxy(target)))
}
