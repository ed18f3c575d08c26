package vettool

import (
	"fmt"
	"go/token"
	"io"
	"os"
	"strings"
)

// printText prints errors, then findings, as a compiler does, for build systems
// that want no JSON. It returns 1 if there was anything to print.
func printText(w io.Writer, c *converter, context int, actions []*action) (status int) {
	for _, act := range actions {
		if act.err != nil {
			c.logf("%v", act.err)
			status = 1
		}
	}
	for _, act := range actions {
		if act.err != nil {
			continue
		}
		diags, _ := c.findings(act)
		for _, d := range diags {
			c.printLine(w, context, d.Pos, d.End, d.Message)
			for _, r := range d.Related {
				c.printLine(w, context, r.Pos, r.End, "\t"+r.Message)
			}
			status = 1
		}
	}
	return status
}

// printLine prints a position, a message, and the source around it if context
// is not negative.
func (c *converter) printLine(w io.Writer, context int, pos, endPos token.Pos, message string) {
	start := c.position(pos)
	fmt.Fprintf(w, "%s: %s\n", start, message)
	if context < 0 {
		return
	}
	data, err := os.ReadFile(start.Filename)
	if err != nil {
		return // what matters is printed
	}
	lines := strings.Split(string(data), "\n")
	last := c.position(end(pos, endPos)).Line
	for i := max(1, start.Line-context); i <= min(len(lines), last+context); i++ {
		fmt.Fprintf(w, "%d\t%s\n", i, lines[i-1])
	}
}
