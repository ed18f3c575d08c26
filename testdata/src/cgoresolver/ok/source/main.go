// Databases on this host.
package main

import (
	"database/sql"
	"fmt"

	_ "cgoresolver/crosspkg/mysql"
	"cgoresolver/crosspkg/store"
)

func main() {
	sql.Open("mysql", "root:secret@tcp(127.0.0.1:3306)/test?parseTime=true")
	sql.Open("mysql", fmt.Sprintf("root@unix(/run/mysqld.sock)/%d", 1))
	sql.Open("mysql", "root@/test")
	sql.Open("postgres", "postgres://me@localhost/test")
	sql.Open("postgres", "user=me host=localhost port=5432")
	store.Open("mysql", "root@tcp(localhost)/")
}
