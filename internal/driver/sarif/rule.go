package sarif

import (
	"go/doc/comment"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
)

// rule describes a check.
func rule(a *analysis.Analyzer, info checkdoc.Info) reportingDescriptor {
	title, body, _ := strings.Cut(strings.TrimPrefix(a.Doc, a.Name+": "), "\n\n")
	title = sentence(strings.Join(strings.Fields(title), " "))
	help := message{Text: title}
	if body = strings.TrimSpace(body); body != "" {
		help = helpText(body)
	}
	return reportingDescriptor{
		ID:                   a.Name,
		ShortDescription:     message{Text: title},
		FullDescription:      message{Text: title}, // viewers show it beside each finding: all of the help would be too much
		Help:                 help,
		HelpURI:              a.URL,
		DefaultConfiguration: reportingConfiguration{info.Level("")},
	}
}

// helpText returns a doc comment as text and as Markdown.
func helpText(doc string) message {
	p := &comment.Printer{
		HeadingLevel:   2,
		HeadingID:      func(*comment.Heading) string { return "" },
		DocLinkBaseURL: "https://pkg.go.dev",
		TextWidth:      -1,
	}
	d := new(comment.Parser).Parse(doc)
	return message{Text: string(p.Text(d)), Markdown: string(p.Markdown(d))}
}

// sentence makes a title a sentence, as viewers expect one.
func sentence(title string) string {
	r, n := utf8.DecodeRuneInString(title)
	return string(unicode.ToUpper(r)) + title[n:] + "."
}
