package integration

import (
	"fmt"
	"go/build"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/driver/evidence"
	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
	"github.com/gopitfalls/gopitfalls/internal/leakproof"
	"github.com/gopitfalls/gopitfalls/internal/profile"
)

// TestCorpusJoined runs the corpus and joins each goroutine that leaked with the findings:
// nearly all in whose stack there is a line of a finding must be joined, each with one that
// tells such a line.
func TestCorpusJoined(t *testing.T) {
	checktest.Slow(t, "runs the corpus")
	var folders []string
	for _, check := range []string{"abandonedsend", "nilchan", "orphanrecv"} {
		files, err := filepath.Glob(filepath.Join(checktest.Testdata(), "src", check, "*", "calls.txt"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			pkg, err := build.ImportDir(filepath.Dir(file), 0)
			if err != nil {
				t.Fatal(err)
			}
			if folder := filepath.Base(filepath.Dir(file)); folder != "ok" && folder != "onlyrange" && pkg.Name != "main" {
				folders = append(folders, check+"/"+folder)
			}
		}
	}
	findings, pkgs := corpusFindings(t, folders)
	leaked, told, joined, wrong := 0, 0, 0, 0
	for block := range strings.SplitSeq(leakproof.Dump(t, folders), "\n\n") {
		if !strings.Contains(block, " (leaked)") || !inCorpus(block) {
			continue
		}
		set := profile.NewSet()
		if err := set.Read(strings.NewReader(block), "block"); err != nil {
			t.Fatal(err)
		}
		leaked++
		if slices.ContainsFunc(findings, func(f evidence.Finding) bool { return tells(f, block) }) {
			told++ // the others are in the corpus as not found, or wait for no channel
		}
		near := slices.DeleteFunc(slices.Clone(findings), func(f evidence.Finding) bool { // others would be read for nothing
			return !strings.Contains(block, filepath.Dir(f.Posn)+string(filepath.Separator))
		})
		r := evidence.Join(set, near, pkgs, evidence.Options{})
		for i := range r.Joined {
			joined++
			if !tells(near[i], block) {
				wrong++
				t.Errorf("joined with %s:\n%s", near[i].Posn, block)
			}
		}
	}
	t.Logf("%d goroutines leaked, %d where something is found; %d are joined, %d wrongly", leaked, told, joined, wrong)
	if told < 100 || joined*100 < told*95 {
		t.Errorf("%d of %d goroutines are joined", joined, told)
	}
}

// inCorpus reports whether a goroutine is in the corpus, and not in what calls it.
func inCorpus(block string) bool {
	return strings.Contains(block, filepath.Join(checktest.Testdata(), "src")+string(filepath.Separator))
}

// tells reports whether a line that a finding tells, or one of the lines next to it, as
// statements have several, is in a stack.
func tells(f evidence.Finding, block string) bool {
	posns := []string{f.Posn}
	for _, r := range f.Related {
		if r.Also {
			posns = append(posns, r.Posn)
		}
	}
	for _, posn := range posns {
		parts := strings.Split(posn, ":")
		var line int
		_, _ = fmt.Sscan(parts[len(parts)-2], &line) // it is ours
		file := strings.Join(parts[:len(parts)-2], ":")
		for n := line - 3; n <= line+3; n++ {
			if strings.Contains(block, fmt.Sprintf("%s:%d +", file, n)) || strings.Contains(block, fmt.Sprintf("%s:%d\n", file, n)) {
				return true
			}
		}
	}
	return false
}

// corpusFindings returns what is found in packages of the corpus.
func corpusFindings(t *testing.T, folders []string) (findings []evidence.Finding, pkgs []evidence.Package) {
	t.Helper()
	for _, folder := range folders {
		dir := filepath.Join(checktest.Testdata(), "src", filepath.FromSlash(folder))
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		p := evidence.Package{Path: folder, Dir: dir}
		for _, file := range files {
			p.Files = append(p.Files, filepath.Base(file))
		}
		pkgs = append(pkgs, p)
	}
	out := run(t, checktest.Env(), []int{1}, binary, append([]string{"-json"}, folders...)...)
	err := wire.Decode(strings.NewReader(out), func(tree wire.Tree) {
		for id, results := range tree {
			path, _, _ := strings.Cut(id, " ")
			for check, r := range results {
				for _, d := range r.Diagnostics {
					findings = append(findings, evidence.Finding{Check: check, Package: path, Diagnostic: d})
				}
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return findings, pkgs
}
