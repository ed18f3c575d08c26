package gofork

import (
	"slices"
	"strings"

	"github.com/gopitfalls/gopitfalls/internal/cgo"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// preambles reports in each preamble the first fork whose child may come back to
// Go. If there is a constructor, which runs before Go's runtime starts, it may call
// what is in any of them.
func (c *checker) preambles() {
	var texts [][]cgo.Token
	for _, file := range c.pass.Files {
		for _, group := range cgo.Preambles(file) {
			texts = append(texts, cgo.Tokens(c.pass.Fset, group))
		}
	}
	if slices.ContainsFunc(texts, hasConstructor) {
		return
	}
	for _, text := range texts {
		if execs(text) {
			continue // for the child, one hopes
		}
		for i, t := range text {
			if cgo.IsCall(text, i) && slices.Contains(cFunctions, t.Text) && comesBack(text, i) {
				c.report.Report(cFinding(ssabuild.Point(t.Pos), preamble, t.Text))
				break // one diagnostic a preamble
			}
		}
	}
}

// hasConstructor reports whether a function has the attribute constructor.
func hasConstructor(text []cgo.Token) bool {
	return slices.ContainsFunc(text, func(t cgo.Token) bool { return strings.Trim(t.Text, "_") == "constructor" })
}

// execs reports whether there is a call of exec(3), fexecve(3) or posix_spawn(3).
func execs(text []cgo.Token) bool {
	for i, t := range text {
		if cgo.IsCall(text, i) && (strings.HasPrefix(t.Text, "exec") || t.Text == "fexecve" || strings.HasPrefix(t.Text, "posix_spawn")) {
			return true
		}
	}
	return false
}

// comesBack reports whether the child of the fork that is called at text[i] may
// return to Go. It does not if the function asks for the child and ends it
// thereafter; daemon does, it ends the parent.
func comesBack(text []cgo.Token, i int) bool {
	if text[i].Text == daemon {
		return true
	}
	asked := false
	start, end := statement(text, i), functionEnd(text, i)
	for j := start; j < end; j++ {
		asked = asked || asksForZero(text[j:end])
		if asked && j > i && cgo.IsCall(text, j) && slices.Contains([]string{"exit", "_exit", "_Exit", "abort"}, text[j].Text) {
			return false
		}
	}
	return true
}

// asksForZero reports whether a text begins with the question whether something,
// the process identifier perhaps, is 0: == 0, !pid, case 0. "case 0: break" is
// how daemons go on.
func asksForZero(text []cgo.Token) bool {
	is := func(words ...string) bool {
		for i, w := range words {
			if i == len(text) || text[i].Text != w {
				return false
			}
		}
		return true
	}
	return is("=", "=", "0") || is("0", "=", "=") || is("!") && !is("!", "=") || is("case", "0") && !is("case", "0", ":", "break")
}

// statement returns where the statement around text[i] starts.
func statement(text []cgo.Token, i int) int {
	for i > 0 && !slices.Contains([]string{";", "{", "}"}, text[i-1].Text) {
		i--
	}
	return i
}

// functionEnd returns where the function around text[i] ends.
func functionEnd(text []cgo.Token, i int) int {
	depth := 0
	for j, t := range text {
		switch t.Text {
		case "{":
			depth++
		case "}":
			depth--
			if depth == 0 && j > i {
				return j
			}
		}
	}
	return len(text)
}
