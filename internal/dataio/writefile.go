package dataio

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
)

// WriteError is a failure to write, which is nobody's input.
type WriteError struct{ Err error }

func (e *WriteError) Error() string { return "cannot write: " + e.Err.Error() }

// Unwrap returns what went wrong.
func (e *WriteError) Unwrap() error { return e.Err }

// WriteFile has write make the file at path, which is replaced when it is complete
// and on disk, and untouched after any error: the content goes to a new file beside
// it that takes its name, its permissions too. A symbolic link stays, and the file
// that it leads to is made or replaced. What is not a regular file, such as a
// terminal, a pipe or /dev/stdout, is written as usual. Errors are of type
// [*WriteError].
func WriteFile(path string, write func(w io.Writer) error) error {
	if err := writeFile(path, write); err != nil {
		return &WriteError{err}
	}
	return nil
}

func writeFile(path string, write func(w io.Writer) error) (err error) {
	d, err := FindDestination(path)
	if err != nil {
		return err
	}
	switch {
	case d.Stream != nil:
		return buffered(d.Stream, write)
	case !d.Regular():
		f, err := os.OpenFile(d.Path, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		return errors.Join(buffered(f, write), f.Close())
	}
	f, err := d.temporary()
	if err != nil {
		return err
	}
	defer func() {
		f.Close() // a second time after success: without effect
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	if err := buffered(f, write); err != nil {
		return err
	}
	if d.Info != nil {
		if err := f.Chmod(d.Info.Mode().Perm()); err != nil {
			return err
		}
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), d.Path)
}

func buffered(f *os.File, write func(w io.Writer) error) error {
	b := bufio.NewWriterSize(f, 1<<16)
	if err := write(b); err != nil {
		return err
	}
	return b.Flush()
}

// Destination is where what is written to a path goes.
type Destination struct {
	Path   string      // absolute, and no symbolic link
	Info   fs.FileInfo // nil where nothing is there yet
	Stream *os.File    // standard output or error, where the path is a name of it
}

// Regular tells whether a file is replaced or made there.
func (d *Destination) Regular() bool {
	return d.Stream == nil && (d.Info == nil || d.Info.Mode().IsRegular())
}

// FindDestination follows the symbolic links of path, the last one too where it
// leads to nothing yet.
func FindDestination(path string) (*Destination, error) {
	switch path {
	case "/dev/stdout", "/dev/fd/1":
		return &Destination{Path: path, Stream: os.Stdout}, nil
	case "/dev/stderr", "/dev/fd/2":
		return &Destination{Path: path, Stream: os.Stderr}, nil
	}
	d := &Destination{Path: path}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return nil, &fs.PathError{Op: "open", Path: path, Err: errors.New("is a directory")}
	case err == nil && !info.Mode().IsRegular():
		d.Info = info
		return d, nil // the link may lead to what has no name, such as a pipe
	case err == nil:
		d.Info = info
		d.Path, err = filepath.EvalSymlinks(path)
	case errors.Is(err, fs.ErrNotExist):
		d.Path, err = newPath(path)
	}
	if err != nil {
		return nil, err
	}
	d.Path, err = filepath.Abs(d.Path)
	return d, err
}

// newPath is the path of a file that is not there: that of its directory without
// symbolic links, and the last name, followed where it is a link.
func newPath(path string) (string, error) {
	for range 40 {
		dir, err := filepath.EvalSymlinks(filepath.Dir(path))
		if err != nil {
			return "", err
		}
		path = filepath.Join(dir, filepath.Base(path))
		to, err := os.Readlink(path)
		if err != nil {
			return path, nil // no link
		}
		if filepath.IsAbs(to) {
			path = to
		} else {
			path = filepath.Join(dir, to)
		}
	}
	return "", fmt.Errorf("%s: too many links", path)
}

// Writable returns an error where WriteFile could not begin, without leaving a trace.
func (d *Destination) Writable() error {
	if !d.Regular() {
		return nil
	}
	if d.Info != nil { // or else one that is protected would be replaced
		f, err := os.OpenFile(d.Path, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		f.Close()
	}
	f, err := d.temporary()
	if err != nil {
		return err
	}
	f.Close()
	return os.Remove(f.Name())
}

// temporary makes a new file in the same directory. Its name is short, because that
// of the destination may be as long as names can be.
func (d *Destination) temporary() (*os.File, error) {
	name := filepath.Join(filepath.Dir(d.Path), ".lassocheck-"+strconv.FormatUint(rand.Uint64(), 36))
	return os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
}
