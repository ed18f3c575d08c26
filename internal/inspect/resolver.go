package inspect

import "slices"

// What looks up host names.
const (
	ResolverGo        = "go"          // Go code, in goroutines
	ResolverCgo       = "cgo"         // the C library, in a thread for each lookup
	ResolverMayUseCgo = "may-use-cgo" // decided when the program runs
	ResolverSystem    = "system"      // the operating system prescribes it
)

// A Resolver is how a Go program looks up host names.
type Resolver struct {
	Verdict  string `json:"verdict"`
	PinnedBy string `json:"pinnedBy,omitempty"` // what leaves no choice
	Evidence string `json:"evidence,omitempty"` // by what the cgo resolver is known to be there
}

// resolverOf decides as net/conf.go does (Go 1.26, mustUseGoResolver and
// lookupOrder), without what only the running program knows: its environment,
// its configuration files and net.Resolver.PreferGo. It returns nil for code
// that looks up nothing.
func resolverOf(b *Build, n names) *Resolver {
	if b == nil {
		return nil
	}
	evidence := evidenceOf(b, n)
	if !n.lookup && evidence == "" {
		return nil
	}
	system := prescribesResolver(b.OS)
	switch {
	case b.Cgo == "0" && !system:
		return &Resolver{ResolverGo, "CGO_ENABLED=0", ""}
	case slices.Contains(b.Tags, "netgo"):
		return &Resolver{ResolverGo, "-tags netgo", ""}
	case b.NetDNS() == "go":
		return &Resolver{ResolverGo, "GODEBUG netdns=go", ""}
	case system:
		return &Resolver{ResolverSystem, "GOOS=" + b.OS, ""}
	case evidence == "":
		return &Resolver{ResolverGo, "a build without the cgo resolver", ""}
	case slices.Contains(b.Tags, "netcgo"):
		return &Resolver{ResolverCgo, "-tags netcgo", evidence}
	case b.NetDNS() == "cgo":
		return &Resolver{ResolverCgo, "GODEBUG netdns=cgo", evidence}
	}
	return &Resolver{ResolverMayUseCgo, "", evidence}
}

// evidenceOf says by what the cgo resolver is known to be in the file; "" if it
// is not. An import of getaddrinfo may be that of other C code, so it counts only
// where names of functions cannot be read.
func evidenceOf(b *Build, n names) string {
	switch {
	case n.cgo:
		return nameCgo + " is in the table of functions"
	case !n.readable && n.imported && b.Cgo == "1":
		return "getaddrinfo is imported"
	}
	return ""
}

// prescribesResolver reports whether package net calls the system's own resolver
// by default, which needs no cgo there (goosPrefersCgo in net/conf.go).
func prescribesResolver(goos string) bool {
	switch goos {
	case "android", "darwin", "ios", "windows":
		return true
	}
	return false
}
