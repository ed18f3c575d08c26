// Any file of the package will do.

//go:debug panicnil=1
//go:debug netdns=go

package main
