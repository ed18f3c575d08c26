package vettool

import (
	"go/token"
	"slices"
	"strings"

	"github.com/gopitfalls/gopitfalls/internal/driver/disk"
	"github.com/gopitfalls/gopitfalls/internal/driver/show"
	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

// printText prints errors, then findings by their positions, as a compiler does, for
// build systems that want no JSON. It returns 1 if there was anything to print.
func printText(w *show.Printer, c *converter, context int, actions []*action) (status int) {
	var found []finding
	for _, act := range actions {
		if act.err != nil {
			c.logf("%v", act.err)
			status = 1
		} else {
			found = append(found, c.findings(act)...)
		}
	}
	slices.SortStableFunc(found, finding.compare)
	for _, f := range found {
		c.printLine(w, context, f.Pos, f.End, show.Trusted(wire.Named(show.Text(f.Message), f.check)))
		for _, r := range f.Related {
			c.printLine(w, context, r.Pos, r.End, "\t"+show.Trusted(show.Text(r.Message)))
		}
		status = 1
	}
	return status
}

// printLine prints a position, a message, and the source around it if context
// is not negative.
func (c *converter) printLine(w *show.Printer, context int, pos, endPos token.Pos, message show.Trusted) {
	start := c.position(pos)
	w.Printf("%s: %s\n", start, message)
	if context < 0 {
		return
	}
	data, err := disk.Read(start.Filename, disk.MaxSource)
	if err != nil {
		return // what matters is printed
	}
	lines := strings.Split(string(data), "\n")
	last := c.position(end(pos, endPos)).Line
	for i := max(1, start.Line-context); i <= min(len(lines), last+context); i++ {
		w.Printf("%d\t%s\n", i, show.Trusted(show.Source(lines[i-1])))
	}
}
