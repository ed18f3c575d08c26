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
		for _, flag := range []string{"conn", "program", "query", "shutdown"} {
			if err := iotimeout.Analyzer.Flags.Set(flag, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	set("true")
	defer set("false")
	checktest.Run(t, iotimeout.Analyzer, "iotimeout/ok", "iotimeout/bad", "iotimeout/generics",
		"iotimeout/deadline", "iotimeout/usual", "iotimeout/crosspkg/fetch", "iotimeout/crosspkg/user", "iotimeout/crosspkg/talker", "iotimeout/run", "iotimeout/talk", "iotimeout/stall",
		"iotimeout/history/before", "iotimeout/history/after")
}

// TestDefault has what is reported only if a flag asks for it.
func TestDefault(t *testing.T) {
	checktest.Run(t, iotimeout.Analyzer, "iotimeout/unasked", "iotimeout/left")
}

// TestFacts compares what other packages are told with what the corpus says.
func TestFacts(t *testing.T) {
	checktest.Facts(t, unbounded.Analyzer, "iotimeout/facts", "iotimeout/crosspkg/plain", "iotimeout/crosspkg/bounded")
}

// TestFixes compares the changes with those that somebody would make.
func TestFixes(t *testing.T) { checktest.RunFixes(t, iotimeout.Analyzer, "iotimeout/fix") }

// TestRun runs waits that are reported, and twins that have a limit: these are done first.
func TestRun(t *testing.T) {
	checktest.Slow(t, "runs a program")
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip(err)
	}
	checktest.Program(t, "iotimeout/run", 0, "all went as told")
	checktest.Program(t, "iotimeout/talk", 0, "all went as told")
}

// TestTimer reports timers of rounds that are over where they stay: by what a program asks
// for, or a module is written for.
func TestTimer(t *testing.T) {
	const text = `package main

import "time"

func serve(in chan int, quit chan struct{}) {
	for {
		select {
		case <-in:
		case <-quit:
			return
		case <-time.After(time.Minute):
			return
		}
	}
}

func short(in chan int) {
	for {
		select {
		case <-in:
		case <-time.After(time.Second):
		}
	}
}

func once(in chan int) {
	for {
		select {
		case <-in:
			return
		case <-time.After(time.Minute):
		}
	}
}

func main() { serve(nil, nil); short(nil); once(nil) }
`
	for prefix, want := range map[string]int{"": 0, "//go:debug asynctimerchan=1\n": 1} {
		for _, act := range checktest.Analyze(t, iotimeout.Analyzer, checktest.Source(t, prefix+text)) {
			if got := len(act.Diagnostics); got != want {
				t.Errorf("with %q %d findings, want %d", prefix, got, want)
			}
		}
	}
}
