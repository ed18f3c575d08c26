package config

import (
	"bytes"
	"encoding/json"
	"flag"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
)

type object = map[string]any

// Schema returns the JSON schema of the file, from which editors complete and check it.
func Schema(analyzers []*analysis.Analyzer) ([]byte, error) {
	checks, severities, settings := object{}, object{}, object{}
	for _, a := range analyzers {
		title, _, _ := strings.Cut(a.Doc, "\n\n")
		title = strings.Join(strings.Fields(title), " ")
		add := func(name, text string) {
			checks[name] = object{"type": "boolean", "description": text}
			severities[name] = object{"enum": checkdoc.Levels, "description": text}
		}
		add(a.Name, title)
		for _, c := range checkdoc.Categories(a.Doc) {
			add(a.Name+"/"+c, "the category "+c+" of the findings of "+a.Name)
		}
		flags := object{}
		a.Flags.VisitAll(func(f *flag.Flag) {
			if f.Name != "explain" && f.Name != "blocked" { // which are questions
				flags[f.Name] = flagSchema(f)
			}
		})
		if len(flags) > 0 {
			settings[a.Name] = section(title, flags)
		}
	}
	root := section("The configuration of gopitfalls for a repository.", object{
		"checks":     section("Whether checks, and categories of their findings, are on.", checks),
		"severities": section("How severe the findings of checks and categories are.", severities),
		"settings":   section("What the flags of checks are set to.", settings),
		"paths": section("Where findings are wanted.", object{
			"exclude": object{"type": []string{"array", "null"}, "items": object{"type": "string", "minLength": 1},
				"description": "Files and folders in which nothing is shown, relative to this file; ** stands for any folders."},
		}),
	})
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = Name
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	e.SetIndent("", "\t")
	err := e.Encode(root)
	return buf.Bytes(), err
}

// section returns the schema of a mapping that has no other keys and may be empty.
func section(text string, properties object) object {
	return object{"type": []string{"object", "null"}, "description": text, "properties": properties, "additionalProperties": false}
}

func flagSchema(f *flag.Flag) object {
	_, usage := flag.UnquoteUsage(f)
	s := object{"description": usage}
	if b, ok := f.Value.(interface{ IsBoolFlag() bool }); ok && b.IsBoolFlag() {
		s["type"] = "boolean"
		return s
	}
	s["type"] = []string{"string", "number", "array"}
	s["items"] = object{"type": "string"}
	return s
}
