package dataio

import (
	"errors"
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/problems/design"
)

// treatMissing drops or fills in the missing cells.
func (d *Data) treatMissing(o Options) error {
	if d.Missing == 0 && !o.lenient {
		return nil
	}
	treatment := o.Missing
	if treatment == "" && d.Missing > 0 && d.Faults == nil { // lenient, and not a file of separated values
		d.Faults = []Fault{{fmt.Sprintf("%s: %s without a value%s", shown(d.Path), counted(d.Missing, "cell"), missingHint), []Flag{{"--missing", "drop"}}}}
	}
	rows := missingRows(d.X)
	noTarget := make([]bool, len(rows))
	for i, v := range d.Y {
		if !math.IsNaN(v) {
			continue
		}
		if treatment == "mean" {
			err := fmt.Errorf("the target %s is missing in row %d: a made-up response would be no data; use --missing drop", quote([]byte(d.TargetName)), i+1)
			if !o.lenient {
				return err
			}
			d.Faults = append(d.Faults, Fault{fmt.Sprintf("%s: %v", shown(d.Path), err), []Flag{{"--missing", "drop"}}})
			treatment = "" // say it once
		}
		rows[i], noTarget[i] = true, true
	}
	if treatment == "drop" {
		return d.drop(rows)
	}
	if err := d.drop(noTarget); err != nil {
		return err
	}
	imputed, hopeless := imputeMean(d.X)
	if hopeless >= 0 {
		w := word(d.Names, hopeless)
		err := fmt.Errorf("every cell of column %s is missing; %s leaves it out", quote([]byte(d.Names[hopeless])), Word("--exclude", w))
		if !o.lenient {
			return err
		}
		if len(d.Faults) == 0 { // or else what is known already may give it values
			d.Faults = []Fault{{fmt.Sprintf("%s: %v", shown(d.Path), err), []Flag{{"--exclude", w}}}}
		}
	}
	if d.Imputed = imputed; d.Categories != nil {
		d.Imputed = d.Missing // of a text, not one a level
	}
	return nil
}

// drop leaves out the rows that are marked.
func (d *Data) drop(rows []bool) error {
	for _, drop := range rows {
		if drop {
			d.Dropped++
		}
	}
	if d.Dropped == len(rows) {
		return errors.New("every row has a missing cell; use --missing mean")
	}
	if d.Dropped == 0 {
		return nil
	}
	d.X = dropRows(d.X, rows)
	if d.Y != nil {
		y := d.Y[:0]
		for i, v := range d.Y {
			if !rows[i] {
				y = append(y, v)
			}
		}
		d.Y = y
	}
	for k := range d.Labels {
		d.Labels[k].drop(rows)
	}
	return nil
}

// storedColumn returns the values of column j that are stored, sharing memory.
func storedColumn(x design.Design, j int) []float64 {
	switch x := x.(type) {
	case *design.Dense:
		return x.Col(j)
	case *design.CSC:
		_, val := x.Col(j)
		return val
	}
	panic("dataio: unknown design")
}

// missingRows marks the rows that hold a NaN.
func missingRows(x design.Design) []bool {
	n, p := x.Dims()
	missing := make([]bool, n)
	for j := range p {
		for k, v := range storedColumn(x, j) {
			if math.IsNaN(v) {
				if s, sparse := x.(*design.CSC); sparse {
					k = int(s.Row[s.ColPtr[j]+k])
				}
				missing[k] = true
			}
		}
	}
	return missing
}

// dropRows removes the rows marked. The storage of x is reused.
func dropRows(x design.Design, drop []bool) design.Design {
	to := make([]int32, len(drop)) // the new number of every row that stays
	n := 0
	for i, d := range drop {
		to[i] = int32(n)
		if !d {
			n++
		}
	}
	switch x := x.(type) {
	case *design.Dense:
		kept := x.Data[:0]
		for j := range x.P {
			for i, v := range x.Col(j) {
				if !drop[i] {
					kept = append(kept, v)
				}
			}
		}
		return &design.Dense{N: n, P: x.P, Data: kept}
	case *design.CSC:
		kept, begin := 0, 0
		for j := range x.P {
			for k := begin; k < x.ColPtr[j+1]; k++ {
				if i := x.Row[k]; !drop[i] {
					x.Row[kept], x.Val[kept] = to[i], x.Val[k]
					kept++
				}
			}
			begin, x.ColPtr[j+1] = x.ColPtr[j+1], kept
		}
		x.N, x.Row, x.Val = n, x.Row[:kept], x.Val[:kept]
		return x
	}
	panic("dataio: unknown design")
}

// imputeMean replaces every NaN by the mean of the other values of its column,
// the zeros that are not stored included, and by 0 where there are no others. It
// returns the number of cells, and a column without other values or -1.
func imputeMean(x design.Design) (imputed, hopeless int) {
	n, p := x.Dims()
	hopeless = -1
	for j := range p {
		col := storedColumn(x, j)
		missing, mean := 0, 0.0
		for _, v := range col {
			if math.IsNaN(v) {
				missing++
			} else {
				mean += v
			}
		}
		if missing == 0 {
			continue
		}
		if missing == n {
			hopeless = j
		} else {
			mean /= float64(n - missing)
		}
		imputed += missing
		for k, v := range col {
			if math.IsNaN(v) {
				col[k] = mean
			}
		}
	}
	return imputed, hopeless
}
