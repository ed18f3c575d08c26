//go:build unix

package launch

import (
	"os"
	"syscall"
)

// Run runs a program in our place. It returns only if that fails.
func Run(path string, args []string) (status int, err error) {
	return 0, &os.PathError{Op: "exec", Path: path, Err: syscall.Exec(path, append([]string{path}, args...), os.Environ())}
}
