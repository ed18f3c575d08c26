package iotimeout_test

import (
	"os/exec"
	"testing"

	"github.com/gopitfalls/gopitfalls/analyzers/iotimeout"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/unbounded"
)

func Test(t *testing.T) {
	set := func(value string) {
		for _, flag := range []string{"conn", "shutdown"} {
			if err := iotimeout.Analyzer.Flags.Set(flag, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	set("true")
	defer set("false")
	checktest.Run(t, iotimeout.Analyzer, "iotimeout/ok", "iotimeout/bad", "iotimeout/generics",
		"iotimeout/deadline", "iotimeout/usual", "iotimeout/crosspkg/fetch", "iotimeout/crosspkg/user", "iotimeout/run")
}

// TestDefault has what is reported only if a flag asks for it.
func TestDefault(t *testing.T) { checktest.Run(t, iotimeout.Analyzer, "iotimeout/unasked") }

// TestFacts compares what other packages are told with what the corpus says.
func TestFacts(t *testing.T) { checktest.Facts(t, unbounded.Analyzer, "iotimeout/facts") }

// TestFixes compares the changes with those that somebody would make.
func TestFixes(t *testing.T) { checktest.RunFixes(t, iotimeout.Analyzer, "iotimeout/fix") }

// TestRun runs waits that are reported, and twins that have a limit: these are done first.
func TestRun(t *testing.T) {
	checktest.Slow(t, "runs a program")
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip(err)
	}
	checktest.Program(t, "iotimeout/run", 0, "all went as told")
}
