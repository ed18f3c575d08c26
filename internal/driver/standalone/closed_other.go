//go:build !unix

package standalone

import "io"

func goesNowhere(io.Writer) bool { return false }
