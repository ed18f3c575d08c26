package prove

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// An event is a line that go test -json prints.
type event struct {
	Action     string
	Package    string
	ImportPath string
	Test       string
	Output     string
}

// Results is what became of tests.
type Results struct {
	Passed int      // tests at the top
	Told   []string // those that failed or did not end, and packages that do not compile; a line each
}

// results reads what go test -json prints.
func results(r io.Reader) (*Results, error) {
	out := new(Results)
	failed := make(map[string]map[string]bool) // tests, by package
	hung := make(map[string][]string)
	build := make(map[string]string) // the first error
	in := bufio.NewReader(r)
	for {
		line, err := in.ReadBytes('\n')
		var e event
		if json.Unmarshal(line, &e) == nil {
			top, _, sub := strings.Cut(e.Test, "/")
			switch {
			case e.Action == "pass" && e.Test != "" && !sub:
				out.Passed++
			case e.Action == "fail" && (failed[e.Package] == nil || e.Test != ""):
				if failed[e.Package] == nil {
					failed[e.Package] = make(map[string]bool)
				}
				if e.Test != "" {
					failed[e.Package][top] = true
				}
			case e.Action == "build-output" && build[e.ImportPath] == "" && !strings.HasPrefix(e.Output, "#"):
				build[e.ImportPath] = strings.TrimSpace(e.Output)
			}
			if strings.HasPrefix(e.Output, "panic: test timed out after ") {
				hung[e.Package] = []string{}
			}
			if tests := hung[e.Package]; tests != nil && strings.HasPrefix(e.Output, "\t\tTest") {
				name, _, _ := strings.Cut(strings.TrimSpace(e.Output), " (")
				hung[e.Package] = append(tests, name)
			}
		}
		if err == io.EOF {
			break
		} else if err != nil {
			return nil, err
		}
	}
	for _, pkg := range slices.Sorted(maps.Keys(build)) {
		out.Told = append(out.Told, fmt.Sprintf("%s does not compile: %s", pkg, build[pkg]))
	}
	for _, pkg := range slices.Sorted(maps.Keys(failed)) {
		tests := slices.Sorted(maps.Keys(failed[pkg]))
		switch {
		case hung[pkg] != nil:
			out.Told = append(out.Told, fmt.Sprintf("%s: %s did not end in time", pkg, what(hung[pkg])))
		case len(tests) > 0:
			out.Told = append(out.Told, fmt.Sprintf("%s: %s failed", pkg, what(tests)))
		case len(build) == 0:
			out.Told = append(out.Told, fmt.Sprintf("%s: its tests failed", pkg))
		}
	}
	return out, nil
}

// what names tests, up to five.
func what(tests []string) string {
	if len(tests) == 0 {
		return "the tests"
	}
	if more := len(tests) - 5; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(tests[:5], ", "), more)
	}
	return strings.Join(tests, ", ")
}
