// One package opens the database, another has the driver.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import (
	_ "cgoresolver/crosspkg/mysql"
	"cgoresolver/crosspkg/store"
)

func main() { store.Open("mysql", "db.example.com:3306") }
