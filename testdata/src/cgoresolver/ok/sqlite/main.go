// The one driver in the program opens files.
package main

import (
	"database/sql"

	_ "cgoresolver/crosspkg/sqlite"
)

func main() { sql.Open("sqlite", "file.db") }
