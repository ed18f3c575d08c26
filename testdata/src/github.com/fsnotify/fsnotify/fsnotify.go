// Package fsnotify stands for github.com/fsnotify/fsnotify in the corpus: a part of its API.
package fsnotify

type Event struct {
}

func NewBufferedWatcher(sz uint) (_ *Watcher, _ error) { return }

func NewWatcher() (_ *Watcher, _ error) { return }

type Watcher struct {
	Events chan Event
	Errors chan error
}

func (*Watcher) Add(path string) (_ error) { return }

func (*Watcher) Close() (_ error) { return }
