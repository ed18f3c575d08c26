package cfg_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// TestCycles compares the cycles of small functions with the blocks that come round, told
// by the calls in them.
func TestCycles(t *testing.T) {
	const src = `package p

func a()
func b()
func c() bool

func none() { a(); b() }

func one() {
	a()
	for {
		b()
	}
}

func two() {
	for c() {
		a()
	}
	for c() {
		b()
	}
}

func nested() {
	for c() {
		for c() {
			a()
		}
		b()
	}
}

func inner() {
	for {
		a()
		for {
			b()
		}
	}
}

func jumps() {
	if c() {
		goto second
	}
first:
	a()
second:
	b()
	if c() {
		goto first
	}
}
`
	want := map[string]string{"none": "", "one": "b", "two": "ca cb", "nested": "ccab", "inner": "b", "jumps": "bca"}
	checktest.Pass(t, checktest.Source(t, src), func(pass *analysis.Pass) {
		pkg := ssabuild.Of(pass).SSA().Pkg
		for name, want := range want {
			var got []string
			for _, cycle := range cfg.CyclesOf(pkg.Func(name)) {
				var calls strings.Builder
				for _, other := range pkg.Func("jumps").Blocks {
					if cycle.Has(other) != (name == "jumps" && slices.Contains(cycle.Blocks, other)) {
						t.Errorf("%s: %v of jumps is in its cycle", name, other)
					}
				}
				for _, block := range cycle.Blocks {
					if !cycle.Has(block) {
						t.Errorf("%s: %v is not in its cycle", name, block)
					}
					for _, instr := range block.Instrs {
						if text := instr.String(); strings.HasSuffix(text, "()") {
							calls.WriteString(strings.TrimSuffix(text, "()"))
						}
					}
				}
				got = append(got, calls.String())
			}
			if sorted(strings.Join(got, " ")) != sorted(want) {
				t.Errorf("%s: cycles %q, want %q", name, got, want)
			}
		}
	}, ssabuild.Analyzer)
}

// sorted sorts the letters of each word.
func sorted(text string) string {
	var words []string
	for word := range strings.FieldsSeq(text) {
		letters := strings.Split(word, "")
		slices.Sort(letters)
		words = append(words, strings.Join(letters, ""))
	}
	return fmt.Sprint(words)
}
