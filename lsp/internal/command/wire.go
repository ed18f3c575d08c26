package command

import (
	"encoding/json"
	"strconv"
	"strings"
)

// A Finding is what a check found in a package. Its JSON is that of "gopitfalls -json".
type Finding struct {
	Check   string `json:"-"`
	Package string `json:"-"` // ID: its path, of a test variant with more behind it

	Category    string            `json:"category"`
	Posn        Place             `json:"posn"`
	End         Place             `json:"end"`
	Message     string            `json:"message"`
	Fixes       []Fix             `json:"suggested_fixes"`
	Related     []Related         `json:"related"`
	URL         string            `json:"url"`
	Fingerprint string            `json:"fingerprint"`
	Drawing     string            `json:"drawing"`     // the counter-example, as text
	FileHashes  map[string]string `json:"file_hashes"` // SHA-256, in hex, of each file that a fix edits
	Dir         string            `json:"dir"`         // the folder of its package
	Level       string            `json:"level"`       // error, warning or note
}

// Code is what a finding is called: check#category.
func (f *Finding) Code() string {
	if f.Category == "" {
		return f.Check
	}
	return f.Check + "#" + f.Category
}

// A Fix is a change that mends a finding.
type Fix struct {
	Message string `json:"message"`
	Edits   []Edit `json:"edits"`
}

// An Edit replaces the bytes [Start, End) of a file by New.
type Edit struct {
	File  string `json:"filename"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	New   string `json:"new"`
}

// A Related is a second place that explains a finding.
type Related struct {
	Posn    Place  `json:"posn"`
	End     Place  `json:"end"`
	Message string `json:"message"`
}

// A Place is a position in a file, with lines and columns from 1 and columns in bytes. What is
// not known is 0.
type Place struct {
	File      string
	Line, Col int
}

// UnmarshalJSON parses "file:line:column".
func (p *Place) UnmarshalJSON(data []byte) error {
	var s string
	if err := json.Unmarshal(data, &s); err != nil {
		return err
	}
	rest, last := cutNumber(s)
	file, line := cutNumber(rest)
	if line == 0 && last > 0 {
		*p = Place{rest, last, 0}
		return nil
	}
	*p = Place{file, line, last}
	return nil
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

// result is what one check said of one package: an array of findings, or an error, which is
// told on standard error too.
type result []Finding

func (r *result) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '{' {
		return nil
	}
	return json.Unmarshal(data, (*[]Finding)(r))
}
