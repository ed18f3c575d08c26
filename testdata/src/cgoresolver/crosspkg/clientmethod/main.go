// Nobody knows by whom the method is called.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import "cgoresolver/crosspkg/client"

type getter interface{ Get(path string) error }

func main() {
	var g getter = client.FromEnvironment()
	g.Get("health")
}
