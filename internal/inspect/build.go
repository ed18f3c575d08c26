package inspect

import (
	"debug/buildinfo"
	"errors"
	"io"
	"runtime/debug"
	"strings"
)

// A Build is what the go command wrote into a file about how it was built:
// runtime/debug.BuildInfo has the names of the settings.
type Build struct {
	Version string   `json:"version"`           // of Go; "unknown" if only Go's tables are there
	Path    string   `json:"path,omitempty"`    // of the main package
	Mode    string   `json:"mode,omitempty"`    // -buildmode
	OS      string   `json:"os,omitempty"`      // GOOS
	Arch    string   `json:"arch,omitempty"`    // GOARCH
	Cgo     string   `json:"cgo,omitempty"`     // CGO_ENABLED: 0 or 1; empty if it is not told
	Tags    []string `json:"tags,omitempty"`    // -tags
	GODEBUG string   `json:"godebug,omitempty"` // DefaultGODEBUG: what //go:debug lines and go.mod set
}

// unknownVersion stands for the version of Go code without build information.
const unknownVersion = "unknown"

// buildBudget is how many bytes debug/buildinfo may read of a file. The
// information lies at the start of a section or segment.
const buildBudget = 64 << 20

// readInfo reads build information by way of debug/buildinfo. It returns nil if
// there is none.
func readInfo(r io.ReaderAt) *Build {
	info, err := buildinfo.Read(&budgetReader{r, buildBudget})
	if err != nil {
		return nil
	}
	return newBuild(info)
}

func newBuild(info *debug.BuildInfo) *Build {
	b := &Build{Version: info.GoVersion, Path: info.Path}
	for _, s := range info.Settings {
		switch s.Key {
		case "-buildmode":
			b.Mode = s.Value
		case "GOOS":
			b.OS = s.Value
		case "GOARCH":
			b.Arch = s.Value
		case "CGO_ENABLED":
			b.Cgo = s.Value
		case "-tags":
			b.Tags = strings.FieldsFunc(s.Value, func(r rune) bool { return r == ',' || r == ' ' })
		case "DefaultGODEBUG":
			b.GODEBUG = s.Value
		}
	}
	return b
}

// NetDNS returns the mode in GODEBUG's netdns, such as "go" or "cgo", or "". As
// in internal/godebug the last setting counts, and as in goDebugNetDNS of package
// net a level of debugging may stand on either side of a plus sign.
func (b *Build) NetDNS() string {
	value := ""
	for setting := range strings.SplitSeq(b.GODEBUG, ",") {
		if key, v, _ := strings.Cut(setting, "="); key == "netdns" {
			value = v
		}
	}
	mode := ""
	left, right, _ := strings.Cut(value, "+")
	for _, part := range []string{left, right} {
		if part != "" && (part[0] < '0' || part[0] > '9') {
			mode = part
		}
	}
	return mode
}

var errBudget = errors.New("more to read than makes sense")

// A budgetReader reads no more bytes than it was given, in sum.
type budgetReader struct {
	r    io.ReaderAt
	left int64
}

func (b *budgetReader) ReadAt(p []byte, off int64) (int, error) {
	if b.left -= int64(len(p)); b.left < 0 {
		return 0, errBudget
	}
	return b.r.ReadAt(p, off)
}
