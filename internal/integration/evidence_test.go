package integration

import (
	"bufio"
	"encoding/json"
	"fmt"
	"go/build"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

// serverMain is a server that answers by means of the packages of the fourth story.
const serverMain = `//go:debug default=go1.26
package main

import (
	"fmt"
	"net"
	"net/http"
	_ "net/http/pprof"

	"stories/004/bad/backend"
	"stories/004/bad/inbox"
)

func main() {
	http.HandleFunc("/query", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, backend.QueryAll("north", "south", "west"))
	})
	http.HandleFunc("/deliver", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, inbox.Deliver([]string{"bill", "love"}))
	})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(ln.Addr())
	panic(http.Serve(ln, nil))
}
`

// server builds and starts a server, and returns its address.
func server(t *testing.T, main string) (addr string) {
	t.Helper()
	checktest.Slow(t, "builds and runs a server")
	dir := t.TempDir()
	write(t, filepath.Join(dir, "main.go"), main)
	program := filepath.Join(dir, "server")
	checktest.Output(t, checktest.Command(dir, checktest.Env(leakProfile()...), "go", "build", "-o", program, "main.go"))
	cmd := exec.Command(program)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // or it has ended
		_ = cmd.Wait()         // by that
	})
	addr, err = bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(addr)
}

// leakProfile returns what makes the go command build programs with the leak profile.
func leakProfile() []string {
	if has127() {
		return nil
	}
	return []string{"GOEXPERIMENT=goroutineleakprofile"}
}

// get gets a page, and returns when the server has no more to do.
func get(t *testing.T, url string) string {
	t.Helper()
	resp, err := http.Get(url) //nolint:noctx // the test has a time limit
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", url, resp.Status, err)
	}
	return string(body)
}

// await asks the server for its goroutines until so many hang in a function.
func await(t *testing.T, addr, state, function string, n int) {
	t.Helper()
	hangs := regexp.MustCompile(`(?m)^goroutine \d+ \[` + state + `.*\n` + regexp.QuoteMeta(function) + `\(`)
	for range 1000 {
		if len(hangs.FindAllString(get(t, "http://"+addr+"/debug/pprof/goroutine?debug=2"), -1)) >= n {
			return
		}
	}
	t.Fatalf("no %d goroutines in %s", n, function)
}

