// Who has the struct may set the field.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import (
	"encoding/json"
	"net"
	"os"
)

type config struct{ Server string }

func main() {
	cfg := config{Server: "localhost:80"}
	json.NewDecoder(os.Stdin).Decode(&cfg)
	net.Dial("tcp", cfg.Server)
}
