// Package version tells which version of gopitfalls a program is made of: its own, or
// that of the module which a golangci-lint or another driver is built with.
package version

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
)

// Path is the path of the module.
const Path = "github.com/gopitfalls/gopitfalls"

// linked is set with -ldflags=-X by those who build from sources that are neither a
// module's nor in git.
var linked string

// Module returns the version of the module that the program was built from.
func Module() string {
	built := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		built = of(info)
	}
	return cmp.Or(linked, built, "(unknown)")
}

// Line names the module with its version and that of Go.
func Line() string { return fmt.Sprintf("gopitfalls %s (%s)", Module(), runtime.Version()) }

// of returns the version that a program's build information has of the module, or "".
func of(info *debug.BuildInfo) string {
	if info.Main.Path == Path {
		return info.Main.Version
	}
	for _, dep := range info.Deps {
		if dep.Path != Path {
			continue
		}
		if dep.Replace != nil {
			return cmp.Or(dep.Replace.Version, "(devel)") // a directory has none
		}
		return dep.Version
	}
	return ""
}
