package suggest

import "testing"

func TestSimilar(t *testing.T) {
	names := []string{"abandonedsend", "connfile", "nilchan", "orphanrecv"}
	for name, want := range map[string]string{
		"confile":        `; did you mean "connfile"?`,
		"ConnFile":       `; did you mean "connfile"?`,
		"nlichan":        `; did you mean "nilchan"?`,
		"abandoned-send": `; did you mean "abandonedsend"?`,
		"quux":           "",
		"":               "",
	} {
		if got := Similar(name, names); got != want {
			t.Errorf("%q%s, want %s", name, got, want)
		}
	}
}
