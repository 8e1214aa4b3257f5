package dataio

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

// npy puts an .npy file together.
func npy(version byte, descr string, fortran bool, shape string, data []byte) string {
	header := fmt.Sprintf("{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n", descr, map[bool]string{false: "False", true: "True"}[fortran], shape)
	b := append([]byte(npyMagic), version, 0)
	if version == 1 {
		b = binary.LittleEndian.AppendUint16(b, uint16(len(header)))
	} else {
		b = binary.LittleEndian.AppendUint32(b, uint32(len(header)))
	}
	return string(b) + header + string(data)
}

func f8(values ...float64) []byte {
	var b bytes.Buffer
	binary.Write(&b, binary.LittleEndian, values)
	return b.Bytes()
}

// Every type, byte order, memory order and version gives the same matrix.
func TestNPY(t *testing.T) {
	rows := []int{1, 2, 3, 4, 5, 6}
	columns := []int{1, 4, 2, 5, 3, 6}
	as := map[string]func(order binary.ByteOrder, v []int) []byte{
		"f8": encode[float64], "f4": encode[float32], "i8": encode[int64], "i4": encode[int32], "i2": encode[int16], "i1": encode[int8],
		"u8": encode[uint64], "u4": encode[uint32], "u2": encode[uint16], "u1": encode[uint8],
	}
	for kind, enc := range as {
		for mark, order := range map[string]binary.ByteOrder{"<": binary.LittleEndian, ">": binary.BigEndian, "=": binary.LittleEndian} {
			for version := byte(1); version <= 3; version++ {
				inDir(t, map[string]string{
					"c.npy": npy(version, mark+kind, false, "(2, 3)", enc(order, rows)),
					"f.npy": npy(version, mark+kind, true, "(2, 3)", enc(order, columns)),
				})
				for _, file := range []string{"c.npy", "f.npy"} {
					d, err := Read(t.Context(), nil, file, Options{Target: "1"})
					if err != nil {
						t.Fatal(err)
					}
					if got := fmt.Sprint(rowsOf(d.X), d.Y, d.Names); got != "[[1 3] [4 6]] [2 5] [x0 x2]" {
						t.Errorf("%s%s version %d, %s: %s", mark, kind, version, file, got)
					}
				}
			}
		}
	}
}

func encode[T float32 | float64 | int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64](order binary.ByteOrder, v []int) []byte {
	var b bytes.Buffer
	for _, x := range v {
		binary.Write(&b, order, T(x))
	}
	return b.Bytes()
}

// Negative integers, booleans, one dimension, missing values and rows longer
// than a block.
func TestNPYKinds(t *testing.T) {
	wide := make([]float64, 2*(blockLen+1))
	for k := range wide {
		wide[k] = float64(k)
	}
	for _, c := range []struct{ text, want string }{
		{npy(1, "<i2", false, "(2,)", []byte{0xff, 0xff, 2, 0}), "[[-1] [2]]"},
		{npy(1, "|b1", false, "(2, 1)", []byte{1, 0}), "[[1] [0]]"},
		{npy(1, "<f8", false, "(3, 2)", f8(1, 2, nan, 4, 5, 6)), "[[1 2] [5 6]]"},
		{npy(1, "<f8", true, "(3, 2)", f8(1, nan, 5, 2, 4, 6)), "[[1 2] [5 6]]"},
	} {
		for _, z := range []string{"", "zst"} {
			text := c.text
			if z != "" {
				text = compressed(z, text)
			}
			d, err := Read(t.Context(), strings.NewReader(text), "-", Options{Missing: "drop"})
			if err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprint(rowsOf(d.X)); got != c.want {
				t.Errorf("want %s, got %s", c.want, got)
			}
		}
	}
	for _, z := range []string{"", "gz"} {
		text := npy(1, "<f8", false, fmt.Sprintf("(2, %d)", len(wide)/2), f8(wide...))
		if z != "" {
			text = compressed(z, text)
		}
		d, err := Read(t.Context(), strings.NewReader(text), "-", Options{})
		if err != nil {
			t.Fatal(err)
		}
		if rows := rowsOf(d.X); !equal(append(rows[0], rows[1]...), wide) {
			t.Error("a wide matrix came out wrong")
		}
	}
}
