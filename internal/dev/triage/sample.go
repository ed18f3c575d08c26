package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// sample draws findings that are said to be true, of any level: those n whose hashes with
// the seed are least. So a finding more or less changes the sample by one at most.
func (t *tables) sample(seed string, n int) []label {
	var list []label
	for _, l := range t.labels {
		if l.Verdict == "true" && blocks(l.Check) {
			list = append(list, l)
		}
	}
	rank := func(l label) string {
		sum := sha256.Sum256([]byte(seed + "\x00" + l.Repository + "\x00" + l.Fingerprint))
		return string(sum[:])
	}
	slices.SortFunc(list, func(a, b label) int { return cmp.Compare(rank(a), rank(b)) })
	list = list[:min(n, len(list))]
	slices.SortFunc(list, func(a, b label) int { return compareFindings(a.finding, b.finding) })
	return list
}

// blocks says whether findings of a check are goroutines stuck for ever: the leak profile
// tells nothing of the others.
func blocks(check string) bool {
	switch check {
	case "cgoresolver", "connfile", "fddeadline", "fdoutlive", "gofork", "ignoredirective", "maxthreads", "resolverdial":
		return false
	}
	return true
}

// confirm runs the tests of the sample, or of the findings whose fingerprints begin with
// one of the arguments, and fails if one that is said to be confirmed is not.
func (o options) confirm(out io.Writer, t *tables, prefixes []string) error {
	var errs []error
	for _, l := range t.labels {
		source := filepath.Join(o.tables(), "confirm", l.Fingerprint+".go.txt")
		_, err := os.Stat(source)
		if len(prefixes) > 0 {
			if !slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(l.Fingerprint, p) }) {
				continue
			}
		} else if errors.Is(err, os.ErrNotExist) && !strings.HasPrefix(l.Run, "confirmed: ") {
			continue
		}
		if err == nil {
			err = o.confirmOne(t, l, source)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", l.header(), err))
			continue
		}
		fmt.Fprintf(out, "confirmed\t%s\n", l.header())
	}
	return errors.Join(errs...)
}

// watch is a file beside the test, in any version of the language: triageLeaked waits until a goroutine at the line in the
// environment is found to have leaked, or for some seconds, and prints the profile.
const watch = `
import (
	"fmt"
	"os"
	"runtime/pprof"
	"strings"
	"time"
)

func triageLeaked() {
	for i := 0; ; i++ {
		var out strings.Builder
		if err := pprof.Lookup("goroutineleak").WriteTo(&out, 2); err != nil {
			panic(err)
		}
		for _, block := range strings.Split(out.String(), "\n\n") {
			at := os.Getenv("TRIAGE_AT")
			if strings.Contains(block, "(leaked)") && (strings.Contains(block, at+" ") || strings.Contains(block+"\n", at+"\n")) {
				fmt.Printf("TRIAGE LEAKED\n%s\n", block)
				return
			}
		}
		if i == 200 {
			fmt.Println(out.String())
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}
`

var packageClause = regexp.MustCompile(`(?m)^package \w+`)

// confirmOne puts the test into the folder of the finding, by an overlay, and runs it with
// the leak profile.
func (o options) confirmOne(t *tables, l label, source string) error {
	i := slices.IndexFunc(t.repositories, func(r repository) bool { return r.Name == l.Repository })
	dir, err := o.checkout(t.repositories[i])
	if err != nil {
		return err
	}
	tmp, err := os.MkdirTemp("", "triage")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	test, err := os.ReadFile(source)
	if err != nil {
		return err
	}
	folder := filepath.Join(dir, filepath.FromSlash(path.Dir(l.File)))
	replace := make(map[string]string)
	for name, text := range map[string]string{
		"zz_triage_confirm_test.go": string(test),
		"zz_triage_watch_test.go":   string(packageClause.Find(test)) + "\n" + watch,
	} {
		file := filepath.Join(tmp, name)
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			return err
		}
		replace[filepath.Join(folder, name)] = file
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return err
	}
	file := filepath.Join(tmp, "overlay.json")
	if err := os.WriteFile(file, overlay, 0o666); err != nil {
		return err
	}
	at := fmt.Sprintf("TRIAGE_AT=/%s:%d", l.File, l.Line)
	printed, err := output(folder, o.timeout, env("GOEXPERIMENT=goroutineleakprofile", at),
		"go", "test", "-count=1", "-vet=off", "-overlay="+file, "-run=^TestTriageConfirm$", "-v", ".")
	if err != nil {
		return err
	}
	if !strings.Contains(string(printed), "TRIAGE LEAKED") {
		return fmt.Errorf("no goroutine leaked there:\n%s", printed)
	}
	return nil
}
