package dataio

import (
	"bytes"
	"context"
	"io"
	"slices"
)

// Examine is Read for a look at a file. All that Read would refuse of its cells,
// rows and columns is listed in Data.Faults, and the data are those that Read
// returns by the flags of the faults. Faults that no flag helps leave cells that
// are no numbers missing, and rows of another length out: then Data.Mended is
// false. Standard input is held in memory, as it is read several times.
func Examine(ctx context.Context, in io.Reader, path string, o Options) (*Data, error) {
	o.lenient = true
	var text []byte
	if path == "-" && in != nil {
		var err error
		if text, err = io.ReadAll(in); err != nil {
			return nil, err
		}
	}
	var faults []Fault
	var last *Data
	for round := 1; ; round++ {
		if text != nil {
			in = bytes.NewReader(text)
		}
		d, err := read(ctx, in, path, o)
		if err != nil && last != nil { // the flags lead nowhere
			last.Faults = append(faults, Fault{Text: err.Error()})
			return last, nil
		}
		if err != nil {
			return nil, err
		}
		last = d
		found, helped := d.Faults, false
		for _, f := range found {
			if !slices.ContainsFunc(faults, func(known Fault) bool { return known.Text == f.Text }) {
				faults = append(faults, f)
			}
			helped = helped || len(f.Flags) > 0
			for _, flag := range f.Flags {
				o.follow(flag)
			}
		}
		if !helped || round == 6 {
			d.Faults, d.Mended = faults, len(found) == 0
			return d, nil
		}
	}
}

// follow sets the option of a flag.
func (o *Options) follow(f Flag) {
	switch f.Name {
	case "--family":
		o.Classes = true
	case "--header":
		o.Header = f.Value
	case "--decimal":
		o.Decimal = f.Value
	case "--thousands":
		o.Thousands = f.Value
	case "--strip":
		o.Strip += f.Value
	case "--brackets":
		o.Brackets = true
	case "--comment":
		o.Comment = f.Value
	case "--na":
		o.NA = append(o.NA[:len(o.NA):len(o.NA)], f.Value)
	case "--exclude":
		o.Exclude = append(o.Exclude[:len(o.Exclude):len(o.Exclude)], f.Value)
	case "--missing":
		o.Missing = f.Value
	case "--one-hot":
		o.OneHot = true
	}
}
