package vettool

import (
	"crypto/sha256"
	"fmt"
	"go/version"
	"io"
	"os"
	"strings"
)

// typesEnv forces the source of types. It is in the executable's description,
// hence in the keys of the build cache.
const typesEnv = "GOPITFALLS_TYPES"

// Where the types of imported packages come from.
const (
	typesFromExport = "export" // the compiler's export data, in cfg.PackageFile
	typesFromVetx   = "vetx"   // files that the units of the imports left, in cfg.PackageVetx
)

// typesMode decides which it is for all units of a build alike: the environment is the
// same for all of them. A unit without imports cannot tell from its file what its
// importers will get. Go 1.28 and later need not compile what they vet
// (https://go.dev/issue/79454), and what they compile has a form of its own
// (https://go.dev/issue/79427).
func typesMode(getenv func(string) string) (string, error) {
	switch v := getenv(typesEnv); v {
	case "":
	case typesFromVetx:
		return typesFromVetx, nil
	default:
		return "", fmt.Errorf("%s=%s: want %s or nothing", typesEnv, v, typesFromVetx)
	}
	if !exportsTypes(getenv("GOVERSION")) {
		return typesFromVetx, nil
	}
	return typesFromExport, nil
}

// exportsTypes reports whether the go command of this version, which it tells
// its tools in the environment, passes export data to a vettool.
func exportsTypes(goversion string) bool {
	lang := language(goversion)
	return lang == "go1.26" || lang == "go1.27"
}

// language returns the release of which a version is, such as "go1.26", or "".
func language(goversion string) string {
	v, _, _ := strings.Cut(goversion, " ") // experiments may follow
	return version.Lang(v)
}

// printVersion describes the executable in the form that cmd/go's
// (*Builder).toolID reads: fields, of which the second is "version", the third
// says "devel" and the last is the build ID.
func printVersion(w io.Writer, mode string) error {
	exe, err := os.Executable()
	if err != nil {
		return err
	}
	f, err := os.Open(exe)
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return err
	}
	io.WriteString(h, mode)
	_, err = io.WriteString(w, versionLine(exe, h.Sum(nil))+"\n")
	return err
}

func versionLine(exe string, sum []byte) string {
	name := strings.Join(strings.Fields(exe), "_") // a space would shift the fields
	return fmt.Sprintf("%s version devel comments-go-here buildID=%x", name, sum)
}
