package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestMeasure runs a tool that notes what it finds: in each round a cache with what was
// compiled, the file with one line more in between, and as it was afterwards.
func TestMeasure(t *testing.T) {
	dir, tmp := t.TempDir(), t.TempDir()
	source, notes := filepath.Join(dir, "p.go"), filepath.Join(tmp, "notes")
	write := func(file, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write(source, "package p\n")
	b := &bench{dir: dir, tmp: tmp, change: "p.go", packages: []string{notes}}
	write(filepath.Join(b.compiled(), "00", "object"), "compiled\n")
	script := `cat "$GOCACHE/00/object" >> $0; echo "$OWN" | wc -w >> $0; wc -l < p.go >> $0`
	for range 2 {
		of, err := b.measure(tool{name: "notes", args: []string{"sh", "-c", script}, cache: "OWN"})
		if err != nil {
			t.Fatal(err)
		}
		if len(of) != len(phases) {
			t.Errorf("%d phases, want %d", len(of), len(phases))
		}
	}
	got, err := os.ReadFile(notes)
	if err != nil {
		t.Fatal(err)
	}
	round := "compiled\n1\n1\ncompiled\n1\n3\ncompiled\n1\n1\n"
	if string(got) != round+round {
		t.Errorf("the tool found\n%s\nwant twice\n%s", got, round)
	}
	if text, err := os.ReadFile(source); err != nil || string(text) != "package p\n" {
		t.Errorf("left behind: %q, %v", text, err)
	}
	if rest, _ := filepath.Glob(filepath.Join(tmp, "round*")); len(rest) > 0 {
		t.Errorf("left behind: %s", rest)
	}
	if _, err := b.measure(tool{name: "broken", args: []string{"sh", "-c", "exit 2"}}); err == nil {
		t.Error("no error of a tool that fails")
	}
	if _, err := b.measure(tool{name: "findings", args: []string{"sh", "-c", "exit 1"}}); err != nil {
		t.Errorf("an error of a tool that has findings: %v", err)
	}
}

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{{[]float64{3}, 3}, {[]float64{3, 1}, 2}, {[]float64{9, 1, 2}, 2}} {
		if got := median(c.values); got != c.want {
			t.Errorf("median(%v) = %v, want %v", c.values, got, c.want)
		}
	}
}
