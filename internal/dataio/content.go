package dataio

import (
	"bufio"
	"bytes"
	"context"
	"io"

	"github.com/lassocheck/lassocheck/problems/design"
)

// maxContent bounds what [ReadContent] holds in memory.
const maxContent = 1 << 30

// ReadContent returns what a small file holds, decompressed: at most 1 GiB. in is
// read where the path is "-", and may be nil otherwise.
func ReadContent(ctx context.Context, in io.Reader, path string) ([]byte, error) {
	s, err := open(ctx, in, path)
	if err != nil {
		return nil, err
	}
	defer s.close()
	text, err := io.ReadAll(io.LimitReader(s.r, maxContent+1))
	if err != nil {
		return nil, s.failed(err)
	}
	if len(text) > maxContent {
		return nil, s.errorf("holds more than 1 GiB")
	}
	return text, nil
}

// ReadMatrix reads a .npy or Matrix Market file that [ReadContent] returned. name
// is that of errors. Values are at most [MaxAbs] in magnitude.
func ReadMatrix(name string, text []byte) (design.Design, error) {
	s := &source{name: name, r: bufio.NewReader(bytes.NewReader(text)), size: int64(len(text))}
	read := readMTX
	if bytes.HasPrefix(text, []byte(npyMagic)) {
		read = readNPY
	}
	c, err := read(s, accept{limit: MaxAbs})
	if err != nil {
		return nil, err
	}
	return c.x, nil
}
