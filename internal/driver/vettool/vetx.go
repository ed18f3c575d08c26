package vettool

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"go/token"
	"go/types"
	"os"

	"golang.org/x/tools/go/gcexportdata"
)

// A vetx is what a unit leaves for its importers: facts, and, where the build system
// need not compile what it vets, the types of the package.
type vetx struct {
	types []byte // as gcexportdata has them; none if they are in the compiler's export data
	facts []byte
}

// typesMagic begins every file with types. The length of these follows, in eight bytes,
// little-endian, then they themselves and the facts.
const typesMagic = "gopitfalls types 1\n"

// readVetx reads the files that the units of the imports left, a map from package path
// to file. Errors name the package.
func readVetx(files map[string]string) (map[string]vetx, error) {
	all := make(map[string]vetx)
	for _, path := range sortedKeys(files) {
		data, err := os.ReadFile(files[path])
		if err == nil {
			all[path], err = splitVetx(data)
		}
		if err != nil {
			return nil, fmt.Errorf("facts of %s: %w", path, err)
		}
	}
	return all, nil
}

func splitVetx(data []byte) (vetx, error) {
	rest, ok := bytes.CutPrefix(data, []byte(typesMagic))
	if !ok {
		return vetx{facts: data}, nil
	}
	if len(rest) < 8 {
		return vetx{}, errors.New("the file of types and facts is cut off")
	}
	n, rest := binary.LittleEndian.Uint64(rest), rest[8:]
	if n > uint64(len(rest)) {
		return vetx{}, errors.New("the file of types and facts is cut off")
	}
	return vetx{types: rest[:n], facts: rest[n:]}, nil
}

// bytes returns the file.
func (v vetx) bytes() []byte {
	if v.types == nil {
		return v.facts
	}
	data := binary.LittleEndian.AppendUint64([]byte(typesMagic), uint64(len(v.types)))
	return append(append(data, v.types...), v.facts...)
}

// encodeTypes returns a package, and what of others it mentions, in the form that x/tools
// has for it: the compiler's is the compiler's own business since Go 1.28.
func encodeTypes(fset *token.FileSet, pkg *types.Package) ([]byte, error) {
	var buf bytes.Buffer
	if err := gcexportdata.Write(&buf, fset, pkg); err != nil {
		return nil, fmt.Errorf("encoding types: %w", err)
	}
	return buf.Bytes(), nil
}
