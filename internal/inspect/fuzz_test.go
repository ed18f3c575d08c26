package inspect

import (
	"debug/elf"
	"encoding/binary"
	"io"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"testing"
)

// FuzzFile inspects any bytes. Seeds are small files of C, whole, and the headers
// of others.
func FuzzFile(f *testing.F) {
	for _, name := range seeds() {
		data := read(f, name)
		if len(data) > 1<<15 {
			data = data[:1<<11]
		}
		f.Add(data)
	}
	f.Add(writeELF(elf.ELFCLASS32, binary.BigEndian))
	f.Add(writeELF(elf.ELFCLASS64, binary.LittleEndian))
	f.Fuzz(func(t *testing.T, data []byte) { _, _ = readBytes(t, data) })
}

// FuzzPatched inspects real programs in which some bytes are other ones, so that
// more of a file makes sense than in what FuzzFile comes upon.
func FuzzPatched(f *testing.F) {
	var files [][]byte
	for i, name := range seeds() {
		files = append(files, read(f, name))
		f.Add(uint8(i), uint32(0x28), []byte{1}, uint32(64+8), []byte("\xff\xff\xff\xff\xff\xff\xff\x7f"))
		f.Add(uint8(i), uint32(dynamicOffset(files[i])+8), []byte{0, 0}, uint32(0x3c), []byte{0, 0, 0, 0})
	}
	f.Fuzz(func(t *testing.T, which uint8, off1 uint32, with1 []byte, off2 uint32, with2 []byte) {
		data := files[int(which)%len(files)]
		r := patched{data, []change{{int64(off1) % int64(len(data)), with1}, {int64(off2) % int64(len(data)), with2}}}
		_, _ = readWithin(t, &file{ReaderAt: r, size: int64(len(data)), info: noInfo{}})
	})
}

// FuzzConfig reads any configuration of the loader.
func FuzzConfig(f *testing.F) {
	f.Add([]byte("include /etc/ld.so.conf.d/*.conf\n\n/usr/lib/x # comment\nhwcap 0 nosegneg\n"))
	f.Add([]byte("include *\ninclude /*/*/*\ninclude [\n/../..\n"))
	root := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		write(t, filepath.Join(root, "etc/ld.so.conf"), data)
		for _, dir := range (&search{root: root}).systemDirs() {
			if dir.root != root || !path.IsAbs(dir.path) {
				t.Errorf("%+v", dir)
			}
		}
	})
}

// seeds returns the names of artefacts, those that can be built here.
func seeds() []string {
	names := []string{"arm64", "darwin", "windows.exe"}
	if _, err := exec.LookPath("gcc"); err == nil && runtime.GOOS == "linux" {
		names = append(names, "tiny", "fork", "bare", "libadd.so", "archive", "stripped")
	}
	return names
}

// A patched file has other bytes in places.
type patched struct {
	data    []byte
	changes []change
}

type change struct {
	off  int64
	with []byte
}

func (p patched) ReadAt(b []byte, off int64) (int, error) {
	if off < 0 || off >= int64(len(p.data)) {
		return 0, io.EOF
	}
	n := copy(b, p.data[off:])
	for _, c := range p.changes {
		for i, v := range c.with {
			if at := c.off + int64(i) - off; at >= 0 && at < int64(n) {
				b[at] = v
			}
		}
	}
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}
