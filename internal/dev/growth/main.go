// Growth compares what benchmarks count with what they counted when it was recorded: states,
// bytes and allocations, which are the same in every run, and no times, which are not.
//
//	go test -run '^$' -bench ... -benchtime 1x ./analyzers >now.txt
//	go run . -recorded recorded.txt now.txt
//
// Both files are in the format of Go's benchmarks (golang.org/design/14313-benchmark-format).
// It prints each number that is not as recorded, and fails if one has grown by more than
// -limit, or is missing. What has become less is worth a new record:
//
//	cp now.txt recorded.txt
//
// Other releases of Go count otherwise: nothing is compared if the line "toolchain: " of the
// two differs.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"maps"
	"os"
	"slices"

	"golang.org/x/perf/benchfmt"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("growth: ")
	recorded := flag.String("recorded", "recorded.txt", "the `file` with the numbers to compare with")
	limit := flag.Float64("limit", 0.05, "by how much of itself a number may grow")
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	before, err := read(*recorded)
	if err != nil {
		log.Fatal(err)
	}
	now, err := read(flag.Arg(0))
	if err != nil {
		log.Fatal(err)
	}
	if err := compare(os.Stdout, before, now, *limit); err != nil {
		log.Fatal(err)
	}
}

// A key names a number: the benchmark, and what is counted.
type key struct{ benchmark, unit string }

// counts are the numbers of a file, one of each name.
type counts struct {
	toolchain string
	of        map[key]float64
}

// read reads the numbers of a file that are no times.
func read(file string) (counts, error) {
	f, err := os.Open(file)
	if err != nil {
		return counts{}, err
	}
	defer f.Close()
	return parse(f, file)
}

func parse(from io.Reader, file string) (counts, error) {
	c := counts{of: make(map[key]float64)}
	r := benchfmt.NewReader(from, file)
	for r.Scan() {
		switch rec := r.Result().(type) {
		case *benchfmt.SyntaxError:
			return c, rec
		case *benchfmt.Result:
			c.toolchain = rec.GetConfig("toolchain")
			base, parts := rec.Name.Parts()
			parts = slices.DeleteFunc(parts, func(p []byte) bool { return p[0] == '-' }) // the number of processors
			name := string(base) + string(bytes.Join(parts, nil))
			for _, v := range rec.Values {
				if v.Unit != "sec/op" {
					c.of[key{name, v.Unit}] = v.Value
				}
			}
		}
	}
	if r.Err() == nil && len(c.of) == 0 {
		return c, fmt.Errorf("%s has no results", file)
	}
	return c, r.Err()
}

// compare writes what differs, and returns an error if something has grown by more than
// limit, of what it was, or is gone.
func compare(w io.Writer, before, now counts, limit float64) error {
	if before.toolchain != now.toolchain {
		fmt.Fprintf(w, "not compared: recorded with %q, and this is %q\n", before.toolchain, now.toolchain)
		return nil
	}
	var errs []error
	for _, k := range slices.SortedFunc(maps.Keys(before.of), compareKeys) {
		was := before.of[k]
		is, ok := now.of[k]
		switch {
		case !ok:
			errs = append(errs, fmt.Errorf("%s: %s is not counted any more", k.benchmark, k.unit))
		case is > was*(1+limit):
			errs = append(errs, fmt.Errorf("%s: %.0f %s, recorded are %.0f", k.benchmark, is, k.unit, was))
			fallthrough
		case is != was:
			fmt.Fprintf(w, "%-40s %14.0f -> %14.0f %-10s %+.1f %%\n", k.benchmark, was, is, k.unit, 100*(is-was)/max(was, 1))
		}
	}
	return errors.Join(errs...)
}

func compareKeys(a, b key) int {
	return slices.Compare([]string{a.benchmark, a.unit}, []string{b.benchmark, b.unit})
}
