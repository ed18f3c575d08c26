package wire

import "testing"

func TestPositionOf(t *testing.T) {
	for posn, want := range map[string]Position{
		"/a/b.go:3:14":  {"/a/b.go", 3, 14},
		`C:\a\b.go:3:1`: {`C:\a\b.go`, 3, 1},
		"/a:1/b.go:3:1": {"/a:1/b.go", 3, 1},
		"/a/b.go":       {"/a/b.go", 0, 0},
		"/a/b.go:3":     {"/a/b.go", 3, 0},
		"/a:1/b.go:3":   {"/a:1/b.go", 3, 0},
		"-":             {"-", 0, 0},
		"":              {},
	} {
		if got := PositionOf(posn); got != want {
			t.Errorf("PositionOf(%q) = %+v, want %+v", posn, got, want)
		}
	}
}

func TestParts(t *testing.T) {
	for message, want := range map[string][2]string{
		"c blocks; close it":            {"c blocks", "close it"},
		"c blocks; as in main; close c": {"c blocks; as in main", "close c"},
		"c blocks":                      {"c blocks", ""},
		"; close c":                     {"; close c", ""},
	} {
		if what, remedy := (Diagnostic{Message: message}).Parts(); [2]string{what, remedy} != want {
			t.Errorf("%q: %q and %q, want %q", message, what, remedy, want)
		}
	}
}