// witnessed are the findings of a run with -json, by check and line, that have evidence.
func witnessed(t *testing.T, output string) map[string]*wire.Evidence {
	t.Helper()
	m := make(map[string]*wire.Evidence)
	err := wire.Decode(strings.NewReader(output), func(tree wire.Tree) {
		for _, results := range tree {
			for check, r := range results {
				for _, d := range r.Diagnostics {
					if d.Evidence != nil {
						posn := strings.Split(d.Posn, ":")
						m[fmt.Sprintf("%s %s:%s", check, filepath.Base(posn[0]), posn[1])] = d.Evidence
					}
				}
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestStory004Profile asks a server whose goroutines grow with each request, in all
// forms and over HTTP.
func TestStory004Profile(t *testing.T) {
	addr := server(t, serverMain)
	pprof := "http://" + addr + "/debug/pprof/"
	request := func(n int) {
		for range n {
			get(t, "http://"+addr+"/query")
			get(t, "http://"+addr+"/deliver")
		}
	}
	const few, many = 3, 10
	request(few)
	await(t, addr, "chan send", "stories/004/bad/backend.QueryAll.func1", 2*few)
	before := filepath.Join(t.TempDir(), "before.pb.gz")
	write(t, before, get(t, pprof+"goroutine"))
	request(many - few)
	await(t, addr, "chan send", "stories/004/bad/backend.QueryAll.func1", 2*many)
	for _, form := range []string{"goroutine", "goroutine?debug=1", "goroutine?debug=2", "goroutineleak", "goroutineleak?debug=1", "goroutineleak?debug=2"} {
		t.Run(form, func(t *testing.T) {
			out := run(t, checktest.Env(), []int{1}, binary, "-json", "-profile-base="+before, "-profile="+pprof+form, "stories/004/bad/...")
			got := witnessed(t, out)
			for at, n := range map[string]int64{"abandonedsend backend.go:17": 2 * many, "orphanrecv inbox.go:18": many} {
				e := got[at]
				if e == nil {
					t.Errorf("nobody hangs at %s: %v", at, got)
					continue
				}
				if e.Goroutines != n || strings.HasPrefix(form, "goroutineleak") && e.Leaked != n {
					t.Errorf("%s: %+v, want %d goroutines", at, *e, n)
				}
				if kind, _, _ := strings.Cut(form, "?"); kind == "goroutine" && (e.Before == nil || *e.Before != n*few/many) {
					t.Errorf("%s: %+v, want %d before", at, *e, n*few/many)
				}
			}
			for at := range got {
				if strings.HasPrefix(at, "nilchan") {
					t.Errorf("%s is joined, and nobody was there", at)
				}
			}
		})
	}
	text := run(t, checktest.Env(), []int{1}, binary, "-profile-base="+before, "-profile="+pprof+"goroutine?debug=2", "stories/004/bad/...")
	first, rest, _ := strings.Cut(text, "\n")
	if !strings.Contains(first, "backend.go:17:") {
		t.Errorf("first is %s", first)
	}
	for _, want := range []string{
		"\thangs here: 20 goroutines (chan send 20); ", "; +14 since before",
		"\tcreated by stories/004/bad/backend.QueryAll ",
		"as expected: ",
	} {
		if !strings.Contains(rest, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if trace := regexp.MustCompile(`(?m)^  1 QueryAll; 2, 3, 4 started at line 16$`); !trace.MatchString(text) {
		t.Errorf("no counter-example in\n%s", text)
	}
}

// dumping builds a main package of the corpus that tells of its goroutines at a call of
// its main file, which stays on its line.
func dumping(t *testing.T, pkg, call string, env ...string) (program string) {
	t.Helper()
	checktest.Slow(t, "builds and runs a program")
	dir := t.TempDir()
	folder := filepath.Join(checktest.Testdata(), "src", filepath.FromSlash(pkg))
	main := filepath.Join(folder, "main.go")
	text, err := os.ReadFile(main)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), "\n\t"+call+"\n", "\n\t"+call+"; dump()\n", 1)
	if changed == string(text) {
		t.Fatalf("no %s in %s", call, main)
	}
	write(t, filepath.Join(dir, "main.go"), changed)
	write(t, filepath.Join(dir, "dump.go"), `package main

import ("os"; "runtime/pprof"; "strconv")

func dump() {
	debug, _ := strconv.Atoi(os.Getenv("DUMP"))
	if err := pprof.Lookup("goroutine").WriteTo(os.Stderr, debug); err != nil {
		panic(err)
	}
}
`)
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{
		main:                             filepath.Join(dir, "main.go"),
		filepath.Join(folder, "dump.go"): filepath.Join(dir, "dump.go"),
	}})
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "overlay.json"), string(overlay))
	program = filepath.Join(dir, "program")
	checktest.Output(t, checktest.Command(checktest.Testdata(), checktest.Env(env...), "go", "build", "-overlay="+filepath.Join(dir, "overlay.json"), "-o", program, pkg))
	return program
}

// TestStory001Profile looks at the program with a blocking connection for each daemon.
func TestStory001Profile(t *testing.T) {
	if _, err := os.Stat("/proc/self/status"); err != nil {
		t.Skip("the programs read /proc")
	}
	program := dumping(t, "stories/001/bad", "settle()")
	for _, debug := range []string{"0", "1", "2"} {
		cmd := exec.Command(program)
		cmd.Env = append(os.Environ(), "DUMP="+debug)
		var dump strings.Builder
		cmd.Stderr = &dump
		if err := cmd.Run(); err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(t.TempDir(), "dump")
		write(t, name, dump.String())
		out := run(t, checktest.Env(), []int{1}, binary, "-json", "-profile="+name, "stories/001/bad/...")
		if e := witnessed(t, out)["connfile sockopt.go:23"]; e == nil || e.Goroutines < 100 {
			t.Errorf("debug=%s: %+v, want 100 goroutines at sockopt.go:23", debug, e)
		}
	}
}

func has127() bool { return slices.Contains(build.Default.ReleaseTags, "go1.27") }

const evidenceModule = `package m

func Given(ch chan int) {
	ch <- 1
}

func Made() chan int {
	ch := make(chan int)
	go func() {
		ch <- 1
	}()
	return ch
}

func Found() {
	ch := make(chan int)
	go func() {
		ch <- 1
	}()
}

type T struct{ Ch chan int }

func (t *T) Wait() {
	<-t.Ch
}

`

// hanging returns a dump with goroutines at lines of the module, "LINE STATE FUNCTION".
func hanging(file string, goroutines ...string) string {
	var b strings.Builder
	for i, g := range goroutines {
		f := strings.Split(g, "|")
		fmt.Fprintf(&b, "goroutine %d [%s]:\n%s(0x1)\n\t%s:%s +0x1d\n\n", i+2, f[1], f[2], file, f[0])
	}
	return b.String()
}

// TestProfileCommand looks at all that -profile prints, and at its mistakes.
func TestProfileCommand(t *testing.T) {
	checktest.Slow(t, "runs the command")
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module example.com/m\n\ngo 1.26\n")
	write(t, filepath.Join(dir, "m.go"), evidenceModule)
	hostile := "\x1b[31m::error::x"
	dump := hanging("/build/m/m.go",
		"4|chan send|example.com/m.Given", "4|chan send|example.com/m.Given", "4|chan send|example.com/m.Given",
		"10|chan send (leaked)|example.com/m.Made.func1", "10|chan send|example.com/m.Made.func1",
		"18|chan send|example.com/m.Found.func1",
		"25|chan receive, 5 minutes|example.com/m.(*T).Wait",
		"11|chan send|example.com/m.Found.func1") + "goroutine 99 [chan send]:\nevil.example/" + hostile + ".f()\n\t/x/" + hostile + ".go:1 +0x1\n\n"
	write(t, filepath.Join(dir, "dump"), dump)
	write(t, filepath.Join(dir, "before"), hanging("/build/m/m.go", "4|chan send|example.com/m.Given"))
	command := func(statuses []int, stdin string, args ...string) string {
		t.Helper()
		cmd := checktest.Command(dir, checktest.ModuleEnv(), binary, args...)
		cmd.Stdin = strings.NewReader(stdin)
		return checktest.Output(t, cmd, statuses...)
	}

	text := command([]int{1}, "", "-profile-base=before", "-profile=dump", ".")
	slope := regexp.MustCompile(`; [+-]\S+ a minute`) // the files may be old, standard input is not
	text = slope.ReplaceAllString(text, "")
	if again := slope.ReplaceAllString(command([]int{1}, dump, "-profile-base=before", "-profile=-", "."), ""); again != text {
		t.Errorf("from standard input:\n%s\nwant\n%s", again, text)
	}
	lines := strings.Split(text, "\n")
	if !strings.HasPrefix(lines[0], "m.go:18:3: ch: goroutine blocks forever sending") {
		t.Errorf("first is %s", lines[0])
	}
	for _, want := range []string{
		"\thangs here: 2 goroutines (chan send 2); +2 since before",
		"\tthe source has changed since the program was built: this is the only such operation in the function\n",
		"m.go:4: no finding where goroutines hang: 3 goroutines (chan send 3); +2 since before",
		"\tthe channel is a parameter of Given, and comes from callers that are not in the package\n",
		"m.go:10: no finding where goroutines hang: 2 goroutines (chan send 2); 1 of them leaked for certain",
		"\tthe channel made at line 8: explored from Made, it escapes: ",
		"m.go:25: no finding where goroutines hang: 1 goroutine (chan receive 1); for up to 5 minutes",
		"\tthe channel is stored where other packages",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, "\x1b") || regexp.MustCompile(`(?m)^\s*::`).MatchString(text) {
		t.Errorf("hostile text is printed: %q", text)
	}

	got := witnessed(t, command([]int{0, 1}, "", "-json", "-profile=dump", "."))
	if e := got["abandonedsend m.go:18"]; e == nil || e.Goroutines != 2 || !e.Moved {
		t.Errorf("JSON: %+v", e)
	}
	if e := got["profile m.go:10"]; e == nil || e.Goroutines != 2 || e.Leaked != 1 {
		t.Errorf("JSON: %+v", e)
	}
	log := command([]int{1}, "", "-sarif", "-profile=dump", ".")
	for _, want := range []string{`"occurrenceCount": 2`, `"goroutines": 2`, `m.go:4: no finding where goroutines hang: 3 goroutines`} {
		if !strings.Contains(log, want) {
			t.Errorf("no %s in the SARIF:\n%s", want, log)
		}
	}

	for _, args := range [][]string{
		{"-profile=none"}, {"-profile=m.go"}, {"-profile="}, {"-profile-base=dump"}, {"-profile=dump", "-diff"}, {"-profile=ftp://127.0.0.1/x"},
		{"-profile=dump", "-profile-timeout=0s"},
	} {
		cmd := checktest.Command(dir, checktest.ModuleEnv(), binary, append(args, ".")...)
		out, err := cmd.CombinedOutput()
		if cmd.ProcessState.ExitCode() != 2 || strings.Count(string(out), "\n") != 1 || !strings.HasPrefix(string(out), "gopitfalls: ") {
			t.Errorf("%v: %v\n%s", args, err, out)
		}
	}
}
