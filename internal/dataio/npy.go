package dataio

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/lassocheck/lassocheck/problems/design"
)

const npyMagic = "\x93NUMPY"

// The entries of the header, which is a Python dictionary (NumPy enhancement
// proposal 1).
var (
	npyDescr   = regexp.MustCompile(`'descr'\s*:\s*'([<>=|]?)([a-z])(\d+)'`)
	npyFortran = regexp.MustCompile(`'fortran_order'\s*:\s*(True|False)`)
	npyShape   = regexp.MustCompile(`'shape'\s*:\s*\(([^)]*)\)`)
)

// npyHeader is what the header of an .npy file says.
type npyHeader struct {
	size    int // bytes of a value
	decode  func(dst []float64, src []byte)
	fortran bool
	n, p    int
}

// readNPY reads an array of one or two dimensions.
func readNPY(s *source, numbers accept) (*content, error) {
	h, err := readNPYHeader(s)
	if err != nil {
		return nil, err
	}
	// Values arrive in rows of the table: of the matrix, or of one value each
	// where columns are stored one after another.
	rows, t := h.n, table{p: h.p}
	if h.fortran || h.p == 1 {
		rows, t.p = h.n*h.p, 1
	}
	for t.n < rows {
		k := min(max(1, blockLen/t.p), rows-t.n)
		block, err := h.read(s.r, k*t.p)
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return nil, s.errorf("the file ends before the %d x %d values that its header promises", h.n, h.p)
		}
		if err != nil {
			return nil, s.failed(err)
		}
		for i, v := range block {
			if !(-numbers.limit <= v && v <= numbers.limit) {
				if err := numbers.check(v); err != nil {
					at := t.n*t.p + i
					i, j := at/h.p, at%h.p
					if h.fortran {
						i, j = at%h.n, at/h.n
					}
					return nil, s.errorf("row %d, column %d (from 0): %w", i, j, err)
				}
			}
		}
		t.blocks = append(t.blocks, block)
		t.n += k
	}
	if _, err := s.r.Peek(1); err == nil {
		return nil, s.errorf("goes on after the %d x %d values that its header promises", h.n, h.p)
	}
	return &content{x: &design.Dense{N: h.n, P: h.p, Data: t.columns()}, target: -1}, nil
}

func readNPYHeader(s *source) (h npyHeader, err error) {
	start := make([]byte, 12)
	if _, err := io.ReadFull(s.r, start[:10]); err != nil {
		return h, s.failed(err)
	}
	length, before := int(binary.LittleEndian.Uint16(start[8:])), 10
	switch version := start[6]; {
	case string(start[:6]) != npyMagic:
		return h, s.errorf("is not an .npy file")
	case version < 1 || version > 3:
		return h, s.errorf("is of .npy version %d; versions 1 to 3 are read", version)
	case version > 1:
		if _, err := io.ReadFull(s.r, start[10:]); err != nil {
			return h, s.failed(err)
		}
		length, before = int(binary.LittleEndian.Uint32(start[8:])), 12
	}
	if length > 1<<16 {
		return h, s.errorf("an .npy header of %d bytes is too long for numbers", length)
	}
	text := make([]byte, length)
	if _, err := io.ReadFull(s.r, text); err != nil {
		return h, s.failed(err)
	}
	descr, fortran, shape := npyDescr.FindSubmatch(text), npyFortran.FindSubmatch(text), npyShape.FindSubmatch(text)
	if descr == nil || fortran == nil || shape == nil {
		return h, s.errorf("holds no plain numbers; save it as float64")
	}
	h.fortran = string(fortran[1]) == "True"
	if err := h.setType(string(descr[1]), string(descr[2])+string(descr[3])); err != nil {
		return h, s.errorf("%w", err)
	}
	if err := h.setShape(string(shape[1])); err != nil {
		return h, s.errorf("%w", err)
	}
	if left := s.size - int64(before+length); s.size >= 0 && int64(h.n)*int64(h.p) > left/int64(h.size) {
		return h, s.errorf("the header promises %d x %d values of %d bytes and the file has %d bytes", h.n, h.p, h.size, s.size)
	}
	if err := affordable(16 * float64(h.n) * float64(h.p)); err != nil { // read, and turned to columns
		return h, s.errorf("an array of %d x %d %w", h.n, h.p, err)
	}
	return h, nil
}

