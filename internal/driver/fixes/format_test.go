package fixes

import (
	"bytes"
	"go/format"
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

// editsOf replaces each place of a text by another text.
func editsOf(src string, replace ...string) (edits []wire.TextEdit) {
	for i := 0; i < len(replace); i += 2 {
		at := strings.Index(src, replace[i])
		edits = append(edits, wire.TextEdit{Start: at, End: at + len(replace[i]), New: replace[i+1]})
	}
	return edits
}

func TestFormatEdits(t *testing.T) {
	const untidy = "package x\n\nimport (\n\t\"os\"\n  \"fmt\"\n)\n\n\n\n\nfunc  F( ) {\n  bad( )\n  other( )   // why\n}"
	for _, test := range []struct {
		what, src, want string
		replace         []string
	}{
		{
			what:    "a formatted file stays one",
			src:     "package x\n\nvar (\n\ta   = 1 // one\n\tbcd = 2 // two\n)\n",
			replace: []string{"bcd", "bcdef"},
			want:    "package x\n\nvar (\n\ta     = 1 // one\n\tbcdef = 2 // two\n)\n",
		},
		{
			what:    "of another one only the line of the edit is formatted",
			src:     untidy,
			replace: []string{"bad( )", "good( )"},
			want:    strings.Replace(untidy, "  bad( )", "\tgood()", 1),
		},
		{
			what:    "a line becomes several",
			src:     untidy,
			replace: []string{"bad( )", "good( );good( 1 )"},
			want:    strings.Replace(untidy, "  bad( )", "\tgood()\n\tgood(1)", 1),
		},
		{
			what:    "lines come",
			src:     untidy,
			replace: []string{"  bad( )\n", "  good( )\n  bad( )\n"},
			want:    strings.Replace(untidy, "  bad( )", "\tgood()\n\tbad()", 1),
		},
		{
			what:    "a line goes",
			src:     untidy,
			replace: []string{"  bad( )\n", ""},
			want:    strings.Replace(untidy, "  bad( )\n", "", 1),
		},
		{
			what:    "lines that end with a carriage return go on doing so",
			src:     "package x\r\n\r\nfunc F() {\r\n\tbad()\r\n}\r\n",
			replace: []string{"bad()", "good()\ngood( )"},
			want:    "package x\r\n\r\nfunc F() {\r\n\tgood()\r\n\tgood()\r\n}\r\n",
		},
		{
			what:    "also in a file that is not formatted",
			src:     "package x\r\nvar s = `a\r\nb`\nfunc  F() {\r\n  bad( )\n}\r\n",
			replace: []string{"bad( )", "good( )\ngood( )"},
			want:    "package x\r\nvar s = `a\r\nb`\nfunc  F() {\r\n\tgood()\r\n\tgood()\n}\r\n",
		},
		{
			what:    "a byte order mark stays",
			src:     "\ufeffpackage x\n\nfunc F() { bad() }\n",
			replace: []string{"bad", "good"},
			want:    "\ufeffpackage x\n\nfunc F() { good() }\n",
		},
	} {
		got, err := formatEdits([]byte(test.src), editsOf(test.src, test.replace...))
		if err != nil || string(got) != test.want {
			t.Errorf("%s: %v\n%q\nwant\n%q", test.what, err, got, test.want)
		}
	}
}

// FuzzFormatEdits edits a line of what is Go: no other line changes, unless the file is
// formatted before and after.
func FuzzFormatEdits(f *testing.F) {
	f.Add([]byte("package x\r\n\n\nvar   a = 1 ; var b=`x\r\n y`\n\nfunc  F( ) {\n  bad( )\n}"), 20, 3, "c")
	f.Add([]byte("package x\n\nfunc F() { bad() }\n"), 22, 3, "good(); good")
	f.Fuzz(func(t *testing.T, src []byte, at, length int, text string) {
		if _, err := format.Source(src); err != nil || at < 0 || length < 0 || at > len(src) || length > len(src)-at {
			t.Skip()
		}
		if strings.ContainsAny(text, "\r\n`/") || bytes.ContainsAny(src[at:at+length], "\n") {
			t.Skip()
		}
		got, err := formatEdits(src, []wire.TextEdit{{Start: at, End: at + length, New: text}})
		if err != nil {
			return
		}
		if clean, err := format.Source(src); err == nil && bytes.Equal(clean, src) {
			if clean, err := format.Source(got); err != nil || !bytes.Equal(clean, got) {
				t.Errorf("%q is not formatted: %v", got, err)
			}
			return
		}
		if crlf := bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n")); !bytes.Equal(src, crlf) {
			return
		}
		start, end := bytes.LastIndexByte(src[:at], '\n')+1, at+length
		if !bytes.HasPrefix(got, src[:start]) {
			t.Errorf("%q: lines before %d have changed: %q", src, at, got)
		}
		if i := bytes.IndexByte(src[end:], '\n'); i >= 0 && !bytes.HasSuffix(got, src[end+i:]) {
			t.Errorf("%q: lines behind %d have changed: %q", src, end, got)
		}
	})
}
