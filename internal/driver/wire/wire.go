// Package wire defines the JSON that a vettool writes for one compilation
// unit and the standalone front end reads back: the shape of "go vet -json",
// with extra keys on each diagnostic.
//
// The shape is that of golang.org/x/tools/go/analysis/unitchecker. The go
// command copies it through verbatim and caches it, and ignores keys that it
// does not know when it prints text, so the extra keys cost nothing in a plain
// "go vet -vettool".
package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// A Tree maps the ID of a package to the name of an analyzer to its result.
// An ID is a package path, with " [p.test]" appended for a test variant. A package
// of which there is nothing to say is in its tree all the same: whoever misses it
// knows that its results got lost.
type Tree map[string]map[string]Result

// A Result is what one analyzer said of one package: an error or diagnostics.
// Its JSON is {"error": "..."} or an array.
type Result struct {
	Err         string
	Diagnostics []Diagnostic
}

// A Diagnostic is the JSON form of an [analysis.Diagnostic].
// Positions are "file:line:column", with columns in bytes from 1.
type Diagnostic struct {
	Category       string         `json:"category,omitempty"`
	Posn           string         `json:"posn"`
	End            string         `json:"end"`
	Message        string         `json:"message"`
	SuggestedFixes []SuggestedFix `json:"suggested_fixes,omitempty"`
	Related        []Related      `json:"related,omitempty"`

	// The keys from here on are gopitfalls' own.

	URL         string            `json:"url,omitempty"`         // page and anchor that explain the finding
	Function    string            `json:"function,omitempty"`    // F, (*T).M or another top-level declaration that it stands in
	Fingerprint string            `json:"fingerprint,omitempty"` // 32 hex digits, stable when lines move
	Trace       []Step            `json:"trace,omitempty"`       // the counter-example, in the order of execution
	Drawing     string            `json:"drawing,omitempty"`     // the trace in lanes, as text; the front end's, with -trace
	FileHashes  map[string]string `json:"file_hashes,omitempty"` // SHA-256, in hex, of each file that a fix edits
	Dir         string            `json:"dir,omitempty"`         // the package's folder, where it was analysed
	Evidence    *Evidence         `json:"evidence,omitempty"`    // what -profile and prove have seen
	Level       string            `json:"level,omitempty"`       // error, warning or note; the front end's, since the configuration decides
}

// Evidence is what running programs tell of a finding: goroutines that hang, or threads
// that are held, where it says so.
type Evidence struct {
	Goroutines int64    `json:"goroutines"`           // in the last profile
	Threads    int64    `json:"threads,omitempty"`    // in the stacks of threads
	Leaked     int64    `json:"leaked,omitempty"`     // those of the goroutines that never go on, as the runtime has found
	Minutes    int      `json:"minutes,omitempty"`    // the longest wait that was told
	States     []string `json:"states,omitempty"`     // such as "chan send 4812", the most frequent first; at most five, as below
	CreatedBy  []string `json:"created_by,omitempty"` // the go statements, "function file:line number"
	Labels     []string `json:"labels,omitempty"`     // of pprof.Do
	Before     *int64   `json:"before,omitempty"`     // goroutines in the profile to compare with
	Counts     []int64  `json:"counts,omitempty"`     // in all profiles, that to compare with first, if there are several
	PerMinute  float64  `json:"per_minute,omitempty"` // by how many they grow
	Moved      bool     `json:"moved,omitempty"`      // the source has changed since the program was built
	Tests      []string `json:"tests,omitempty"`      // after which they were seen, "TestX 3"
}

// A SuggestedFix is a set of edits that are applied together or not at all.
type SuggestedFix struct {
	Message string     `json:"message"`
	Edits   []TextEdit `json:"edits"`
}

// A TextEdit replaces the bytes [Start, End) of a file by New.
type TextEdit struct {
	Filename string `json:"filename"`
	Start    int    `json:"start"`
	End      int    `json:"end"`
	New      string `json:"new"`
}

// Named returns a message with the name of the check behind it. A vettool writes it so,
// since go vet prints nothing but positions and messages.
func Named(message, check string) string { return message + " (" + check + ")" }

