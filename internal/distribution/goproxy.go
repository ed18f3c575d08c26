package distribution

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// Module is the path of the root module.
const Module = "github.com/gopitfalls/gopitfalls"

// WriteProxy writes the files of a module proxy into dir, for GOPROXY=file://dir: one
// version of the root module and of the language server's, made of the work tree at root as
// if all of it was committed.
func WriteProxy(dir, root, version string) error {
	for path, folder := range map[string]string{Module: root, Module + "/lsp": filepath.Join(root, "lsp")} {
		if err := writeVersion(dir, path, folder, version); err != nil {
			return err
		}
	}
	return nil
}

// writeVersion writes what the proxy has of the module in a folder.
func writeVersion(dir, path, folder, version string) error {
	files, err := workTree(folder)
	if err != nil {
		return err
	}
	gomod, err := os.ReadFile(filepath.Join(folder, "go.mod"))
	if err != nil {
		return err
	}
	var archive bytes.Buffer
	if err := zip.Create(&archive, module.Version{Path: path, Version: version}, files); err != nil {
		return err
	}
	versions := filepath.Join(dir, filepath.FromSlash(path), "@v")
	if err := os.MkdirAll(versions, 0o777); err != nil {
		return err
	}
	for name, data := range map[string][]byte{
		"list":            []byte(version + "\n"),
		version + ".info": fmt.Appendf(nil, `{"Version": %q}`, version),
		version + ".mod":  gomod,
		version + ".zip":  archive.Bytes(),
	} {
		if err := os.WriteFile(filepath.Join(versions, name), data, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// workTree returns the files that git has or would add. Those of nested modules are
// among them; package zip leaves them out.
func workTree(root string) ([]zip.File, error) {
	cmd := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	cmd.Dir = root
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("git ls-files in %s: %w", root, err)
	}
	var files []zip.File
	for name := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		f := file{root, name}
		if _, err := f.Lstat(); err == nil { // else deleted, but not yet for git
			files = append(files, f)
		}
	}
	return files, nil
}

// A file is a [zip.File].
type file struct{ root, name string }

func (f file) path() string { return filepath.Join(f.root, filepath.FromSlash(f.name)) }

// Path returns the name of the file, relative to the root.
func (f file) Path() string { return f.name }

// Lstat describes the file.
func (f file) Lstat() (os.FileInfo, error) { return os.Lstat(f.path()) }

// Open opens the file.
func (f file) Open() (io.ReadCloser, error) { return os.Open(f.path()) }
