package dataio

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// source is an open file: decompressed, counted by lines, hashed on the way.
type source struct {
	name string        // as shown in errors
	r    *bufio.Reader // the decompressed content
	size int64         // length of the content in bytes, -1 when unknown
	line int           // number of the last line read, from 1
	raw  *hashing
	long []byte   // a line longer than the buffer of r
	back [][]byte // lines that were read and put back
	quit func()
}

// maxLine bounds the bytes of a line, most likely due to a file that is none of lines.
const maxLine = 1 << 27

// hashing passes bytes on as they are stored, until the context is canceled.
type hashing struct {
	ctx context.Context
	r   io.Reader
	sum hash.Hash
}

func (h *hashing) Read(p []byte) (int, error) {
	if err := h.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := h.r.Read(p)
	h.sum.Write(p[:n])
	return n, err
}

// open opens a file, or in for the path "-". Compression is recognised by its
// first bytes, whatever the name.
func open(ctx context.Context, in io.Reader, path string) (*source, error) {
	s := &source{name: shown(path), size: -1, quit: func() {}}
	if path == "-" {
		if in == nil {
			return nil, errors.New("standard input can be read once only")
		}
	} else {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		info, err := f.Stat()
		if err == nil && info.IsDir() {
			err = fmt.Errorf("%s: is a directory", path)
		}
		if err != nil {
			f.Close()
			return nil, err
		}
		if info.Mode().IsRegular() {
			s.size = info.Size()
		}
		in, s.quit = f, func() { f.Close() }
	}
	s.raw = &hashing{ctx, in, sha256.New()}
	s.r = bufio.NewReaderSize(s.raw, 1<<18)
	if err := s.decompress(); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// shown is the path as errors show it.
func shown(path string) string {
	if path == "-" {
		return "stdin"
	}
	return path
}

// decompress puts a decompressor in front where the content asks for one.
func (s *source) decompress() error {
	magic, err := s.r.Peek(4)
	if err != nil && err != io.EOF {
		return s.failed(err)
	}
	switch {
	case bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(s.r)
		if err != nil {
			return s.failed(err)
		}
		s.r, s.size = bufio.NewReaderSize(z, 1<<18), -1
	case bytes.HasPrefix(magic, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		z, err := zstd.NewReader(s.r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(128<<20))
		if err != nil {
			return s.failed(err)
		}
		quit := s.quit
		s.r, s.size, s.quit = bufio.NewReaderSize(z, 1<<18), -1, func() { z.Close(); quit() }
	}
	if _, err := s.r.Peek(1); err == io.EOF {
		return fmt.Errorf("%s: empty file", s.name)
	} else if err != nil {
		return s.failed(err)
	}
	return nil
}

func (s *source) close() { s.quit() }

// digest reads what is left and returns the SHA-256 of the file as stored.
func (s *source) digest() (string, error) {
	if _, err := io.Copy(io.Discard, s.r); err != nil {
		return "", s.failed(err)
	}
	if _, err := io.Copy(io.Discard, s.raw); err != nil {
		return "", s.failed(err)
	}
	return hex.EncodeToString(s.raw.sum.Sum(nil)), nil
}

// nextLine returns the next line without its end of line, valid until the next
// call, and io.EOF after the last.
func (s *source) nextLine() ([]byte, error) {
	if len(s.back) > 0 {
		line := s.back[0]
		s.back = s.back[1:]
		s.line++
		return line, nil
	}
	line, err := s.r.ReadSlice('\n')
	if err == bufio.ErrBufferFull {
		s.long = append(s.long[:0], line...)
		for err == bufio.ErrBufferFull {
			line, err = s.r.ReadSlice('\n')
			if s.long = append(s.long, line...); len(s.long) > maxLine {
				s.line++
				return nil, s.lineErrorf(0, "a line of more than %d MB: so many columns are read from .npy or .mtx", maxLine>>20)
			}
		}
		line = s.long
	}
	if err != nil && err != io.EOF {
		return nil, s.failed(err)
	}
	if len(line) == 0 {
		return nil, io.EOF
	}
	s.line++
	if s.line == 1 {
		line = bytes.TrimPrefix(line, []byte("\ufeff"))
	}
	line = bytes.TrimSuffix(line, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r")), nil
}

// failed names the file in an error of the operating system or a decompressor.
func (s *source) failed(err error) error {
	var path *os.PathError
	switch {
	case errors.As(err, &path), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return fmt.Errorf("%s: the file is cut short", s.name)
	}
	return fmt.Errorf("%s: damaged file: %w", s.name, err)
}

// errorf makes an error about the file as a whole.
func (s *source) errorf(format string, args ...any) error {
	return fmt.Errorf("%s: %w", s.name, fmt.Errorf(format, args...))
}

// lineErrorf makes an error about the line last read, and about its field when
// field, counted from 1, is positive.
func (s *source) lineErrorf(field int, format string, args ...any) error {
	if field > 0 {
		return fmt.Errorf("%s:%d:%d: %w", s.name, s.line, field, fmt.Errorf(format, args...))
	}
	return fmt.Errorf("%s:%d: %w", s.name, s.line, fmt.Errorf(format, args...))
}

// isEntry reports whether a field is index:value, or qid:number.
func isEntry(field []byte) bool {
	index, value, found := bytes.Cut(field, []byte(":"))
	_, number := parseNumber(value)
	return found && (isWhole(index) || string(index) == "qid") && (number || isMissing(value))
}