// Related is a second position that explains a diagnostic.
type Related struct {
	Posn    string `json:"posn"`
	End     string `json:"end"`
	Message string `json:"message"`
	Also    bool   `json:"also,omitempty"` // gopitfalls' own: another place at which the same defect shows
}

// A Step is one step of a counter-example.
type Step struct {
	Goroutine string `json:"goroutine,omitempty"` // who takes it; empty where there is only one
	Posn      string `json:"posn"`
	Message   string `json:"message"`
	Kind      string `json:"kind,omitempty"`    // one of those below, or any other step
	To        string `json:"to,omitempty"`      // the goroutine that it starts, or that receives what it sends
	ToPosn    string `json:"to_posn,omitempty"` // where that one receives
}

// The kinds of steps that are drawn in a way of their own, as in report.Step.
const (
	StepBranch  = "branch"  // a condition that decides
	StepStart   = "start"   // of the goroutine To
	StepMessage = "message" // to the goroutine To
	StepEnd     = "end"     // of the goroutine
	StepStuck   = "stuck"   // it blocks for ever
)

type jsonError struct {
	Err string `json:"error"`
}

func (r Result) MarshalJSON() ([]byte, error) {
	if r.Err != "" {
		return json.Marshal(jsonError{r.Err})
	}
	return json.Marshal(r.Diagnostics)
}

func (r *Result) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '[' {
		return json.Unmarshal(data, &r.Diagnostics)
	}
	var e jsonError
	if err := json.Unmarshal(data, &e); err != nil {
		return err
	}
	if e.Err == "" {
		return errors.New(`neither an array of diagnostics nor {"error": "..."}`)
	}
	r.Err = e.Err
	return nil
}

// Add records an analyzer's result, if there is anything to say.
func (t Tree) Add(id, analyzer string, r Result) {
	if r.Err == "" && len(r.Diagnostics) == 0 {
		return
	}
	if t[id] == nil {
		t[id] = make(map[string]Result)
	}
	t[id][analyzer] = r
}

// Write writes the tree as indented JSON and a newline. Keys are sorted.
func (t Tree) Write(w io.Writer) error {
	data, err := json.MarshalIndent(t, "", "\t")
	if err != nil {
		return fmt.Errorf("encoding findings: %w", err)
	}
	_, err = w.Write(append(data, '\n'))
	return err
}

// Decode reads a stream of concatenated trees, as "go vet -json" prints them,
// and calls yield for each, with messages as the checks have them.
func Decode(r io.Reader, yield func(Tree)) error {
	dec := json.NewDecoder(r)
	for {
		var t Tree
		if err := dec.Decode(&t); err == io.EOF {
			return nil
		} else if err != nil {
			return fmt.Errorf("decoding the output of go vet -json: %w", err)
		}
		t.unname()
		yield(t)
	}
}

// unname takes the names of the checks off the messages: see [Named].
func (t Tree) unname() {
	for _, results := range t {
		for check, r := range results {
			for i := range r.Diagnostics {
				d := &r.Diagnostics[i]
				d.Message = strings.TrimSuffix(d.Message, " ("+check+")")
			}
		}
	}
}

// A Position is a parsed "file:line:column": see [ParsePosn].
type Position struct {
	File      string
	Line, Col int
}

// PositionOf parses a "file:line:column".
func PositionOf(posn string) Position {
	file, line, col := ParsePosn(posn)
	return Position{file, line, col}
}

// Parts cuts a message into what is wrong and what to do, which may be missing.
func (d Diagnostic) Parts() (what, remedy string) {
	if i := strings.LastIndex(d.Message, "; "); i > 0 {
		return d.Message[:i], d.Message[i+len("; "):]
	}
	return d.Message, ""
}

// ParsePosn parses "file:line:column". There is no column where a line directive has not
// told it, and no line where a string is no position.
func ParsePosn(posn string) (file string, line, col int) {
	rest, last := cutNumber(posn)
	file, line = cutNumber(rest)
	if line == 0 && last > 0 {
		return rest, last, 0
	}
	return file, line, last
}

// cutNumber cuts ":N" off the end of s.
func cutNumber(s string) (rest string, n int) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return s, 0
	}
	n, err := strconv.Atoi(s[i+1:])
	if err != nil {
		return s, 0
	}
	return s[:i], n
}
