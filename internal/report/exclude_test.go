package report

import (
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis"
)

func TestExclude(t *testing.T) {
	a := &analysis.Analyzer{Name: "probe", Doc: "report this\n\nAnd that.\n\n# Late\n\nToo late.\n\n# Early\n\nToo early.\n"}
	if got := excluded(a); got != nil {
		t.Errorf("without the flag: %q", got)
	}
	Flags(a)
	for _, test := range []struct {
		value string
		want  []string
	}{
		{"late", []string{"late"}}, {" late ,early,late", []string{"early", "late"}}, {"", nil}, {",", nil},
	} {
		if err := a.Flags.Set(excludeFlag, test.value); err != nil {
			t.Error(err)
		}
		if got := excluded(a); !slices.Equal(got, test.want) {
			t.Errorf("%q: %q", test.value, got)
		}
	}
	for _, value := range []string{"Late", "late,never", "late early"} {
		if err := a.Flags.Set(excludeFlag, value); err == nil {
			t.Errorf("%q is accepted", value)
		}
	}
}
