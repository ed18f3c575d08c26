package integration

import (
	"cmp"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

// TestStory000 runs the programs where the DNS server does not answer: a thread
// for each lookup, although all clients have had their answer, and not; and a request that
// never comes back, or is given up.
func TestStory000(t *testing.T) {
	run := blackHole(t)
	threads := func(kind string, env ...string) (answers, threads int) {
		program := checktest.BuildProgram(t, "stories/000/"+kind, "CGO_ENABLED=1")
		out, err := run(env, program)
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if _, err := fmt.Sscanf(out, "answers %d threads %d\n", &answers, &threads); err != nil {
			t.Fatalf("%v in %q", err, out)
		}
		if news := map[string]string{"bad": "news awaited\n", "fixed": "news given up\n"}[kind]; !strings.HasSuffix(out, news) {
			t.Errorf("%s: %q, want %q at its end", kind, out, news)
		}
		return answers, threads
	}
	if answers, n := threads("bad", "RES_OPTIONS=timeout:5"); n < answers {
		t.Errorf("bad: %d threads after %d answers, want one each", n, answers)
	}
	if answers, n := threads("fixed", "RES_OPTIONS=timeout:5"); n > answers/2 {
		t.Errorf("fixed: %d threads after %d answers", n, answers)
	}
	if answers, n := threads("bad"); n > answers/2 {
		t.Errorf("bad, without RES_OPTIONS: %d threads after %d answers; the choice should fall on Go's resolver", n, answers)
	}
}

// TestPinnedPrograms runs programs that choose a resolver in all ways, where the
// DNS server does not answer and RES_OPTIONS is set: a thread for each lookup where
// something is found or the C library is wanted, and not elsewhere.
func TestPinnedPrograms(t *testing.T) {
	run := blackHole(t)
	dir := writeModule(t, "module example.com/m\n\ngo 1.26\n")
	checktest.Output(t, checktest.Command(dir, checktest.ModuleEnv("CGO_ENABLED=1"), "go", "build", "-o", dir+"/bin/", "./..."))
	var wg sync.WaitGroup
	for name, p := range pinnedPrograms {
		wg.Go(func() {
			var held int
			out, err := run([]string{"RES_OPTIONS=timeout:30"}, filepath.Join(dir, "bin", name), "localhost")
			if _, scanErr := fmt.Sscanf(out, "held %d\n", &held); err != nil || scanErr != nil {
				t.Errorf("%s: %v in %q", name, cmp.Or(err, scanErr), out)
			} else if got := held == 50; got != p.cgo || held > 0 && !got {
				t.Errorf("%s: %d threads for 50 lookups, want a thread for each: %t", name, held, p.cgo)
			}
		})
	}
	wg.Wait()
}

// localNames are hosts, and whether somebody must be asked for them.
var localNames = map[string]bool{
	"localhost": false, "LocalHost": false, "127.0.0.1": false, "::1": false, "fe80::1%lo": false,
	"localhost.": true, "www.localhost": true, "example.com": true,
}

// TestLocalNames looks up hosts by the C library, where the DNS server does not
// answer: threads wait for those hosts of which something is found.
func TestLocalNames(t *testing.T) {
	run := blackHole(t)
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module example.com/m\n\ngo 1.26\n")
	folder := func(host string) string { return fmt.Sprintf("%x", host) }
	var want []string
	for host, asks := range localNames {
		program := strings.ReplaceAll(fmt.Sprintf(pinnedMain, "", ""), `fmt.Sprintf("host%d.example.com", i)`, fmt.Sprintf("%q", host))
		write(t, filepath.Join(dir, folder(host), "main.go"), strings.Replace(program, "for i := range 50", "for range 50", 1))
		if asks {
			want = append(want, folder(host))
		}
	}
	slices.Sort(want)
	standalone, vet := unpinned(t, dir, "1", "")
	if all := strings.Join(want, " "); standalone != all || vet != all {
		t.Errorf("standalone %q, go vet %q; want %q", standalone, vet, all)
	}
	checktest.Output(t, checktest.Command(dir, checktest.ModuleEnv("CGO_ENABLED=1"), "go", "build", "-o", dir+"/bin/", "./..."))
	var wg sync.WaitGroup
	for host, asks := range localNames {
		wg.Go(func() {
			var held int
			out, err := run([]string{"RES_OPTIONS=timeout:30"}, filepath.Join(dir, "bin", folder(host)))
			if _, scanErr := fmt.Sscanf(out, "held %d\n", &held); err != nil || scanErr != nil {
				t.Errorf("%s: %v in %q", host, cmp.Or(err, scanErr), out)
			} else if got := held == 50; got != asks || held > 0 && !got {
				t.Errorf("%s: %d threads for 50 lookups, want a thread for each: %t", host, held, asks)
			}
		})
	}
	wg.Wait()
}

// blackHole returns a function that runs programs which have a DNS server that
// takes questions and does not answer. It skips the test where that cannot be
// had.
func blackHole(t *testing.T) func(env []string, program ...string) (string, error) {
	t.Helper()
	checktest.Slow(t, "builds and runs programs")
	if _, err := exec.LookPath("gcc"); err != nil {
		t.Skip("cgo needs gcc: ", err)
	}
	server, err := net.ListenPacket("udp", "127.0.0.77:53")
	if err != nil {
		t.Skip("port 53 is for root: ", err)
	}
	t.Cleanup(func() { server.Close() })
	dir := t.TempDir()
	for name, text := range map[string]string{
		"resolv.conf":   "nameserver 127.0.0.77\n",
		"nsswitch.conf": "hosts: files dns\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	run := func(env []string, program ...string) (string, error) {
		script := `cd "$0" && for f in *.conf; do mount --bind $f /etc/$f || exit 77; done && exec "$@"`
		cmd := exec.Command("sh", append([]string{"-c", script, dir}, program...)...)
		cmd.Env = append(slices.DeleteFunc(os.Environ(), choosesResolver), env...)
		cmd.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := run(nil, "true"); err != nil {
		t.Skipf("programs cannot be given files of their own in /etc: %v\n%s", err, out)
	}
	return run
}

// choosesResolver reports whether a variable of the environment has an influence on
// which resolver is chosen.
func choosesResolver(variable string) bool {
	name, _, _ := strings.Cut(variable, "=")
	return slices.Contains([]string{"GODEBUG", "RES_OPTIONS", "LOCALDOMAIN", "HOSTALIASES"}, name)
}

// TestStory000Profile looks at the program whose lookups hold threads.
func TestStory000Profile(t *testing.T) {
	run0 := blackHole(t)
	program := dumping(t, "stories/000/bad", "wg.Wait()", "CGO_ENABLED=1")
	for _, debug := range []string{"1", "2"} {
		out, err := run0([]string{"RES_OPTIONS=timeout:5", "DUMP=" + debug}, program)
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		name := filepath.Join(t.TempDir(), "dump")
		write(t, name, out)
		found := run(t, checktest.Env("CGO_ENABLED=1"), []int{1}, binary, "-json", "-fail-on=note", "-profile="+name, "stories/000/bad/...")
		joined := false
		for at, e := range witnessed(t, found) {
			if strings.HasPrefix(at, "cgoresolver main.go:") {
				joined = e.Goroutines >= 50
			}
		}
		if !joined {
			t.Errorf("debug=%s: the lookups are not joined: %v in\n%s", debug, witnessed(t, found), found)
		}
	}
}
