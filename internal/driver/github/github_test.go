package github

import (
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/driver/text"
	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

func TestWrite(t *testing.T) {
	var out strings.Builder
	err := Write(&out, "/r", []text.Finding{
		{Check: "connfile", Diagnostic: wire.Diagnostic{
			Category: "leak", Level: "warning", Posn: "/r/a/b.go:3:4", End: "/r/a/b.go:3:9", Message: "100% of it", URL: "https://example.com/#leak",
		}},
		{Check: "nilchan", Diagnostic: wire.Diagnostic{
			Level: "note", Posn: "/r/a,b:c.go:3:4", End: "/r/a,b:c.go:5:1", Message: "x\r\n::error::y", URL: "u",
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	const want = `::warning file=a/b.go,line=3,col=4,endLine=3,endColumn=9,title=connfile#leak::100%25 of it%0Ahttps://example.com/#leak
::notice file=a%2Cb%3Ac.go,line=3,col=4,title=nilchan::x%0D%0A::error::y%0Au
`
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", &out, want)
	}
}
