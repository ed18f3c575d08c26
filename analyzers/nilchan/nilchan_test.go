package nilchan_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/analyzers/nilchan"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/leakproof"
)

func Test(t *testing.T) {
	checktest.Run(t, nilchan.Analyzer, "nilchan/ok", "nilchan/bad", "nilchan/generics", "nilchan/world")
}

// TestProof runs the corpus under Go's goroutine leak profile: each line that is
// reported is one at which a goroutine was seen to block for ever or to panic.
func TestProof(t *testing.T) {
	calls := map[string][]string{
		"bad": {
			"sendUnmade()", "receiveUnmade()", "rangeUnmade()", "closeUnmade()", "deferredClose()", "constantCondition()",
			"conditional(false)", "conditionalLocal(0, nil)", "unrelatedCondition(false, true)", "captured()", "passed()",
			"twoDeep()", "callers()", "literal()", "newServer().run()", "waitStopped()", `errorNotLookedAt("")`, "afterFunc()",
			"selectAllNil()", "selectOneCase()", "assignedNil()", "receiveFromCall()", "oneCaseForgotten(1)",
		},
		"generics": {"use()", "useSendTo()", "unused(1)"},
	}
	// exceptions are lines that stand in no stack, by their text, with the reason.
	exceptions := map[string]string{
		"	defer close(ch)": "the deferred call panics at the end of the function",
	}
	for pkg, list := range calls {
		dir := filepath.Join(checktest.Testdata(), "src/nilchan", pkg)
		lines := leakproof.Lines(t, dir, list...)
		name := pkg + ".go"
		src, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Split(string(src), "\n")
		for _, line := range leakproof.Wants(t, filepath.Join(dir, name)) {
			if !lines[name][line] && !excepted(exceptions, text[line-1]) {
				t.Errorf("%s:%d: reported, but nobody was seen to be stuck there: %s", name, line, text[line-1])
			}
		}
	}
}

func excepted(exceptions map[string]string, line string) bool {
	for prefix := range exceptions {
		if strings.HasPrefix(line, prefix) {
			return true
		}
	}
	return false
}
