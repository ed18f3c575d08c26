// Nobody knows with what a function is called that is handed on.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import (
	"net"
	"os"
	"strings"
)

func dial(addr string) bool {
	_, err := net.Dial("tcp", addr)
	return err == nil
}

func main() {
	dial("localhost:80")
	strings.FieldsFunc(os.Args[1], func(r rune) bool { return r == ' ' })
	each(dial)
}

func each(f func(string) bool) { f(os.Args[1]) }
