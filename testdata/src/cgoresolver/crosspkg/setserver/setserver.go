// Package setserver sets the server for those who ask for it.
package setserver

import (
	"os"

	"cgoresolver/crosspkg/client"
)

func init() { client.SetServer(os.Getenv("SERVER")) }
