package disk

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a")
	write(t, name, "text")
	if data, err := Read(name, 4); err != nil || string(data) != "text" {
		t.Errorf("%q, %v", data, err)
	}
	if _, err := Read(name, 3); err == nil || !strings.HasSuffix(err.Error(), ": it has more than 0 MiB") {
		t.Errorf("a file that is too large: %v", err)
	}
	if _, err := Read(filepath.Join(dir, "none"), 3); !os.IsNotExist(err) {
		t.Errorf("no file: %v", err)
	}
	if _, err := Read(dir, 3); err == nil || !strings.HasSuffix(err.Error(), "is a directory") {
		t.Errorf("a folder: %v", err)
	}
}
