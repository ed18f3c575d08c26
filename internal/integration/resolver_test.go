package integration

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

// A pinned program looks up names, after it has chosen a resolver, or not.
type pinned struct {
	directive string // above the package clause
	code      string // what main does first
	found     bool   // by cgoresolver
	cgo       bool   // the lookups go to the C library if RES_OPTIONS is set
}

var pinnedPrograms = map[string]pinned{
	"none":      {"", "", true, true},
	"directive": {"//go:debug netdns=go\n\n", "", false, false},
	"wantscgo":  {"//go:debug netdns=cgo\n\n", "", false, true},
	"misspelt":  {"//go:debug netdns=native\n\n", "", true, true},
	"setenv":    {"", `os.Setenv("GODEBUG", "netdns=go")`, false, false},
	"setenvbad": {"", `os.Setenv("GODEBUG", "netdsn=go")`, true, true},
	"late":      {"", `net.LookupHost(os.Args[1]); os.Setenv("GODEBUG", "netdns=go")`, true, true},
	"prefergo":  {"", "net.DefaultResolver.PreferGo = true", false, false},
	"resolver":  {"", "net.DefaultResolver = &net.Resolver{PreferGo: true}", false, false},
	"strict":    {"", "net.DefaultResolver = &net.Resolver{StrictErrors: true}", true, true},
}

