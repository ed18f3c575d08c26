package inspect

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestErrors inspects what is no program.
func TestErrors(t *testing.T) {
	dir := t.TempDir()
	files := 0
	file := func(data string) string {
		files++
		name := filepath.Join(dir, strconv.Itoa(files))
		write(t, name, []byte(data))
		return name
	}
	for _, test := range []struct{ what, file, want string }{
		{"a missing file", filepath.Join(dir, "none"), "no such file or directory"},
		{"a directory", dir, "is a directory"},
		{"an empty file", file(""), errFormat.Error()},
		{"three bytes", file("\x7fEL"), errFormat.Error()},
		{"a script", file("#!/bin/sh\nexit 1\n"), errFormat.Error()},
		{"a class of Java", file("\xca\xfe\xba\xbe\x00\x00\x00\x34" + strings.Repeat("\x00\x01", 50)), errFormat.Error()},
		{"a program for DOS", file("MZ" + strings.Repeat("\x00", 200)), errFormat.Error()},
		{"the start of ELF", file("\x7fELF\x02\x01\x01"), errTruncated.Error()},
		{"the start of PE", file("MZ\x00\x00"), errTruncated.Error()},
		{"the start of Mach-O", file("\xcf\xfa\xed\xfe"), errTruncated.Error()},
		{"the start of many Mach-O", file("\xca\xfe\xba\xbe"), errTruncated.Error()},
	} {
		_, err := File(test.file, Options{})
		if err == nil || runtime.GOOS != "windows" && err.Error() != test.want {
			t.Errorf("%s: %v, want %s", test.what, err, test.want)
		}
	}
	if _, err := os.Stat("/dev/zero"); err == nil {
		if _, err := File("/dev/zero", Options{}); err == nil || err.Error() != "not a regular file" {
			t.Errorf("a device: %v", err)
		}
	}
	if _, err := File(dir, Options{Root: dir}); err == nil || err.Error() != "is a directory" {
		t.Errorf("the root itself: %v", err)
	}
}

// TestTruncated cuts programs of each format at many places.
func TestTruncated(t *testing.T) {
	for _, name := range []string{"arm64", "darwin", "windows.exe"} {
		data := read(t, name)
		for n := 16; n < len(data); n += 1 + n/3 {
			r, err := readBytes(t, data[:n])
			if err != nil && err != errTruncated && err != errFormat {
				t.Errorf("%s, %d bytes: %v", name, n, err)
			}
			if err == nil && name == "arm64" {
				t.Errorf("%s, %d bytes: %+v", name, n, r)
			}
		}
	}
}

// TestHostile inspects files whose headers claim what is not there.
func TestHostile(t *testing.T) {
	// Offsets in the headers of an ELF file and of its first segment.
	const (
		typ, shoff, phnum, shentsize, shnum, shstrndx = 0x10, 0x28, 0x38, 0x3a, 0x3c, 0x3e
	)
	type patch struct {
		off   int
		value uint64
		size  int
	}
	data := read(t, "arm64")
	names := int(binary.LittleEndian.Uint64(data[shoff:])) + 64*int(binary.LittleEndian.Uint16(data[shstrndx:]))
	for _, test := range []struct {
		what string
		want error
		with []patch
	}{
		{"an object file", errKind, []patch{{typ, 1, 2}}},
		{"a core dump", errKind, []patch{{typ, 4, 2}}},
		{"sections behind the end", errTruncated, []patch{{shoff, 1 << 40, 8}}},
		{"sections at a negative offset", errTruncated, []patch{{shoff, 1 << 63, 8}}},
		{"sections without number", errHeaders, []patch{{shnum, 0, 2}}},
		{"many sections", errTruncated, []patch{{shnum, 0xff00, 2}}},
		{"large sections", errHeaders, []patch{{shentsize, 0xffff, 2}}},
		{"many segments", errTruncated, []patch{{phnum, 0xffff, 2}}},
		{"compressed names", errHeaders, []patch{{names + 8, 1 << 11, 8}}},
		{"names without end", errHeaders, []patch{{names + 32, 1 << 60, 8}}},
		{"no names", nil, []patch{{shstrndx, 0, 2}}},
	} {
		hostile := bytes.Clone(data)
		for _, p := range test.with {
			var b [8]byte
			binary.LittleEndian.PutUint64(b[:], p.value)
			copy(hostile[p.off:p.off+p.size], b[:])
		}
		if _, err := readBytes(t, hostile); err != test.want {
			t.Errorf("%s: %v, want %v", test.what, err, test.want)
		}
	}
}

// TestDynamic reads dynamic segments that refer to nowhere: each entry of a real
// one is given some values in turn.
func TestDynamic(t *testing.T) {
	data := read(t, "fork")
	segment := dynamicOffset(data)
	for off := segment; data[off] != 0; off += 16 { // up to DT_NULL
		for _, value := range []uint64{0, 1, 0x1000, 1 << 31, 1 << 62, 1<<64 - 1} {
			hostile := bytes.Clone(data)
			binary.LittleEndian.PutUint64(hostile[off+8:], value)
			if _, err := readBytes(t, hostile); err != nil && err != errDynamic {
				t.Errorf("entry at %#x = %#x: %v", off, value, err)
			}
		}
	}
}

// dynamicOffset returns where an ELF file of 64 bits has its dynamic segment, 0
// if it has none.
func dynamicOffset(data []byte) int {
	f, err := elf.NewFile(bytes.NewReader(data))
	if err != nil {
		return 0
	}
	i := slices.IndexFunc(f.Progs, func(p *elf.Prog) bool { return p.Type == elf.PT_DYNAMIC })
	if i < 0 {
		return 0
	}
	return int(f.Progs[i].Off)
}

// bytesFile makes a file of data.
func bytesFile(data []byte) *file {
	return &file{ReaderAt: bytes.NewReader(data), size: int64(len(data)), info: noInfo{}}
}

// noInfo is the FileInfo of a file that is none.
type noInfo struct{ fs.FileInfo }

// Bounds on what inspecting one file may take.
const (
	maxAllocated = 512 << 20
	maxRead      = 1 << 30
)

// A countingReader counts the bytes that are read.
type countingReader struct {
	io.ReaderAt
	n int
}

func (r *countingReader) ReadAt(p []byte, off int64) (int, error) {
	n, err := r.ReaderAt.ReadAt(p, off)
	r.n += n
	return n, err
}

// readBytes inspects data in an empty tree and checks what it takes.
func readBytes(tb testing.TB, data []byte) (*Report, error) {
	tb.Helper()
	return readWithin(tb, bytesFile(data))
}

func readWithin(tb testing.TB, f *file) (*Report, error) {
	tb.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	counted := &countingReader{ReaderAt: f.ReaderAt}
	f.ReaderAt = counted
	root := filepath.Join(built, "none")
	r := &Report{}
	err := r.read(f, place{root, "/file"}, &search{root: root})
	if counted.n > maxRead {
		tb.Errorf("reads %d bytes", counted.n)
	}
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > maxAllocated {
		tb.Errorf("allocates %d bytes", n)
	}
	r.findings()
	return r, err
}
