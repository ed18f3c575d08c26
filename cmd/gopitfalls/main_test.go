package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/gopitfalls/gopitfalls/internal/checktest/scripttest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"gopitfalls": func() { os.Exit(run(os.Args[1:])) },
	})
}

func TestScript(t *testing.T) { scripttest.Run(t, nil) }
