// Docgen writes what the documentation says of each check from the check's own
// doc.go: its page in docs/checks, where nothing else lives, and its place in the
// lists of README.md and docs.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gopitfalls/gopitfalls/analyzers"
)

//go:generate go run . -root ../..

func main() {
	root := flag.String("root", ".", "the `folder` of the repository")
	flag.Parse()
	if err := update(*root); err != nil {
		fmt.Fprintln(os.Stderr, "docgen:", err)
		os.Exit(1)
	}
}

func update(root string) error {
	files, err := generateIn(root)
	if err != nil {
		return err
	}
	for path, data := range files {
		if err := os.WriteFile(filepath.Join(root, path), data, 0o666); err != nil {
			return err
		}
	}
	gone, err := obsolete(root, files)
	if err != nil {
		return err
	}
	for _, path := range gone {
		if err := os.Remove(filepath.Join(root, path)); err != nil {
			return err
		}
	}
	return nil
}

// generateIn returns the generated files of the repository in root by path.
func generateIn(root string) (map[string][]byte, error) {
	pages := make(map[string][]byte)
	for page := range lists {
		text, err := os.ReadFile(filepath.Join(root, page))
		if err != nil {
			return nil, err
		}
		pages[page] = text
	}
	return generate(analyzers.All(), analyzers.Info, pages)
}

// obsolete returns the paths of pages whose check no longer exists.
func obsolete(root string, files map[string][]byte) ([]string, error) {
	pages, err := filepath.Glob(filepath.Join(root, pagePath("*")))
	if err != nil {
		return nil, err
	}
	var gone []string
	for _, page := range pages {
		path := pagePath(nameOf(page))
		if files[path] == nil {
			gone = append(gone, path)
		}
	}
	return gone, nil
}
