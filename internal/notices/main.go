// Notices writes the file of that name: the licenses of all that is linked into
// gopitfalls and gopitfalls-lsp, on any of the systems that releases are made for.
//
//	go generate ./internal/notices
package main

//go:generate go run . ../../NOTICES

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: notices FILE")
		os.Exit(2)
	}
	var text bytes.Buffer
	err := write(&text)
	if err == nil {
		err = os.WriteFile(os.Args[1], text.Bytes(), 0o666)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "notices:", err)
		os.Exit(1)
	}
}

// systems are those of .goreleaser.yaml.
var systems = []string{"linux", "darwin", "freebsd", "windows"}

// programs are those of .goreleaser.yaml: the folder of a module, from here, and a package.
var programs = [][2]string{
	{"../..", "./cmd/gopitfalls"},
	{"../../lsp", "./cmd/gopitfalls-lsp"},
}

func write(w io.Writer) error {
	folders := make(map[string]string) // of modules, by their names
	for _, system := range systems {
		for _, program := range programs {
			if err := modules(system, program, folders); err != nil {
				return err
			}
		}
	}
	goroot, err := run(nil, "go", "env", "GOROOT")
	if err != nil {
		return err
	}
	folders["The Go standard library"] = strings.TrimSpace(goroot)

	fmt.Fprintln(w, "What is linked into gopitfalls and gopitfalls-lsp, and its licenses.")
	for _, name := range slices.Sorted(maps.Keys(folders)) {
		texts, err := licenses(folders[name])
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		fmt.Fprintf(w, "\n%s\n%s\n\n%s", strings.Repeat("=", 80), name, texts)
	}
	return nil
}

// modules adds the modules that a program consists of on a system.
func modules(system string, program [2]string, folders map[string]string) error {
	const format = "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Dir}}{{end}}{{end}}"
	out, err := run([]string{"GOOS=" + system, "CGO_ENABLED=0"}, "go", "list", "-C="+program[0], "-deps", "-f="+format, program[1])
	if err != nil {
		return err
	}
	for line := range strings.Lines(out) {
		if name, dir, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
			folders[name] = dir
		}
	}
	return nil
}

func run(env []string, name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	return string(out), err
}

var isLicense = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents)`)

// licenses returns the texts of a folder's licenses. The folder of Go itself may have them
// above, in a distribution's package.
func licenses(dir string) ([]byte, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var texts [][]byte
	for _, e := range entries {
		if e.IsDir() || !isLicense.MatchString(e.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		texts = append(texts, append(bytes.TrimSpace(text), '\n'))
	}
	if len(texts) == 0 {
		return nil, fmt.Errorf("no license in %s", dir)
	}
	return bytes.Join(texts, []byte("\n")), nil
}
