package command

import (
	"encoding/json"
	"slices"
	"testing"
)

func TestBeginning(t *testing.T) {
	const page = "Why it is *wrong*.\n\n\tf()\n\n\tg()\n\nWhat is right:\n\n\tif x {\n\t\th()\n\t}\n\nMore.\n\n### Category\n\nText.\n"
	for _, test := range []struct{ page, want string }{
		{page, "Why it is *wrong*.\n\n```go\nf()\n\ng()\n```\n\nWhat is right:\n\n```go\nif x {\n\th()\n}\n```"},
		{"Why.\n\n\tf()\n\nSo:\n\n\tif x {\n\t\th()\n\t}\n\nMore.\n", "Why.\n\n```go\nf()\n```\n\nSo:\n\n```go\nif x {\n\th()\n}\n```"},
		{"Why.\n\n### Category\n\n\tf()\n", "Why."},
		{"", ""},
	} {
		if got := beginning(test.page); got != test.want {
			t.Errorf("got\n%s\nwant\n%s", got, test.want)
		}
	}
}

func TestProblems(t *testing.T) {
	const stderr = "2 findings (x 2)\n" +
		"gopitfalls: ex.com/m/b: ./b b.go:2:12: declared and not used: x\n" +
		"gopitfalls: /abs/c.go:3: expected\n" +
		"gopitfalls: go.mod file not found: see 'go help modules'\n"
	want := []Problem{
		{Place{"/m/b b.go", 2, 12}, "declared and not used: x"},
		{Place{"/abs/c.go", 3, 0}, "expected"},
		{Message: "go.mod file not found: see 'go help modules'"},
	}
	if got := problems("/m", []byte(stderr)); !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestPlace(t *testing.T) {
	for text, want := range map[string]Place{
		`"/a b.go:3:4"`:    {"/a b.go", 3, 4},
		`"/a.go:3"`:        {"/a.go", 3, 0},
		`"C:\\a.go:3:4"`:   {`C:\a.go`, 3, 4},
		`"-"`:              {"-", 0, 0},
		`"/a:1.go:12:345"`: {"/a:1.go", 12, 345},
	} {
		var got Place
		if err := json.Unmarshal([]byte(text), &got); err != nil || got != want {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
}
