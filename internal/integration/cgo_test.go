package integration

import (
	"go/build"
	"slices"
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

// TestCgo checks that findings in what cmd/cgo wrote are those of the user's
// files, by both drivers: names of C in Go, and C in preambles.
func TestCgo(t *testing.T) {
	checktest.Slow(t, "runs cmd/cgo")
	if !build.Default.CgoEnabled {
		t.Skip("no cgo: CGO_ENABLED=0, or there is no C compiler")
	}
	const pkg = "gofork/cgobad"
	standalone := findings(t, run(t, checktest.Env(), []int{1}, binary, "-fail-on=note", "-json", pkg))
	vet := findings(t, run(t, checktest.Env(), []int{0}, "go", "vet", "-json", "-vettool="+binary, pkg))
	if !slices.Equal(standalone, vet) {
		t.Errorf("standalone:\n%s\ngo vet:\n%s", strings.Join(standalone, "\n"), strings.Join(vet, "\n"))
	}
	for _, at := range []string{"block.go:14:18", "calls.go:18:12", "calls.go:24:12", "preamble.go:10:12"} {
		prefix := checktest.Testdata() + "/src/" + pkg + "/" + at + ": "
		if !slices.ContainsFunc(vet, func(f string) bool { return strings.HasPrefix(f, prefix) }) {
			t.Errorf("nothing at %s in\n%s", at, strings.Join(vet, "\n"))
		}
	}
}