// foundPrograms are the names of those in which something is found.
func foundPrograms() string {
	var list []string
	for name, p := range pinnedPrograms {
		if p.found {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

// pinnedMain is the source of such a program. When each of its lookups has ended or
// waits for a DNS server, it prints how many of them hold a thread in the C library.
const pinnedMain = `%spackage main

import (
	"fmt"
	"net"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"time"
)

func main() {
	%s
	var lookups atomic.Int64
	for i := range 50 {
		lookups.Add(1)
		go func() {
			net.LookupHost(fmt.Sprintf("host%%d.example.com", i))
			lookups.Add(-1)
		}()
	}
	for int64(questions()) < lookups.Load() {
		time.Sleep(10 * time.Millisecond)
	}
	// A lookup may have had two sockets, and another not have begun.
	n := held()
	for tries := 0; n > 0 && int64(n) < lookups.Load() && tries < 1000; tries++ {
		time.Sleep(10 * time.Millisecond)
		n = held()
	}
	fmt.Println("held", n)
}

// held returns how many goroutines are in the C library.
func held() int {
	stacks := make([]byte, 1<<20)
	n := runtime.Stack(stacks, true)
	return strings.Count(string(stacks[:n]), "\nnet._C2func_getaddrinfo(")
}

// questions returns how many sockets this process has for questions to a DNS server.
func questions() (n int) {
	table, err := os.ReadFile("/proc/self/net/udp")
	if err != nil {
		panic(err)
	}
	files, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		panic(err)
	}
	ours := make(map[string]bool)
	for _, f := range files {
		link, _ := os.Readlink("/proc/self/fd/" + f.Name())
		ours[link] = true
	}
	for line := range strings.Lines(string(table)) {
		// number, local and remote address in hexadecimal digits, and so on
		f := strings.Fields(line)
		if len(f) > 9 && strings.HasSuffix(f[2], ":0035") && ours["socket:["+f[9]+"]"] {
			n++
		}
	}
	return n
}
`

// writeModule writes a module with a folder for each of the pinnedPrograms.
func writeModule(t *testing.T, gomod string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), gomod)
	for name, p := range pinnedPrograms {
		write(t, filepath.Join(dir, name, "main.go"), fmt.Sprintf(pinnedMain, p.directive, p.code))
	}
	return dir
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// unpinned returns the folders of the module in which both drivers find programs
// whose resolver is not pinned.
func unpinned(t *testing.T, dir, cgo, tags string) (standalone, vet string) {
	t.Helper()
	folders := func(name string, args ...string) string {
		out := checktest.Output(t, checktest.Command(dir, checktest.ModuleEnv("CGO_ENABLED="+cgo), name, append(args, "-tags="+tags, "./...")...), 0, 1)
		var list []string
		for _, f := range findings(t, out) {
			rest, ok := strings.CutPrefix(f, dir+string(filepath.Separator))
			folder, _, _ := strings.Cut(filepath.ToSlash(rest), "/")
			if !ok || !strings.HasSuffix(f, "(cgoresolver)") {
				t.Errorf("unexpected: %s", f)
			}
			list = append(list, folder)
		}
		return strings.Join(list, " ")
	}
	return folders(binary, "-json"), folders("go", "vet", "-json", "-vettool="+binary)
}

// needCgo skips the test where nothing can be built with cgo for Linux.
func needCgo(t *testing.T) {
	t.Helper()
	out, err := exec.Command("go", "env", "CC", "GOHOSTOS").Output()
	if err != nil {
		t.Fatal(err)
	}
	cc, hostos, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	if _, err := exec.LookPath(strings.Fields(cc)[0]); err != nil || hostos != "linux" {
		t.Skip("cgo needs a C compiler for Linux: ", hostos, " ", err)
	}
}

// TestResolvers checks what is found in all builds, and again when the cache has
// the results of all of them.
func TestResolvers(t *testing.T) {
	checktest.Slow(t, "builds for six settings")
	needCgo(t)
	dir := writeModule(t, "module example.com/m\n\ngo 1.26\n")
	for range 2 {
		for _, cgo := range []string{"1", "0"} {
			for _, tags := range []string{"", "netgo", "netcgo"} {
				want := ""
				if cgo == "1" && tags == "" {
					want = foundPrograms()
				}
				standalone, vet := unpinned(t, dir, cgo, tags)
				if standalone != want || vet != want {
					t.Errorf("CGO_ENABLED=%s -tags=%s: standalone %q, go vet %q; want %q", cgo, tags, standalone, vet, want)
				}
			}
		}
	}
}

// TestGodebugLine adds the godebug line to a module that is in the cache, and takes
// it away: the command sees that, and go vet does not.
func TestGodebugLine(t *testing.T) {
	checktest.Slow(t, "runs two drivers seven times")
	needCgo(t)
	const gomod = "module example.com/m\n\ngo 1.26\n"
	dir := writeModule(t, gomod)
	all := foundPrograms()
	for _, test := range []struct{ line, want string }{
		{"", all},
		{"godebug netdns=go\n", "misspelt"}, // the line in the program wins
		{"", all},
		{"godebug netdns=cgo+1\n", "misspelt"},
		{"godebug netdns=1\n", all},
		{"godebug (\n\tdefault=go1.24\n\tnetdns=go\n)\n", "misspelt"},
		{"", all},
	} {
		write(t, filepath.Join(dir, "go.mod"), gomod+test.line)
		standalone, vet := unpinned(t, dir, "1", "")
		if standalone != test.want || vet != all {
			t.Errorf("%q: standalone %q, want %q; go vet %q", test.line, standalone, test.want, vet)
		}
	}
}

// TestResolverFix applies the fixes: the programs still compile, and nothing is found
// in them any more.
func TestResolverFix(t *testing.T) {
	checktest.Slow(t, "compiles ten programs")
	needCgo(t)
	dir := writeModule(t, "module example.com/m\n\ngo 1.26\n")
	for _, args := range [][]string{{binary, "-fix=cgoresolver", "./..."}, {"go", "build", "-o", os.DevNull, "./..."}} {
		checktest.Output(t, checktest.Command(dir, checktest.ModuleEnv("CGO_ENABLED=1"), args[0], args[1:]...))
	}
	if standalone, vet := unpinned(t, dir, "1", ""); standalone != "" || vet != "" {
		t.Errorf("after -fix, the command finds %q, go vet %q", standalone, vet)
	}
}

// TestResolverDirective checks that an ignore directive is not called useless in a
// build that has nothing to ignore.
func TestResolverDirective(t *testing.T) {
	checktest.Slow(t, "compiles std for other systems")
	for _, env := range []string{"CGO_ENABLED=0", "GOFLAGS=-tags=netgo", "GOFLAGS=-tags=netcgo"} {
		run(t, checktest.Env(env), []int{0}, binary, "cgoresolver/bad/ignored")
	}
	run(t, checktest.Env("CGO_ENABLED=0", "GOOS=darwin"), []int{0}, binary, "-resolverdial=false", "-iotimeout=false", "cgoresolver/bad/...")
	run(t, checktest.Env("CGO_ENABLED=0", "GOOS=windows"), []int{0}, binary, "cgoresolver/bad/get", "cgoresolver/bad/ignored")
}
