package kernel

// GatherDot returns sum_k val[k] v[row[k]] over k < len(row): the inner product of
// a sparse column with v. val may be longer than row.
func GatherDot(row []int32, val, v []float64) float64 {
	if len(val) < len(row) {
		panic("kernel: GatherDot: val is shorter than row")
	}
	var s0, s1, s2, s3 float64
	for len(row) >= 4 && len(val) >= 4 {
		s0 += val[0] * v[row[0]]
		s1 += val[1] * v[row[1]]
		s2 += val[2] * v[row[2]]
		s3 += val[3] * v[row[3]]
		row, val = row[4:], val[4:]
	}
	for k, i := range row {
		s0 += val[k] * v[i]
	}
	return (s0 + s1) + (s2 + s3)
}

// ScatterAxpy adds a val[k] to dst[row[k]] for k < len(row), in that order: a
// times a sparse column to dst. val may be longer than row; rows may repeat.
func ScatterAxpy(a float64, row []int32, val, dst []float64) {
	if len(val) < len(row) {
		panic("kernel: ScatterAxpy: val is shorter than row")
	}
	for len(row) >= 4 && len(val) >= 4 {
		dst[row[0]] += a * val[0]
		dst[row[1]] += a * val[1]
		dst[row[2]] += a * val[2]
		dst[row[3]] += a * val[3]
		row, val = row[4:], val[4:]
	}
	for k, i := range row {
		dst[i] += a * val[k]
	}
}
