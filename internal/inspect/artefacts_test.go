package inspect

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

// built is the folder of what the tests build.
var built string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		var err error
		if built, err = os.MkdirTemp("", "inspect"); err != nil {
			panic(err)
		}
		defer os.RemoveAll(built)
		return m.Run()
	}())
}

// A recipe is how an artefact is built: what must be there before, and a command
// in which $DIR is the folder of all artefacts, with settings of the environment
// in front.
type recipe struct {
	needs, command string
}

const goBuild = "go build -buildvcs=false -o $OUT "

var recipes = map[string]recipe{
	"cgo":         {"gcc", "CGO_ENABLED=1 " + goBuild + "./testdata/lookup"},
	"pure":        {"", "CGO_ENABLED=0 GOOS=linux " + goBuild + "./testdata/lookup"},
	"netgo":       {"gcc", "CGO_ENABLED=1 " + goBuild + "-tags netgo,other ./testdata/lookup"},
	"netcgo":      {"gcc", "CGO_ENABLED=1 " + goBuild + "-tags netcgo ./testdata/lookup"},
	"pinned":      {"gcc", "CGO_ENABLED=1 " + goBuild + "./testdata/pinned"},
	"module":      {"gcc", "CGO_ENABLED=1 go build -C testdata/module -buildvcs=false -o $OUT ."},
	"small":       {"gcc", "CGO_ENABLED=1 " + goBuild + "-ldflags=-s ./testdata/lookup"},
	"stripped":    {"gcc cgo", "strip -o $OUT $DIR/cgo"},
	"pie":         {"gcc", "CGO_ENABLED=1 " + goBuild + "-buildmode=pie ./testdata/lookup"},
	"windows.exe": {"", "CGO_ENABLED=0 GOOS=windows GOARCH=amd64 " + goBuild + "./testdata/lookup"},
	"darwin":      {"", "CGO_ENABLED=0 GOOS=darwin GOARCH=arm64 " + goBuild + "./testdata/lookup"},
	"arm64":       {"", "CGO_ENABLED=0 GOOS=linux GOARCH=arm64 " + goBuild + "./testdata/lookup"},
	"quiet":       {"gcc", "CGO_ENABLED=1 " + goBuild + "./testdata/quiet"},

	"libgo.so":  {"gcc", "CGO_ENABLED=1 " + goBuild + "-buildmode=c-shared ./testdata/golib"},
	"libgo.a":   {"gcc", "CGO_ENABLED=1 " + goBuild + "-buildmode=c-archive ./testdata/golib"},
	"libadd.so": {"libgo.so", "gcc -shared -fPIC -o $OUT testdata/host/direct.c -L$DIR -lgo -Wl,-rpath,$ORIGIN"},

	"fork":     {"libgo.so", "gcc -o $OUT testdata/host/fork.c testdata/host/direct.c -L$DIR -lgo -Wl,-rpath,$ORIGIN"},
	"bare":     {"fork", "strip --strip-all -o $OUT $DIR/fork"},
	"fixed":    {"libgo.so", `gcc -o $OUT testdata/host/fork.c testdata/host/dlopen.c -DLIBRARY="$DIR/libgo.so" -ldl`},
	"path":     {"libgo.so", "gcc -o $OUT testdata/host/fork.c testdata/host/direct.c $DIR/libgo.so"},
	"indirect": {"libadd.so", "gcc -o $OUT testdata/host/fork.c -L$DIR -ladd -Wl,--disable-new-dtags,-rpath,$ORIGIN -Wl,--allow-shlib-undefined"},
	"archive":  {"libgo.a", "gcc -o $OUT testdata/host/fork.c testdata/host/direct.c $DIR/libgo.a -lpthread"},
	"static":   {"libgo.a", "gcc -static -o $OUT testdata/host/fork.c testdata/host/direct.c $DIR/libgo.a -lpthread"},
	"daemon":   {"libgo.so", "gcc -o $OUT testdata/host/daemon.c testdata/host/direct.c -L$DIR -lgo -Wl,-rpath,$ORIGIN"},
	"exec":     {"libgo.so", "gcc -o $OUT testdata/host/exec.c testdata/host/direct.c -L$DIR -lgo -Wl,-rpath,$ORIGIN"},
	"nofork":   {"libgo.so", "gcc -o $OUT testdata/host/nofork.c testdata/host/direct.c -L$DIR -lgo -Wl,-rpath,$ORIGIN"},
	"norpath":  {"libgo.so", "gcc -o $OUT testdata/host/fork.c testdata/host/direct.c -L$DIR -lgo"},
	"tiny":     {"gcc", "gcc -shared -fPIC -nostartfiles -s -Wl,-z,noseparate-code,-z,norelro,-z,max-page-size=16 -o $OUT testdata/host/exec.c"},
	"forks":    {"gcc", "CGO_ENABLED=1 " + goBuild + "./testdata/forks"},
}

var making = struct {
	sync.Mutex
	done map[string]error
}{done: make(map[string]error)}

// artefact returns the path of an artefact. It builds each once.
func artefact(tb testing.TB, name string) string {
	tb.Helper()
	checktest.Slow(tb, "builds programs")
	for need := range strings.FieldsSeq(recipes[name].needs) {
		if need == "gcc" {
			needGCC(tb)
			continue
		}
		artefact(tb, need)
	}
	out := filepath.Join(built, name)
	making.Lock()
	defer making.Unlock()
	err, done := making.done[name]
	if !done {
		err = run(recipes[name].command, out)
		making.done[name] = err
	}
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

// needGCC skips a test on machines where what it needs cannot be built.
func needGCC(tb testing.TB) {
	tb.Helper()
	if runtime.GOOS != "linux" {
		tb.Skip("needs programs of Linux that have C code")
	}
	for _, tool := range []string{"gcc", "strip"} {
		if _, err := exec.LookPath(tool); err != nil {
			tb.Skip(err)
		}
	}
}

// run runs the command of a recipe.
func run(command, out string) error {
	var args []string
	for field := range strings.SplitSeq(command, " ") {
		args = append(args, os.Expand(field, func(name string) string {
			switch name {
			case "OUT":
				return out
			case "DIR":
				return built
			}
			return "$" + name // ORIGIN
		}))
	}
	env := checktest.ModuleEnv()
	for strings.Contains(args[0], "=") {
		env = append(env, args[0])
		args = args[1:]
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = env
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", command, err, output)
	}
	return nil
}
