package integration

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

// proved is a module whose tests leak, in all the ways in which tests are written.
var proved = map[string]string{
	"go.mod": "module example.com/m\n\ngo 1.26\n",
	"a/a.go": `package a

func First(n int) int {
	ch := make(chan int)
	for range n {
		go func() {
			ch <- 1
		}()
	}
	return <-ch
}

func Captured(i int) {
	ch := make(chan int)
	go func() {
		ch <- i
	}()
}

func Unseen() {
	ch := make(chan int)
	go func() {
		ch <- 1
	}()
}

func Given(ch chan int) {
	go func() {
		for range ch {
		}
	}()
}
`,
	"a/a_test.go": `package a

import (
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	if os.Getenv("GOPITFALLS_PROVE") == "" {
		panic("not run by prove")
	}
	os.Exit(m.Run())
}

func TestFirst(t *testing.T) {
	First(4)
}

func TestParallel(t *testing.T) {
	t.Parallel()
	t.Run("sub", func(t *testing.T) {
		t.Parallel()
		First(2)
	})
}

func TestGiven(_ *testing.T) { Given(make(chan int)) }

func TestCaptured(t *testing.T) { Captured(1) }

func TestUnnamed(*testing.T) {}
`,
	"a/x_test.go": `package a_test

import (
	"example.com/m/a"
	tst "testing"
)

func TestOuter(t *tst.T) { a.First(3) }
func TestFails(t *tst.T) { t.Fatal("no") }
`,
	"h/h.go": `package h

func Block(ch chan int) { <-ch }
`,
	"h/h_test.go": `package h

import "testing"

func TestHang(t *testing.T) { Block(make(chan int)) }
`,
	"b/b.go":      "package b\n",
	"b/b_test.go": "package b\n\nimport \"testing\"\n\nfunc TestBroken(t *testing.T) { undefined() }\n",
}

// TestProve has the tests of a module confirm findings.
func TestProve(t *testing.T) {
	checktest.Slow(t, "runs tests")
	dir := t.TempDir()
	for name, text := range proved {
		write(t, filepath.Join(dir, filepath.FromSlash(name)), text)
	}
	prove := func(statuses []int, args ...string) (string, string) {
		t.Helper()
		cmd := checktest.Command(dir, checktest.ModuleEnv(), binary, append([]string{"prove"}, args...)...)
		var stdout, stderr strings.Builder
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		if err := cmd.Run(); cmd.ProcessState == nil {
			t.Fatal(err)
		}
		ok := false
		for _, status := range statuses {
			ok = ok || cmd.ProcessState.ExitCode() == status
		}
		if !ok {
			t.Errorf("%v: exit status %d\n%s%s", args, cmd.ProcessState.ExitCode(), stdout.String(), stderr.String())
		}
		return stdout.String(), stderr.String()
	}
	text, told := prove([]int{1}, "-timeout=20s", "./...")
	for _, want := range []string{
		"\tconfirmed by TestFirst (3 goroutines), TestOuter (2 goroutines), TestParallel (1 goroutine)\n",
		"\tleft by TestCaptured (1 goroutine); ", // the runtime takes the variable for reachable
		"\tnot seen\n",
		"a/a.go:29: leaked, not found after TestGiven (1 goroutine): 1 goroutine (chan receive 1); 1 of them leaked for certain\n",
		"\tthe channel is a parameter of Given, ",
		"h/h.go:3: no finding where goroutines hang: 1 goroutine (chan receive 1)",
	} {
		if !strings.Contains(text, filepath.FromSlash(want)) && !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	for _, want := range []string{
		"a: TestFails failed\n", "h: TestHang did not end in time\n", "b [example.com/m/b.test] does not compile: " + filepath.Join(dir, "b", "b_test.go") + ":5:", "6 tests passed\n",
	} {
		if !strings.Contains(told, want) {
			t.Errorf("no %q in\n%s", want, told)
		}
	}
	for name, want := range proved {
		if got, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name))); err != nil || string(got) != want {
			t.Errorf("%s has changed: %v", name, err)
		}
	}
	if files, _ := filepath.Glob(filepath.Join(dir, "*", "*prove*")); len(files) > 0 {
		t.Errorf("files are left: %v", files)
	}

	text, _ = prove([]int{1}, "-run=TestOuter", "-json", "./a")
	if e := witnessed(t, text)["abandonedsend a.go:7"]; e == nil || e.Leaked != 2 || strings.Join(e.Tests, "") != "TestOuter 2" {
		t.Errorf("-run: %+v", e)
	}
	prove([]int{2}, "-profile=x", "./a")
	prove([]int{2}, "-timeout=0s", "./a")
	if help, _ := prove([]int{0}, "-h"); !strings.Contains(help, "gopitfalls prove runs tests") {
		t.Errorf("help: %s", help)
	}
}
