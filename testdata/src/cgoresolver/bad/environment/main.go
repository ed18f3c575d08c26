// Only a default is of this host.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import (
	"cmp"
	"net/http"
	"os"
)

func main() { http.Get(cmp.Or(os.Getenv("URL"), "http://localhost")) }