func (h *npyHeader) setType(order, kind string) error {
	var bytes binary.ByteOrder = binary.LittleEndian
	if order == ">" {
		bytes = binary.BigEndian
	}
	convert := map[string]func(b []byte) float64{
		"f8": func(b []byte) float64 { return math.Float64frombits(bytes.Uint64(b)) },
		"f4": func(b []byte) float64 { return float64(math.Float32frombits(bytes.Uint32(b))) },
		"i8": func(b []byte) float64 { return float64(int64(bytes.Uint64(b))) },
		"i4": func(b []byte) float64 { return float64(int32(bytes.Uint32(b))) },
		"i2": func(b []byte) float64 { return float64(int16(bytes.Uint16(b))) },
		"i1": func(b []byte) float64 { return float64(int8(b[0])) },
		"u8": func(b []byte) float64 { return float64(bytes.Uint64(b)) },
		"u4": func(b []byte) float64 { return float64(bytes.Uint32(b)) },
		"u2": func(b []byte) float64 { return float64(bytes.Uint16(b)) },
		"u1": func(b []byte) float64 { return float64(b[0]) },
		"b1": func(b []byte) float64 { return float64(b[0]) },
	}[kind]
	if convert == nil {
		return fmt.Errorf("holds values of type %q; save it as float64", kind)
	}
	h.size = int(kind[1] - '0')
	h.decode = func(dst []float64, src []byte) {
		for k := range dst {
			dst[k] = convert(src[k*h.size:])
		}
	}
	if order != ">" && kind == "f8" { // the usual case, without a call for each value
		h.decode = func(dst []float64, src []byte) {
			for k := range dst {
				dst[k] = math.Float64frombits(binary.LittleEndian.Uint64(src[8*k:]))
			}
		}
	}
	return nil
}

func (h *npyHeader) setShape(text string) error {
	var dims []int
	for _, field := range strings.Split(text, ",") {
		if field = strings.TrimSpace(field); field == "" {
			continue
		}
		d, err := strconv.ParseInt(strings.TrimSuffix(field, "L"), 10, 64)
		if err != nil || d < 0 {
			return fmt.Errorf("the shape %s makes no sense", quote([]byte("("+text+")")))
		}
		dims = append(dims, int(d))
	}
	switch len(dims) {
	case 1:
		h.n, h.p = dims[0], 1
	case 2:
		h.n, h.p = dims[0], dims[1]
	default:
		return fmt.Errorf("has %d dimensions; a matrix has two, a vector one", len(dims))
	}
	if h.n == 0 || h.p == 0 {
		return fmt.Errorf("an array of shape (%s) has no values", text)
	}
	if h.n > math.MaxInt32 || h.p > math.MaxInt/16/h.n {
		return fmt.Errorf("an array of shape (%s) is too large", text)
	}
	return nil
}

// read returns the next k values. It grows the result as they come in.
func (h *npyHeader) read(r *bufio.Reader, k int) ([]float64, error) {
	values := make([]float64, 0, min(k, blockLen))
	for len(values) < k {
		// at least one value: the buffer is far longer
		src, err := r.Peek(min((k-len(values))*h.size, r.Size()/h.size*h.size))
		if err != nil {
			return nil, err
		}
		m := len(src) / h.size
		begin := len(values)
		if need := begin + m; need > cap(values) {
			values = append(make([]float64, 0, min(k, 2*need)), values...)
		}
		values = values[:begin+m]
		h.decode(values[begin:], src)
		r.Discard(len(src))
	}
	return values, nil
}

// WriteNPY writes an array of float64 in rows, or of one dimension when p is 0.
func WriteNPY(w io.Writer, n, p int, data []float64) error {
	shape := fmt.Sprintf("(%d,)", n)
	if p > 0 {
		shape = fmt.Sprintf("(%d, %d)", n, p)
	}
	header := fmt.Sprintf("{'descr': '<f8', 'fortran_order': False, 'shape': %s, }", shape)
	header += strings.Repeat(" ", 63-(len(header)+10)%64) + "\n" // data begin at a multiple of 64
	b := append([]byte(npyMagic), 1, 0)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(header)))
	b = append(b, header...)
	for _, v := range data {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	_, err := w.Write(b)
	return err
}
