// Who makes the client gives it the name, who uses it asks for it.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import (
	"os"

	"cgoresolver/crosspkg/client"
)

func main() {
	client.New("http://localhost").Get("health")
	client.New(os.Args[1])
}
