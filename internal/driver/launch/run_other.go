//go:build !unix

package launch

import (
	"errors"
	"os"
	"os/exec"
)

// Run runs a program with our input and output, and returns its status. It returns an error if
// it does not run.
func Run(path string, args []string) (status int, err error) {
	cmd := exec.Command(path, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	err = cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode(), nil
	}
	return 0, err
}
