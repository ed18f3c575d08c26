// The linker can set the variable.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import "net/http"

var url string

func main() { http.Get(url) }
