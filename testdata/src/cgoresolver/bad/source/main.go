// A database on another host.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import (
	"database/sql"
	"os"

	_ "cgoresolver/crosspkg/mysql"
)

func main() {
	sql.Open("mysql", "root@/test")
	sql.Open("mysql", "root@tcp("+os.Getenv("HOST")+")/test")
}
