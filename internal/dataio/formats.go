package dataio

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
)

// format is a way to write a table.
type format struct {
	name       string
	extensions []string // of files, in lower case
	magic      string   // what files begin with, "" for nothing that tells them
	read       func(s *source, o Options, numbers accept) (*content, error)
}

// formats is the table of what can be read: a new one is one row.
var formats = []format{
	{"csv", []string{".csv"}, "", func(s *source, o Options, numbers accept) (*content, error) { return readCSV(s, 0, o, numbers) }},
	{"tsv", []string{".tsv", ".tab"}, "", func(s *source, o Options, numbers accept) (*content, error) { return readCSV(s, '\t', o, numbers) }},
	{"svm", []string{".svm", ".svmlight", ".libsvm"}, "", func(s *source, _ Options, numbers accept) (*content, error) { return readSVM(s, numbers) }},
	{"mtx", []string{".mtx"}, "%%", func(s *source, _ Options, numbers accept) (*content, error) { return readMTX(s, numbers) }}, // MatrixMarket in any case
	{"npy", []string{".npy"}, "\x93NUMPY", func(s *source, _ Options, numbers accept) (*content, error) { return readNPY(s, numbers) }},
}

// Formats lists the names of what can be read.
func Formats() []string {
	names := make([]string, len(formats))
	for k, f := range formats {
		names[k] = f.name
	}
	return names
}

// unreadable is what people have and should save in another format.
var unreadable = []struct{ magic, problem string }{
	{"PK\x03\x04", "is a zip archive (.npz, .xlsx?); save it as .npy or .csv"},
	{"\x89HDF", "is an HDF5 file; save it as .npy or .csv"},
	{"PAR1", "is a Parquet file; save it as .npy or .csv"},
	{"\xff\xfe", "is UTF-16 text; save it as UTF-8"},
	{"\xfe\xff", "is UTF-16 text; save it as UTF-8"},
}

// named returns the format of that name.
func named(name string) *format {
	return &formats[slices.IndexFunc(formats, func(f format) bool { return f.name == name })]
}

// format returns the format asked for, or else that of the first bytes, or else that of
// the extension, or else that of the first line.
func (s *source) format(asked string) (*format, error) {
	if slices.Contains(Formats(), asked) {
		return named(asked), nil
	}
	if asked != "" {
		names := Formats()
		return nil, fmt.Errorf("unknown format %q: use %s or %s", asked, strings.Join(names[:len(names)-1], ", "), names[len(names)-1])
	}
	head, err := s.r.Peek(4096)
	if err != nil && err != io.EOF && err != bufio.ErrBufferFull {
		return nil, s.failed(err)
	}
	for k, f := range formats {
		if f.magic != "" && bytes.HasPrefix(head, []byte(f.magic)) {
			return &formats[k], nil
		}
	}
	for _, u := range unreadable {
		if bytes.HasPrefix(head, []byte(u.magic)) {
			return nil, s.errorf("%s", u.problem)
		}
	}
	if nul := bytes.IndexByte(head, 0); nul >= 0 && filepath.Ext(s.name) != ".npy" && 3*bytes.Count(head, []byte{0}) > len(head) {
		return nil, s.errorf("is UTF-16 text or binary; save it as UTF-8, or as .npy")
	}
	name := strings.ToLower(s.name)
	for _, z := range []string{".gz", ".zst"} {
		name = strings.TrimSuffix(name, z)
	}
	for k, f := range formats {
		if slices.Contains(f.extensions, filepath.Ext(name)) {
			return &formats[k], nil
		}
	}
	if bytes.IndexByte(head, 0) >= 0 {
		return nil, s.errorf("is binary, in no format that can be read; save it as .npy or .csv")
	}
	for line := range bytes.Lines(head) {
		line, _, _ = bytes.Cut(line, []byte("#"))
		if f := bytes.Fields(line); len(f) > 0 {
			if len(f) > 1 && bytes.IndexByte(line, ',') < 0 && isEntry(f[1]) {
				return named("svm"), nil
			}
			break
		}
	}
	return named("csv"), nil
}
