package server

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"go.lsp.dev/protocol"

	"github.com/gopitfalls/gopitfalls/lsp/internal/command"
)

// A schedule says which folders are to be analysed. There is one analysis at a time, of one
// module; a new wish ends it, and what it had not come to is part of the next one, for which
// the go command's cache has what was done.
type schedule struct {
	urgent  []string // folders, the latest last
	rest    []string // those that may be concerned
	running []string
	cancel  context.CancelFunc
	halted  bool
	runs    int // so many were there
}

// want takes a folder that was opened or saved.
func (q *schedule) want(folder string) {
	q.interrupt()
	q.rest = without(q.rest, folder)
	q.urgent = append(without(q.urgent, folder), folder)
}

// later takes folders that come when nothing is urgent any more, unless their turn is now.
func (q *schedule) later(folders []string) {
	for _, folder := range folders {
		if !slices.Contains(q.urgent, folder) && !slices.Contains(q.rest, folder) && !slices.Contains(q.running, folder) {
			q.rest = append(q.rest, folder)
		}
	}
}

// forget drops a folder.
func (q *schedule) forget(folder string) {
	q.urgent, q.rest = without(q.urgent, folder), without(q.rest, folder)
	if slices.Contains(q.running, folder) {
		q.interrupt()
		q.rest = without(q.rest, folder)
	}
}

// interrupt ends the analysis that is running. What it had to do is left to do.
func (q *schedule) interrupt() {
	if q.cancel != nil {
		q.cancel()
		left := q.running
		q.running, q.cancel = nil, nil
		q.later(left)
	}
}

// halt ends all.
func (q *schedule) halt() {
	q.interrupt()
	q.halted, q.urgent, q.rest = true, nil, nil
}

// next returns the folders of the next analysis, all of one module, with its root.
func (q *schedule) next() (root string, folders []string) {
	from := &q.urgent
	if len(q.urgent) == 0 {
		from = &q.rest
	}
	if q.halted || q.cancel != nil || len(*from) == 0 {
		return "", nil
	}
	root = moduleRoot((*from)[len(*from)-1])
	var others []string
	for _, folder := range *from {
		if moduleRoot(folder) == root {
			folders = append(folders, folder)
		} else {
			others = append(others, folder)
		}
	}
	*from = others
	return root, folders
}

func without(list []string, folder string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == folder })
}

// moduleRoot returns the root of the module that a folder is in, or the folder if it is in
// none.
func moduleRoot(folder string) string {
	for dir := folder; ; dir = filepath.Dir(dir) {
		if info, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil && info.Mode().IsRegular() {
			return dir
		}
		if dir == filepath.Dir(dir) {
			return folder
		}
	}
}

// analyze has a folder analysed as soon as can be. The caller holds the lock.
func (s *server) analyze(folder string) {
	if s.Command == nil || s.isForeign(folder) {
		return
	}
	s.schedule.want(folder)
	s.start()
}

// start starts the next analysis, if there is something to do. The caller holds the lock.
func (s *server) start() {
	root, folders := s.schedule.next()
	if len(folders) == 0 {
		return
	}
	ctx, cancel := context.WithCancel(s.ctx)
	s.schedule.running, s.schedule.cancel = folders, cancel
	s.work.Go(func() {
		defer cancel()
		done := s.progress(root, folders)
		answer, err := s.Command.Analyze(ctx, root, folders)
		done()
		s.finish(ctx, folders, answer, err)
	})
}

// finish takes the answer to an analysis, unless nobody wants it any more.
func (s *server) finish(ctx context.Context, folders []string, answer *command.Answer, err error) {
	s.mu.Lock()
	if ctx.Err() != nil {
		s.mu.Unlock()
		return
	}
	s.schedule.running, s.schedule.cancel = nil, nil
	var messages []string
	if err == nil {
		messages = s.take(folders, answer)
	} else if !errors.Is(err, fs.ErrNotExist) || exists(folders[0]) { // else it was removed
		messages = []string{err.Error()}
	}
	s.start()
	s.mu.Unlock()
	for _, m := range messages {
		s.tell(protocol.MessageTypeWarning, m)
	}
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// progress tells the client, if it wants to know, what is being analysed, until the function
// that it returns is called.
func (s *server) progress(root string, folders []string) (done func()) {
	s.mu.Lock()
	wanted := s.client.Capabilities.Window.WorkDoneProgress
	s.schedule.runs++
	token := s.schedule.runs
	s.mu.Unlock()
	ctx, cancel := context.WithCancel(s.ctx)
	if !wanted {
		return cancel
	}
	var names []string
	for _, folder := range folders {
		if rel, err := filepath.Rel(filepath.Dir(root), folder); err == nil {
			names = append(names, filepath.ToSlash(rel))
		}
	}
	report := func(value any) {
		s.notify(protocol.MethodProgress, map[string]any{"token": token, "value": value})
	}
	s.work.Go(func() {
		if _, err := s.conn.Call(ctx, protocol.MethodWorkDoneProgressCreate, map[string]any{"token": token}, nil); err != nil {
			return
		}
		report(protocol.WorkDoneProgressBegin{Kind: protocol.WorkDoneProgressKindBegin, Title: "gopitfalls", Message: strings.Join(names, " ")})
		<-ctx.Done()
		report(protocol.WorkDoneProgressEnd{Kind: protocol.WorkDoneProgressKindEnd})
	})
	return cancel
}

// isForeign reports whether a folder has code of others, which editors open to show where
// something is defined: the standard library and the module cache, but for what the client has
// opened as its own.
func (s *server) isForeign(folder string) bool {
	for _, root := range s.client.roots() {
		if within(folder, root) {
			return false
		}
	}
	return slices.ContainsFunc(foreign(), func(root string) bool { return within(folder, root) })
}

var foreign = sync.OnceValue(func() (roots []string) {
	out, _ := exec.Command("go", "env", "GOROOT", "GOMODCACHE").Output() // the analysis tells what is wrong
	for line := range strings.Lines(string(out)) {
		if root := strings.TrimSpace(line); root != "" {
			roots = append(roots, filepath.Clean(root))
		}
	}
	return roots
})

func within(name, folder string) bool {
	rel, err := filepath.Rel(folder, name)
	return err == nil && filepath.IsLocal(rel)
}
