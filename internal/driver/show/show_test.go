package show

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestText(t *testing.T) {
	for s, want := range map[string]string{
		"main.go:1:2: naïve café 世界 عربى हिन्दी": "main.go:1:2: naïve café 世界 عربى हिन्दी",
		"می\u200cخواهم":            "می\u200cخواهم", // with U+200C
		"👩\u200d💻":                 "👩\u200d💻",      // with U+200D
		"a\u00a0b\u3000c":          "a\u00a0b\u3000c",
		`C:\dir\new.go`:            `C:\dir\new.go`,
		"\x1b[31mred\x07\x00\x7f":  `\x1b[31mred\x07\x00\x7f`,
		"a\nb\r\tc":                `a\nb\x0d\tc`,
		"\u009b31m \x9b31m":        `\u009b31m \x9b31m`,
		"\u202egnp.exe\u202c":      `\u202egnp.exe\u202c`,
		"\u2066\u200e\u061c\u2028": `\u2066\u200e\u061c\u2028`,
		"\ufeff\U000e0041":         `\ufeff\U000e0041`,
		"x ##[error] y ##vso[a]b":  `x #\x23[error] y #\x23vso[a]b`,
		"##teamcity[x] ##x":        `#\x23teamcity[x] ##x`,
	} {
		if got := Text(s); got != want {
			t.Errorf("%q: %s, want %s", s, got, want)
		}
	}
	if got := Source("\tx\x1b\r"); got != "\t"+`x\x1b` {
		t.Errorf("%q", got)
	}
}

func TestPrintf(t *testing.T) {
	var buf bytes.Buffer
	p := To(&buf)
	p.Printf("%s%s%s %v %d\n", Trusted("\x1b[1m"), "\x1b", Trusted("\x1b[0m"), errors.New("a\nb"), 3)
	p.Printf("%s: %s\n\t%s\n", "::error file=x", "::b::", " ::warning::")
	p.Message("a: \x1b\n\thave ()\n\twant ()")
	p.Columns([]string{"", "a\t", "b"})
	want := "\x1b[1m\\x1b\x1b[0m a\\nb 3\n" + `\x3a:error file=x: ::b::` + "\n\t " + `\x3a:warning::` + "\n" +
		`a: \x1b` + "\n\thave ()\n\twant ()\n" + `  a\t  b` + "\n"
	if got := buf.String(); got != want || p.Err() != nil {
		t.Errorf("%q, %v\nwant %q", got, p.Err(), want)
	}
}

type broken struct{ writes int }

func (b *broken) Write([]byte) (int, error) { b.writes++; return 0, errors.New("full") }

func TestErr(t *testing.T) {
	w := new(broken)
	p := To(w)
	p.Println("x")
	p.Data([]byte("y"))
	if p.Err() == nil || w.writes != 1 {
		t.Errorf("%v after %d writes", p.Err(), w.writes)
	}
}

func FuzzText(f *testing.F) {
	f.Add("a\x1b[31m\u202e\n::error::")
	f.Fuzz(func(t *testing.T, s string) {
		var buf bytes.Buffer
		To(&buf).Printf("%s: %s\n", s, s)
		got := buf.String()
		for _, r := range strings.TrimSuffix(got, "\n") {
			if r == utf8.RuneError && !strings.Contains(s, "\ufffd") || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
				t.Errorf("%q becomes %q", s, got)
			}
		}
		if strings.HasPrefix(strings.TrimSpace(got), "::") || strings.Contains(got, "##[") {
			t.Errorf("%q becomes a command: %q", s, got)
		}
	})
}
