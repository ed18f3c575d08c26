package standalone

import (
	"cmp"
	"context"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/gopitfalls/gopitfalls/internal/driver/progress"
	"github.com/gopitfalls/gopitfalls/internal/driver/show"
	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

// A stream tells of an analysis while it goes on: how far it is, and what was found in the
// packages that have ended. A run that is cut off has then printed what it knew. Findings come
// in the order of the folders of packages, whichever ends first. The nil stream tells nothing.
type stream struct {
	line    *progress.Line                 // of a terminal; may be nil
	verbose *show.Printer                  // for a line a package; nil: none is wanted
	print   func(list []finding, all bool) // notes only if all are wanted
	started time.Time

	listing *listing
	roots   []*listed          // in the order of their folders, once they are known
	next    int                // of the roots, the first of which nothing was printed
	early   []string           // IDs whose results came before the roots were known
	waiting map[string]*listed // roots, by the IDs whose results have not come
	missing map[*listed]int    // how many these are
	done    map[*listed]bool
}

// newStream returns the stream of a run. Without tell findings are told at the end.
func newStream(env Env, opts *options, line *progress.Line, tell func([]finding, bool)) *stream {
	s := (&stream{line: line, print: tell, started: time.Now()}).another()
	if opts.verbose {
		s.verbose = env.err
	}
	return s
}

// another returns a stream that tells in the same way, for a part of the run.
func (s *stream) another() *stream {
	return &stream{
		line: s.line, verbose: s.verbose, print: s.print, started: s.started,
		waiting: make(map[string]*listed), missing: make(map[*listed]int), done: make(map[*listed]bool),
	}
}

// A listing is the roots of a run, which are listed while it goes on.
type listing struct {
	ready chan struct{}
	roots map[string]*listed
	err   error
}

// startListing lists the roots. Of what takes long go vet has news too.
func (r *goRunner) startListing(ctx context.Context, opts *options) *listing {
	l := &listing{ready: make(chan struct{})}
	quiet := *r
	quiet.stderr = show.To(io.Discard)
	go func() {
		defer close(l.ready)
		l.roots, l.err = quiet.roots(ctx, opts)
	}()
	return l
}

// wait returns the roots.
func (l *listing) wait() (map[string]*listed, error) {
	<-l.ready
	return l.roots, l.err
}

// unitIDs returns the IDs of what go vet analyses for a root.
func (p *listed) unitIDs() []string {
	ids := p.units()
	for i, path := range ids {
		if path != p.ImportPath || len(p.TestGoFiles) > 0 {
			ids[i] = path + " [" + p.ImportPath + ".test]"
		}
	}
	return ids
}

// seen tells of the results that have come.
func (s *stream) seen(t wire.Tree, c *collector) {
	if s == nil {
		return
	}
	ids := slices.Collect(maps.Keys(t))
	var ended []*listed
	if s.roots == nil {
		s.early = append(s.early, ids...)
		select {
		case <-s.listing.ready:
		default:
			return
		}
		ids, ended = s.early, s.expect()
	}
	ended = append(ended, s.came(ids)...)
	slices.SortFunc(ended, (*listed).compare)
	for _, root := range ended {
		s.done[root] = true
		if s.verbose != nil && len(root.units()) > 0 {
			s.verbose.Printf("gopitfalls: %s: %d of %d packages, %s\n", root.ImportPath, len(s.done), len(s.roots), s.elapsed())
		}
	}
	s.line.Set(len(s.done), len(s.roots))
	if s.print == nil {
		return
	}
	for ; s.next < len(s.roots) && s.done[s.roots[s.next]]; s.next++ {
		s.print(c.of(s.roots[s.next]), false)
	}
}

// expect notes the roots, now that they are known, and what is to come of them. It returns
// those of which nothing is.
func (s *stream) expect() (ended []*listed) {
	s.roots = slices.SortedFunc(maps.Values(s.listing.roots), (*listed).compare)
	for _, root := range s.roots {
		ids := root.unitIDs()
		for _, id := range ids {
			s.waiting[id] = root
		}
		if s.missing[root] = len(ids); len(ids) == 0 {
			ended = append(ended, root)
		}
	}
	return ended
}

// came notes that the results for some IDs have come, and returns the roots of which nothing
// is missing any more.
func (s *stream) came(ids []string) (ended []*listed) {
	for _, id := range ids {
		root, ok := s.waiting[id]
		if !ok {
			continue
		}
		delete(s.waiting, id)
		if s.missing[root]--; s.missing[root] == 0 {
			ended = append(ended, root)
		}
	}
	return ended
}

// compare orders packages by their folders.
func (p *listed) compare(q *listed) int {
	return cmp.Or(cmp.Compare(p.Dir, q.Dir), cmp.Compare(p.ImportPath, q.ImportPath))
}

// cut prints what is known when a run is cut off, and returns how many packages were done, and
// of how many: 0 if that is not known.
func (s *stream) cut(c *collector) (done, total int) {
	if s == nil {
		return 0, 0
	}
	if s.print != nil {
		var rest []finding
		for _, root := range s.roots {
			rest = append(rest, c.of(root)...)
		}
		s.print(rest, true)
	}
	return len(s.done), len(s.roots)
}

func (s *stream) elapsed() time.Duration { return time.Since(s.started).Round(time.Millisecond) }

// of returns the findings of a root and its external tests, sorted.
func (c *collector) of(root *listed) []finding {
	part := collector{excluded: c.excluded}
	for _, f := range c.found {
		if path := pathOf(f.pkg); path == root.ImportPath || path == root.ImportPath+"_test" {
			part.found = append(part.found, f)
		}
	}
	part.keep(map[string]*listed{root.ImportPath: root})
	return part.sorted()
}
