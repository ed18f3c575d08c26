// Triage runs gopitfalls over public repositories again and says what people have not
// judged yet.
//
//	go run ./internal/dev/triage -checkouts DIR [flags] [NAME...]
//
// The repositories stand in repositories.txt, each at one commit; what was found in them,
// with the judgement of somebody who has read the code, in labels.txt. What is found and
// not there is new, what is there and not found is gone, what has another category, level
// or place in its function is changed. The exit status is 1 if there is anything to tell.
// With -update the tables are written anew: what is new gets the label "?", what is gone
// goes.
//
//	go run ./internal/dev/triage docs                       the tables of docs/accuracy.md
//	go run ./internal/dev/triage sample                     which findings are to be run
//	go run ./internal/dev/triage -checkouts DIR confirm     runs them
//
// A label is by reading. Of the findings that stand for a goroutine stuck for ever, a
// sample that depends on the seed is also run: confirm/FINGERPRINT.go.txt is a test,
// TestTriageConfirm, in the package of the finding, which drives the code into that state
// and then calls triageLeaked: the goroutine leak profile must have somebody at the line.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

//go:generate go run . -root ../../.. docs

type options struct {
	root      string // of this repository
	checkouts string
	clone     bool
	binary    string
	timeout   time.Duration
	update    bool
	seed      string
	sample    int
}

// errDiffers says that the tables do not tell what is found.
var errDiffers = errors.New("the tables differ from what is found")

func main() {
	var o options
	flag.StringVar(&o.root, "root", ".", "the `folder` of this repository")
	flag.StringVar(&o.checkouts, "checkouts", "", "the `folder` that has a checkout of each repository, under its name")
	flag.BoolVar(&o.clone, "clone", false, "clone what is not there")
	flag.StringVar(&o.binary, "binary", "", "the gopitfalls to run; it is built if none is named")
	flag.DurationVar(&o.timeout, "timeout", 30*time.Minute, "give up a repository after this `time`")
	flag.BoolVar(&o.update, "update", false, "write the tables anew")
	flag.StringVar(&o.seed, "seed", "1", "`text` that decides which findings are run")
	flag.IntVar(&o.sample, "n", 20, "`number` of findings that are run")
	flag.Parse()
	err := o.run(os.Stdout, flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "triage:", err)
		os.Exit(1)
	}
}

func (o options) run(out io.Writer, args []string) error {
	t, err := readTables(o.tables())
	if err != nil {
		return err
	}
	command := ""
	if len(args) > 0 {
		command = args[0]
	}
	switch command {
	case "docs":
		return o.docs(t)
	case "sample":
		for _, l := range t.sample(o.seed, o.sample) {
			fmt.Fprintln(out, l.header())
		}
		return nil
	case "confirm":
		return o.confirm(out, t, args[1:])
	}
	return o.compare(out, t, args)
}

// tables returns the folder that has the tables.
func (o options) tables() string { return filepath.Join(o.root, "internal", "dev", "triage") }
