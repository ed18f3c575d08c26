package main_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A placed message is an issue as some format has it.
type placed struct{ place, message string }

// formats are forms of output that other services read, and how to read them.
var formats = map[string]func(text []byte) ([]placed, error){
	"checkstyle":   readCheckstyle,
	"code-climate": readCodeClimate, // GitLab's code quality reports
	"junit-xml":    readJUnit,
}

// TestFormats checks that our findings are in what golangci-lint writes for other
// services.
func TestFormats(t *testing.T) {
	dir := writeSample(t, readme(t, "# .golangci.yml\n"))
	args := []string{"run", "--allow-parallel-runners"}
	for format := range formats {
		args = append(args, "--output."+format+".path="+format)
	}
	run(t, dir, nil, []int{1}, golangciLint, append(args, "./...")...)

	for format, read := range formats {
		text, err := os.ReadFile(filepath.Join(dir, format))
		if err != nil {
			t.Error(err)
			continue
		}
		issues, err := read(text)
		if err != nil {
			t.Errorf("%s: %v", format, err)
		}
		if !slices.ContainsFunc(issues, func(i placed) bool {
			return strings.HasPrefix(i.place, "sample.go:11") && strings.Contains(i.message, "conn becomes blocking")
		}) {
			t.Errorf("%s lacks the finding in line 11: %q", format, issues)
		}
	}
}

func readCheckstyle(text []byte) (issues []placed, err error) {
	var report struct {
		Files []struct {
			Name   string `xml:"name,attr"`
			Errors []struct {
				Line    int    `xml:"line,attr"`
				Message string `xml:"message,attr"`
			} `xml:"error"`
		} `xml:"file"`
	}
	err = xml.Unmarshal(text, &report)
	for _, file := range report.Files {
		for _, e := range file.Errors {
			issues = append(issues, placed{fmt.Sprintf("%s:%d", file.Name, e.Line), e.Message})
		}
	}
	return issues, err
}

func readCodeClimate(text []byte) (issues []placed, err error) {
	var report []struct {
		Description string
		Location    struct {
			Path  string
			Lines struct{ Begin int }
		}
	}
	err = json.Unmarshal(text, &report)
	for _, issue := range report {
		at := issue.Location
		issues = append(issues, placed{fmt.Sprintf("%s:%d", at.Path, at.Lines.Begin), issue.Description})
	}
	return issues, err
}

func readJUnit(text []byte) (issues []placed, err error) {
	var report struct {
		Cases []struct {
			Place   string `xml:"classname,attr"`
			Failure struct {
				Message string `xml:"message,attr"`
			} `xml:"failure"`
		} `xml:"testsuite>testcase"`
	}
	err = xml.Unmarshal(text, &report)
	for _, c := range report.Cases {
		issues = append(issues, placed{c.Place, c.Failure.Message})
	}
	return issues, err
}
