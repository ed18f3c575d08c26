package inspect

import (
	"bytes"
	"io"
)

// The functions that tell how host names are looked up, as the table of
// functions has them (pclntab, which stripping leaves in place). Seen so in
// programs of Go 1.17 to 1.27.
const (
	// nameMain is in every program: if it is missing, the table is unreadable.
	nameMain = "runtime.main"
	// nameLookup decides about the resolver, so it is there if anybody asks.
	nameLookup = "net.(*conf).hostLookupOrder"
	// nameCgo is the call of getaddrinfo. Unlike net.cgoLookupHost it is missing
	// where package net has only stubs for the cgo resolver.
	nameCgo = "net._C2func_getaddrinfo"
)

// names tells which functions a file has.
type names struct {
	readable bool // the table could be read
	lookup   bool // there is code that looks up host names
	cgo      bool // the cgo resolver is among it
	imported bool // getaddrinfo is imported, by package net or other code
}

// maxScan is how many bytes of a file are searched for names.
const maxScan = 4 << 30

// findNames searches for names of functions, which have a zero byte on both
// sides in the table of functions and in symbol tables.
func findNames(r *io.SectionReader) names {
	found := contains(io.LimitReader(r, maxScan), nameMain, nameLookup, nameCgo)
	return names{readable: found[0], lookup: found[1], cgo: found[2]}
}

// contains tells for each of the words whether it stands between zero bytes
// somewhere. Errors of reading end the search.
func contains(r io.Reader, words ...string) []bool {
	const chunk = 1 << 20
	found := make([]bool, len(words))
	patterns := make([][]byte, len(words))
	keep := 0
	for i, w := range words {
		patterns[i] = []byte("\x00" + w + "\x00")
		keep = max(keep, len(patterns[i])-1)
	}
	buf := make([]byte, 0, keep+chunk)
	for {
		n, err := io.ReadFull(r, buf[len(buf):keep+chunk])
		buf = buf[:len(buf)+n]
		for i, p := range patterns {
			found[i] = found[i] || bytes.Contains(buf, p)
		}
		if err != nil {
			return found
		}
		buf = append(buf[:0], buf[len(buf)-keep:]...)
	}
}
