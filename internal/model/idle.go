package model

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// An idleStack is a line of idle.txt.
type idleStack struct {
	what  string
	funcs []string
	state string // "" for any
}

const idleFile = "idle.txt"

var idleStacks = sync.OnceValue(func() []idleStack {
	text, err := texts.ReadFile(idleFile)
	if err != nil {
		panic(err)
	}
	stacks, err := parseIdle(string(text))
	if err != nil {
		panic(err)
	}
	return stacks
})

func parseIdle(text string) (stacks []idleStack, err error) {
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		what, rest, ok := strings.Cut(line, ": ")
		funcs, state, _ := strings.Cut(" "+rest, " [")
		s := idleStack{what, strings.Fields(funcs), strings.TrimSuffix(state, "]")}
		if !ok || len(s.funcs) == 0 {
			return nil, fmt.Errorf("%s: line %d: want WHAT: FUNCTION, got %q", idleFile, n, line)
		}
		stacks = append(stacks, s)
	}
	return stacks, nil
}

// Idle returns what goroutines are, in words, that are known to wait because there is
// nothing to do, by the functions in their stack and the state, as the runtime writes
// them; "" for all others.
func Idle(funcs []string, state string) string {
	for _, s := range idleStacks() {
		if s.state != "" && s.state != state {
			continue
		}
		if !slices.ContainsFunc(s.funcs, func(fn string) bool { return !slices.Contains(funcs, fn) }) {
			return s.what
		}
	}
	return ""
}
