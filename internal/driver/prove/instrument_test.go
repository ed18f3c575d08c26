package prove

import (
	"bytes"
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

func TestInstrument(t *testing.T) {
	for src, want := range map[string]string{
		"import \"testing\"\nfunc TestA(t *testing.T) {\n}":                    "func TestA(t *testing.T) { gopitfallsProve(t);\n}",
		"import \"testing\"\nfunc TestA(t *testing.T) { f() }":                 "func TestA(t *testing.T) { gopitfallsProve(t); f() }",
		"import \"testing\"\nfunc TestA(_ *testing.T) { f() }":                 "func TestA(gopitfallsT *testing.T) { gopitfallsProve(gopitfallsT); f() }",
		"import \"testing\"\nfunc TestA(*testing.T) {}":                        "func TestA(gopitfallsT *testing.T) { gopitfallsProve(gopitfallsT);}",
		"import tst \"testing\"\nfunc TestA(t *tst.T) {}":                      "func TestA(t *tst.T) { gopitfallsProve(t);}",
		"import . \"testing\"\nfunc TestA(t *T) {}":                            "func TestA(t *T) { gopitfallsProve(t);}",
		"import \"testing\"\nfunc Test(t *testing.T) {}":                       "func Test(t *testing.T) { gopitfallsProve(t);}",
		"import \"testing\"\nfunc Testing(t *testing.T) {}":                    "",
		"import \"testing\"\nfunc TestMain(m *testing.M) {}":                   "",
		"import \"testing\"\nfunc BenchmarkA(b *testing.B) {}":                 "",
		"import \"testing\"\nfunc (s *Suite) TestA(t *testing.T) {}":           "",
		"import \"testing\"\nfunc TestA(t *testing.T, n int) {}":               "",
		"import testing \"other\"\nfunc TestA(t *testing.T) {}":                "",
		"import \"testing\"\nfunc TestA(t *testing.T) {":                       "", // does not parse
		"import \"testing\"\nfunc TestÄ(t *testing.T) {\n\tpanic(\"\x60\")\n}": "func TestÄ(t *testing.T) { gopitfallsProve(t);\n",
	} {
		src = "package p\n\n" + src
		got := instrument([]byte(src))
		if want == "" {
			if got != nil {
				t.Errorf("%s\nbecomes\n%s", src, got)
			}
			continue
		}
		if !bytes.Contains(got, []byte(want)) || bytes.Count(got, []byte("\n")) != strings.Count(src, "\n") {
			t.Errorf("%s\nbecomes\n%s", src, got)
		}
		if _, err := parser.ParseFile(token.NewFileSet(), "", got, 0); err != nil {
			t.Error(err)
		}
	}
	if _, err := parser.ParseFile(token.NewFileSet(), "", helper("p", 1), 0); err != nil {
		t.Error(err)
	}
}

func TestResults(t *testing.T) {
	const output = `{"Action":"start","Package":"p"}
{"Action":"pass","Package":"p","Test":"TestA"}
{"Action":"pass","Package":"p","Test":"TestB/sub"}
{"Action":"pass","Package":"p","Test":"TestB"}
{"Action":"fail","Package":"p","Test":"TestC/sub"}
{"Action":"fail","Package":"p","Test":"TestC"}
{"Action":"fail","Package":"p"}
no JSON
{"Action":"output","Package":"h","Test":"TestHang","Output":"panic: test timed out after 5s\n"}
{"Action":"output","Package":"h","Output":"\trunning tests:\n"}
{"Action":"output","Package":"h","Output":"\t\tTestHang/sub (5s)\n"}
{"Action":"fail","Package":"h"}
{"Action":"fail","Package":"m"}
{"ImportPath":"c [c.test]","Action":"build-output","Output":"# c\n"}
{"ImportPath":"c [c.test]","Action":"build-output","Output":"c_test.go:5:31: undefined: x\n"}
{"ImportPath":"c [c.test]","Action":"build-fail"}
{"Action":"fail","Package":"c"}
`
	res, err := results(strings.NewReader(output))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"c [c.test] does not compile: c_test.go:5:31: undefined: x", "h: TestHang/sub did not end in time", "p: TestC failed"}
	if res.Passed != 2 || strings.Join(res.Told, "\n") != strings.Join(want, "\n") {
		t.Errorf("%d passed, %q", res.Passed, res.Told)
	}
}
