package tests

import (
	"testing"

	"github.com/fsnotify/fsnotify"
)

// TestWatch leaves a watcher behind until the tests end. Reported with -undrained.tests.
func TestWatch(t *testing.T) {
	w, err := fsnotify.NewWatcher() // want `goroutines of w stay when TestWatch ends; call Close there too`
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Add(t.TempDir()); err != nil {
		t.Fatal(err)
	}
}
