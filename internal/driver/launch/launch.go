// Package launch runs the language server, which is a program and a module of its own, so that
// what it is made of is not part of the command.
package launch

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// Name is what the server is called.
const Name = "gopitfalls-lsp"

// Install is the command that installs it.
const Install = "go install github.com/gopitfalls/gopitfalls/lsp/cmd/" + Name + "@latest"

// Find returns the path of the server, which lies beside our own executable or in PATH.
func Find(self string) (string, error) {
	beside := filepath.Join(filepath.Dir(self), Name)
	if runtime.GOOS == "windows" {
		beside += ".exe"
	}
	if info, err := os.Stat(beside); err == nil && info.Mode().IsRegular() {
		return beside, nil
	}
	path, err := exec.LookPath(Name)
	if err != nil {
		return "", fmt.Errorf("%s is neither beside gopitfalls nor in PATH; to install it: %s", Name, Install)
	}
	return filepath.Abs(path)
}
