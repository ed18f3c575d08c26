// Bench compares what analysers cost on a checkout: seconds of CPU, seconds that pass, and
// the memory of all their processes together at its peak.
//
//	go run ./internal/dev/bench [flags] DIR [PACKAGE...]
//
// All tools run in turn, as often as -n says; each time they find a build cache in which the
// dependencies are compiled and nothing else is (hard links to one that is made first), and
// no cache of their own:
//
//	cold     what they do then
//	changed  once more, after a line was added to the file that -change names
//	warm     once more, after nothing changed
//
// The ratios are medians over the rounds of what the tool and go vet took in the same round,
// since a machine is never alone for long. Tools that are not installed are left out, and it
// says so. Memory is measured on Linux only.
package main

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	if isVettool(os.Args[1:]) {
		os.Exit(vettool(os.Args[1:]))
	}
	b := &bench{binaries: make(map[string]string)}
	flag.IntVar(&b.rounds, "n", 3, "rounds")
	flag.StringVar(&b.change, "change", "", "`file` in DIR to which a line is added, and taken away again")
	flag.Func("bin", "NAME=FILE: a gopitfalls to run, instead of that of this work tree; may be repeated", func(s string) error {
		name, file, ok := strings.Cut(s, "=")
		if !ok {
			return fmt.Errorf("want NAME=FILE")
		}
		file, err := filepath.Abs(file)
		b.binaries[name] = file
		return err
	})
	only := flag.String("tools", "", "the tools to run, with commas between them; all that are installed if empty")
	flag.Parse()
	if flag.NArg() == 0 {
		flag.Usage()
		os.Exit(2)
	}
	b.dir, b.packages = flag.Arg(0), flag.Args()[1:]
	if len(b.packages) == 0 {
		b.packages = []string{"./..."}
	}
	if *only != "" {
		b.only = strings.Split(*only, ",")
	}
	if err := b.run(); err != nil {
		fmt.Fprintf(os.Stderr, "bench: %v\n", err)
		os.Exit(1)
	}
}

// A bench is one run of the program.
type bench struct {
	dir      string
	packages []string
	rounds   int
	change   string
	binaries map[string]string // of gopitfalls, by name
	only     []string          // names of tools; all if empty
	tmp      string
}

func (b *bench) run() error {
	var err error
	if b.tmp, err = os.MkdirTemp("", "bench"); err != nil {
		return err
	}
	defer os.RemoveAll(b.tmp)
	if len(b.binaries) == 0 {
		if b.binaries["gopitfalls"], err = b.build(); err != nil {
			return err
		}
	}
	tools, err := b.tools()
	if err != nil {
		return err
	}
	if err := b.compile(); err != nil {
		return err
	}
	costs := make(map[string]map[phase][]cost)
	for round := range b.rounds {
		for i := range tools {
			t := tools[(i+round)%len(tools)]
			of, err := b.measure(t)
			if err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
			if costs[t.name] == nil {
				costs[t.name] = make(map[phase][]cost)
			}
			for p, c := range of {
				costs[t.name][p] = append(costs[t.name][p], c)
			}
		}
	}
	b.print(tools, costs)
	return nil
}

// print writes a table in Markdown, a line for each tool and phase.
func (b *bench) print(tools []tool, costs map[string]map[phase][]cost) {
	fmt.Println("| tool | phase | CPU s | of go vet | wall s | peak MB |\n|---|---|--:|--:|--:|--:|")
	for _, p := range phases {
		for _, t := range tools {
			list := costs[t.name][p]
			if len(list) == 0 {
				continue
			}
			ratio := "-"
			if vet := costs[goVet][p]; len(vet) == len(list) {
				var ratios []float64
				for i, c := range list {
					ratios = append(ratios, c.cpu/vet[i].cpu)
				}
				ratio = fmt.Sprintf("%.2f", median(ratios))
			}
			of := func(get func(cost) float64) float64 {
				var values []float64
				for _, c := range list {
					values = append(values, get(c))
				}
				return median(values)
			}
			fmt.Printf("| %s | %s | %.1f | %s | %.1f | %.0f |\n", t.name, p, of(func(c cost) float64 { return c.cpu }), ratio,
				of(func(c cost) float64 { return c.wall }), of(func(c cost) float64 { return c.peak }))
		}
	}
}

// median returns the value in the middle, the mean of two if there are two.
func median(values []float64) float64 {
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}

// names returns those of the binaries, in order.
func (b *bench) names() []string { return slices.Sorted(maps.Keys(b.binaries)) }
