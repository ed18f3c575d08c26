// Package pin chooses Go's resolver for the program.
package pin

import "net"

func init() { net.DefaultResolver.PreferGo = true }
