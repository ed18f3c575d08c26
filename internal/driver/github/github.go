// Package github writes findings as commands of the runner of GitHub Actions, which makes
// annotations of them.
package github

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/driver/source"
	"github.com/gopitfalls/gopitfalls/internal/driver/text"
	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

// commands are those of the levels.
var commands = map[string]string{checkdoc.Error: "error", checkdoc.Warning: "warning", checkdoc.Note: "notice"}

// data and property escape what stands behind a command, and in one of its properties. There
// is no other way to end either.
var (
	data     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// Write writes a line for each finding. Names of files are relative to root, the root of the
// repository.
func Write(w io.Writer, root string, findings []text.Finding) error {
	for _, f := range findings {
		from, to := wire.PositionOf(f.Posn), wire.PositionOf(f.End)
		place := fmt.Sprintf("file=%s,line=%d,col=%d", property.Replace(filepath.ToSlash(source.Shorten(root, from.File))), from.Line, from.Col)
		if to.File == from.File && to.Line == from.Line && to.Col > from.Col { // the runner wants both columns on one line
			place += fmt.Sprintf(",endLine=%d,endColumn=%d", to.Line, to.Col)
		}
		title := f.Check
		if f.Category != "" {
			title += "#" + f.Category
		}
		_, err := fmt.Fprintf(w, "::%s %s,title=%s::%s\n", commands[f.Level], place, property.Replace(title), data.Replace(f.Message+"\n"+f.URL))
		if err != nil {
			return err
		}
	}
	return nil
}
