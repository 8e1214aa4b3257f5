package main

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"image/color"
	"io"
	"path/filepath"
	"strings"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/internal/printable"
)

// picture is what is drawn, with the words for those who do not see it.
type picture struct {
	width, height vg.Length
	title, desc   string
	draw          func(draw.Canvas)
}

// write draws on white, a little away from the edge, into a file of the format that
// its name ends in. SVG gets the title and the description.
func (p picture) write(file string) error {
	return dataio.WriteFile(file, func(w io.Writer) error {
		out, err := draw.NewFormattedCanvas(p.width, p.height, pictureFormat(file))
		if err != nil {
			return err
		}
		all := draw.New(out)
		all.SetColor(color.White)
		all.Fill(all.Rectangle.Path())
		edge := vg.Points(6)
		p.draw(draw.Crop(all, edge, -edge, edge, -edge))
		var b bytes.Buffer
		if _, err := out.WriteTo(&b); err != nil {
			return err
		}
		image := b.Bytes()
		if pictureFormat(file) == "svg" {
			image = described(image, p.title, p.desc)
		}
		_, err = w.Write(image)
		return err
	})
}

// described returns an SVG picture with a title and a description, which browsers show
// and screen readers read.
func described(image []byte, title, desc string) []byte {
	start := bytes.Index(image, []byte("<svg "))
	var b bytes.Buffer
	after := start + bytes.IndexByte(image[start:], '>') + 1
	b.Write(image[:start])
	b.WriteString(`<svg role="img" `)
	b.Write(image[start+len("<svg ") : after])
	for _, e := range []struct{ name, text string }{{"title", title}, {"desc", desc}} {
		b.WriteString("\n<" + e.name + ">")
		xml.EscapeText(&b, []byte(printable.Line(e.text)))
		b.WriteString("</" + e.name + ">")
	}
	b.Write(image[after:])
	return b.Bytes()
}

// pictureFormat is the ending of a file, or svg where it has none, as a stream.
func pictureFormat(file string) string {
	return cmp.Or(strings.TrimPrefix(filepath.Ext(file), "."), "svg")
}

func sans(t *text.Style, size float64) {
	t.Font = font.Font{Typeface: "Liberation", Variant: "Sans", Size: vg.Points(size)}
}
