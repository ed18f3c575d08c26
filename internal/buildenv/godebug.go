package buildenv

import "strings"

// netdns returns which resolver a GODEBUG text chooses: "go", "cgo", or "" for
// none (internal/godebug, parse; net/conf.go, goDebugNetDNS).
func netdns(godebug string) string {
	mode := ""
	for setting := range strings.SplitSeq(godebug, ",") {
		if key, value, ok := strings.Cut(setting, "="); ok && key == netdnsKey {
			mode = dnsMode(value) // the last one counts
		}
	}
	if mode != "go" && mode != "cgo" {
		return ""
	}
	return mode
}

const netdnsKey = "netdns"

// dnsMode returns the mode in a value of netdns, which may have a debug level too:
// go, 1, go+1, 1+go.
func dnsMode(value string) string {
	value, _, _ = strings.Cut(value, "#")
	mode := ""
	first, second, _ := strings.Cut(value, "+")
	for _, part := range []string{first, second} {
		if part != "" && (part[0] < '0' || '9' < part[0]) {
			mode = part
		}
	}
	return mode
}

// misspelt returns the setting in a GODEBUG text that was to choose a resolver and
// does not, or "".
func misspelt(godebug string) string {
	for setting := range strings.SplitSeq(godebug, ",") {
		key, value, ok := strings.Cut(setting, "=")
		switch {
		case !ok:
			key, _, _ = strings.Cut(strings.TrimSpace(setting), ":") // netdns, netdns:go
			if strings.EqualFold(key, netdnsKey) {
				return setting
			}
		case key == netdnsKey:
			if mode := dnsMode(value); mode != "" && netdns(setting) == "" {
				return setting
			}
		case near(strings.ToLower(strings.TrimSpace(key)), netdnsKey):
			return setting
		}
	}
	return ""
}

// near reports whether s is t but for one letter, or but for two of those in it.
func near(s, t string) bool {
	row := make([]int, len(t)+1) // distances from a prefix of s to those of t
	for j := range row {
		row[j] = j
	}
	for i := range len(s) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(t) {
			d := diagonal
			if s[i] != t[j] {
				d = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], d
		}
	}
	return row[len(t)] <= 1 || row[len(t)] == 2 && len(s) == len(t) // not netedns0
}
