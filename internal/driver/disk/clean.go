package disk

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
)

// A temporary file has one of two kinds of names: scratch, while it is written, and
// one that says of which file it is the other version, and which versions these are.
const prefix = ".gopitfalls-"

var (
	isScratch = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\.gopitfalls-\d+$`) })
	isTemp    = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^\.gopitfalls-([0-9a-f]{12})-([0-9a-f]{12})-([0-9a-f]{12})$`)
	})
)

func tempName(base string, before, after []byte) string {
	return fmt.Sprintf("%s%s-%s-%s", prefix, digest([]byte(base)), digest(before), digest(after))
}

// digest is a hash of data, short enough for names of files.
func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return fmt.Sprintf("%x", sum[:6])
}

// Clean removes what runs that were killed have left in a folder. What somebody saved
// at the very moment goes back to where it belongs; of that the lines tell.
func Clean(dir string) (told []string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), prefix) || !e.Type().IsRegular() {
			continue
		}
		if m := isTemp().FindStringSubmatch(e.Name()); m != nil {
			if line := cleanTemp(dir, e.Name(), m[1], m[2], m[3]); line != "" {
				told = append(told, line)
			}
		} else if isScratch().MatchString(e.Name()) {
			cleanScratch(filepath.Join(dir, e.Name()))
		}
	}
	return told, nil
}

func cleanScratch(name string) {
	f, err := open(name)
	if err != nil {
		return // it has gone
	}
	defer f.Close()
	if lock(f) == nil { // else its owner lives
		os.Remove(name)
	}
}

// cleanTemp removes a temporary file: it has the new content, if the files were not
// swapped, or the old one. Anything else was saved between the last look and the swap;
// that is put back, if the file still has what it was given instead.
func cleanTemp(dir, name, base, before, after string) (told string) {
	name = filepath.Join(dir, name)
	f, err := open(name)
	if err != nil {
		return "" // it has gone
	}
	defer f.Close()
	if lock(f) != nil {
		return "" // its owner lives
	}
	data, err := readAll(f, MaxBaseline)
	if err != nil {
		return fmt.Sprintf("a run that was killed has left %s: %v", name, err)
	}
	if has := digest(data); has == before || has == after {
		os.Remove(name)
		return ""
	}
	target := fileOf(dir, base)
	now, err := Read(target, MaxBaseline)
	if target == "" || err != nil || digest(now) != after {
		return fmt.Sprintf("%s was saved while a run was killed that changed the file; compare them", name)
	}
	if err := os.Rename(name, target); err != nil {
		return fmt.Sprintf("%s was saved while a run was killed that changed %s: %v", name, target, err)
	}
	return fmt.Sprintf("%s is now as it was saved while a run was killed that changed it", target)
}

// fileOf returns the name of the file in a folder whose name has this digest.
func fileOf(dir, base string) string {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if digest([]byte(e.Name())) == base {
			return filepath.Join(dir, e.Name())
		}
	}
	return ""
}
