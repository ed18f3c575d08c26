// Package profile reads what running Go programs tell of their goroutines and threads:
// profiles (goroutine, goroutineleak, threadcreate; protobuf and both texts), the dumps
// of crashes, of SIGQUIT and of tests that time out, reports of goleak and leaktest, what
// gops, delve, pstack and gdb print, and logs in which such text stands somewhere, with a
// prefix before each line.
//
// The reader streams. What it keeps is one [Stack] for all goroutines with the same calls
// in the same state, and counts.
package profile

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// A Frame is a call in a stack, or the go statement that started a goroutine.
type Frame struct {
	Func    string // such as example.com/app/pool.(*Pool).put
	Package string // the import path in it; "main" for all commands; "" for C and the builtin panic
	File    string // as the compiler was told
	Line    int    // of the statement
}

// A Stack is what goroutines have in common that do the same.
type Stack struct {
	State   string   // what they wait for, as runtime.Stack writes it: "chan receive"; "" if the source does not tell
	Op      Op       // the same as a number
	Locked  bool     // to their threads
	Frames  []*Frame // the innermost call first, without the runtime's own around it
	Leaf    string   // the innermost function of all, if that is the runtime's
	Creator *Frame   // the go statement; nil if the source does not tell

	id int // in the order in which stacks are met
}

// An Op is what a goroutine waits for.
type Op uint8

const (
	Unknown Op = iota
	Send
	Receive // or range
	Select
	Forever   // select {}
	Group     // a WaitGroup
	Lock      // a Mutex, a RWMutex, a Once
	Cond      // a sync.Cond
	Sleep     // time.Sleep
	Network   // the poller: connections, pipes
	Syscall   // a system call, or C code
	Coroutine // an iterator that nobody resumes
	Running   // it does not wait
	Runtime   // the runtime's own affairs
)

// A Tally counts the goroutines with one stack.
type Tally struct {
	Count   int64
	Leaked  int64          // those of them of which the runtime knows that they never go on
	Minutes int            // the longest wait that was told; no more than a hint (garbage collections decide it)
	Labels  map[string]int // of pprof.Do, as text, and how many have them; at most maxLabels of them
}

const maxLabels = 8

func (t *Tally) label(text string, n int64) {
	if text == "" {
		return
	}
	if t.Labels == nil {
		t.Labels = make(map[string]int)
	}
	if _, ok := t.Labels[text]; ok || len(t.Labels) < maxLabels {
		t.Labels[text] += int(min(n, 1<<31))
	}
}

// A Kind is what is counted.
type Kind uint8

const (
	Goroutines Kind = iota
	Leaks           // only goroutines that never go on
	Threads
)

// A Snapshot is one profile or dump. A file may have several.
type Snapshot struct {
	Source  string
	Format  string // in words
	Kind    Kind
	Time    time.Time // zero if it is not told
	Build   string    // the build ID of the program, if it is told
	Version string    // of Go, if it is told
	Tallies map[*Stack]*Tally
	Lost    int64 // goroutines that are not in Tallies, because there were too many different stacks
}

// Stacks returns the stacks in the order in which they were met.
func (s *Snapshot) Stacks() []*Stack {
	return slices.SortedFunc(maps.Keys(s.Tallies), func(x, y *Stack) int { return cmp.Compare(x.id, y.id) })
}

// Count returns the number of goroutines or threads.
func (s *Snapshot) Count() (n int64) {
	for _, t := range s.Tallies {
		n += t.Count
	}
	return n + s.Lost
}

// A Set is what was read, from any number of sources.
type Set struct {
	Snapshots []*Snapshot
	Events    []Event // why programs ended

	stacks map[string]*Stack
	frames map[string]*Frame
	number map[*Frame]uint32
	bytes  int // of the names in frames
}

// An Event is what a program said before a dump, such as "fatal error: all goroutines
// are asleep - deadlock!".
type Event struct {
	Source string
	Text   string
}

const maxEvents = 50

// Bounds on what is kept. What is beyond them is counted, in Snapshot.Lost.
const (
	maxStacks    = 1 << 18
	maxNames     = 256 << 20 // bytes of different frames
	maxDepth     = 256       // frames of a stack
	maxName      = 8 << 10   // bytes of a function's name or a file's
	maxSnapshots = 1000
)

// NewSet returns an empty set.
func NewSet() *Set {
	return &Set{
		stacks: make(map[string]*Stack),
		frames: make(map[string]*Frame),
		number: make(map[*Frame]uint32),
	}
}

// begin adds a snapshot.
func (s *Set) begin(source, format string, kind Kind) *Snapshot {
	if n := len(s.Snapshots); n >= maxSnapshots {
		return s.Snapshots[n-1]
	}
	snap := &Snapshot{Source: source, Format: format, Kind: kind, Tallies: make(map[*Stack]*Tally)}
	s.Snapshots = append(s.Snapshots, snap)
	return snap
}

// frame returns the frame of a function and a place as they are written, nil if there
// are too many of them.
func (s *Set) frame(fn, file []byte, line int) *Frame {
	var buf [256]byte
	key := append(buf[:0], fn...)
	key = append(key, 0)
	key = append(key, file...)
	key = append(key, 0, byte(line), byte(line>>8), byte(line>>16), byte(line>>24))
	if f, ok := s.frames[string(key)]; ok {
		return f
	}
	if s.bytes > maxNames || len(fn) > maxName || len(file) > maxName {
		return nil
	}
	s.bytes += 2*len(key) + 128
	f := &Frame{File: string(file), Line: line}
	f.Func, f.Package = splitName(string(fn))
	s.frames[string(key)] = f
	s.number[f] = uint32(len(s.number))
	return f
}

// stack returns the one stack that is equal to st, nil if there are too many.
func (s *Set) stack(st *Stack) *Stack {
	var buf [512]byte
	key := buf[:0]
	add := func(f *Frame) {
		n := ^uint32(0)
		if f != nil {
			n = s.number[f]
		}
		key = append(key, byte(n), byte(n>>8), byte(n>>16), byte(n>>24))
	}
	for _, f := range st.Frames {
		add(f)
	}
	add(nil)
	add(st.Creator)
	if st.Locked {
		key = append(key, 1)
	}
	key = append(key, st.State...)
	key = append(key, 0)
	key = append(key, st.Leaf...)
	if old, ok := s.stacks[string(key)]; ok {
		return old
	}
	if len(s.stacks) >= maxStacks {
		return nil
	}
	kept := *st
	kept.Frames = slices.Clone(st.Frames)
	kept.id = len(s.stacks)
	s.stacks[string(key)] = &kept
	return &kept
}

// add counts goroutines of a stack in a snapshot.
func (s *Set) add(snap *Snapshot, st *Stack, n, leaked int64, minutes int, labels string) {
	kept := s.stack(st)
	if kept == nil {
		snap.Lost += n
		return
	}
	t := snap.Tallies[kept]
	if t == nil {
		t = new(Tally)
		snap.Tallies[kept] = t
	}
	t.Count += n
	t.Leaked += leaked
	t.Minutes = max(t.Minutes, minutes)
	t.label(labels, n)
}
