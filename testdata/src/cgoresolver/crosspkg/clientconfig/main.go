// The configuration is read somewhere.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import (
	"encoding/json"
	"os"

	"cgoresolver/crosspkg/client"
)

func main() {
	cfg := client.Config{Server: client.Server{Addr: "localhost:80"}}
	json.NewDecoder(os.Stdin).Decode(&cfg)
	client.Connect(&cfg)
}
