package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A tool is an analyser and how it is run.
type tool struct {
	name  string
	args  []string // the program and what stands before the packages
	cache string   // the variable that names the folder of its own cache, or ""
}

const goVet = "go vet"

// tools returns those that are installed, and were asked for.
func (b *bench) tools() ([]tool, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	all := []tool{
		{name: goVet, args: []string{"go", "vet"}},
		{name: "a vettool that does nothing", args: []string{"go", "vet", "-vettool=" + self}},
	}
	for _, name := range b.names() {
		all = append(all, tool{name: name, args: []string{"go", "vet", "-vettool=" + b.binaries[name]}})
	}
	all = append(all,
		tool{name: "staticcheck", args: []string{"staticcheck"}, cache: "STATICCHECK_CACHE"},
		tool{name: "golangci-lint", args: []string{"golangci-lint", "run", "--no-config", "--default=standard"}, cache: "GOLANGCI_LINT_CACHE"},
		tool{name: "goconcurrencylint", args: []string{"goconcurrencylint"}},
		tool{name: "nilaway", args: []string{"nilaway"}},
	)
	return slices.DeleteFunc(all, func(t tool) bool {
		if len(b.only) > 0 && !slices.Contains(b.only, t.name) && t.name != goVet {
			return true
		}
		_, err := exec.LookPath(t.args[0])
		if err != nil {
			fmt.Fprintf(os.Stderr, "bench: %v\n", err)
		}
		return err != nil
	}), nil
}

// build builds the gopitfalls of the work tree that this program belongs to.
func (b *bench) build() (file string, err error) {
	file = filepath.Join(b.tmp, "gopitfalls")
	cmd := exec.Command("go", "build", "-o", file, "github.com/gopitfalls/gopitfalls/cmd/gopitfalls")
	cmd.Stderr = os.Stderr
	return file, cmd.Run()
}

// isVettool reports whether the go command asks.
func isVettool(args []string) bool {
	return len(args) > 0 && (args[0] == "-V=full" || args[0] == "-flags" || strings.HasSuffix(args[len(args)-1], ".cfg"))
}

// vettool does nothing: what is left is what the go command and its processes cost.
func vettool(args []string) int {
	switch args[0] {
	case "-V=full":
		fmt.Println("bench version devel comments-go-here buildID=nothing/nothing")
		return 0
	case "-flags":
		fmt.Println("[]")
		return 0
	}
	text, err := os.ReadFile(args[len(args)-1])
	var unit struct{ VetxOutput string }
	if err == nil {
		err = json.Unmarshal(text, &unit)
	}
	if err == nil && unit.VetxOutput != "" {
		err = os.WriteFile(unit.VetxOutput, nil, 0o666)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "bench: %v\n", err)
		return 1
	}
	return 0
}
