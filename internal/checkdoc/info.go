package checkdoc

import "slices"

// The levels of findings.
const (
	Error   = "error"
	Warning = "warning"
	Note    = "note"
)

// Levels are the levels of findings, the most severe first.
var Levels = []string{Error, Warning, Note}

// Info is what a list of checks tells of each, beside its documentation.
type Info struct {
	Since string   // the first release that has it
	Fixes bool     // some findings have a suggested fix
	Note  bool     // findings are about what may happen elsewhere, not about a bug
	Notes []string // categories of which that is true though it is not of the check
}

// Level returns the level of the findings of a category.
func (i Info) Level(category string) string {
	if i.Note || slices.Contains(i.Notes, category) {
		return Note
	}
	return Warning
}
