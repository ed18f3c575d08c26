// Gopitfalls finds Go bugs that only show in production: goroutines,
// descriptors and threads that pile up until a service falls over.
//
// Run it over packages as you run go vet:
//
//	gopitfalls ./...
//
// or inside go vet:
//
//	go vet -vettool=$(which gopitfalls) ./...
//
// What is compiled already it inspects:
//
//	gopitfalls inspect /usr/sbin/server
//
// "gopitfalls help" lists its checks and flags, "gopitfalls explain" prints the page
// of a check.
//
//go:debug netdns=go
package main

import (
	"os"

	"github.com/gopitfalls/gopitfalls/analyzers"
	"github.com/gopitfalls/gopitfalls/internal/driver/show"
	"github.com/gopitfalls/gopitfalls/internal/driver/standalone"
	"github.com/gopitfalls/gopitfalls/internal/driver/vettool"
)

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	if standalone.IsInspection(args) {
		return standalone.Inspect(args, standalone.Env{Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv})
	}
	if vettool.IsInvocation(args) {
		opts := vettool.Options{
			Analyzers: analyzers.All(),
			MayExport: func(u *vettool.Unit) bool { return analyzers.MayExportFacts(analyzers.Unit(*u)) },
		}
		return vettool.Main(opts, args, os.Stdout, os.Stderr)
	}
	self, err := os.Executable()
	if err != nil {
		show.To(os.Stderr).Printf("gopitfalls: cannot find its own executable, which go vet must run: %v\n", err)
		return 2
	}
	dir, err := os.Getwd()
	if err != nil {
		show.To(os.Stderr).Printf("gopitfalls: %v\n", err)
		return 2
	}
	return standalone.Main(analyzers.All(), args, standalone.Env{
		Stdout: os.Stdout, Stderr: os.Stderr, Dir: dir, Self: self, Getenv: os.Getenv, Info: analyzers.Info,
	})
}
