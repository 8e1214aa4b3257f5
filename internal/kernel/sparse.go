package kernel

// GatherDot returns sum_k val[k] v[row[k]] over k < len(row): the inner product of
// a sparse column with v. val may be longer than row.
func GatherDot(row []int32, val, v []float64) float64 {
	if len(val) < len(row) {
		panic("kernel: GatherDot: val is shorter than row")
	}
	val = val[:len(row)]
	var s0, s1, s2, s3 float64
	k := 0
	for ; k <= len(row)-4; k += 4 {
		s0 += val[k] * v[row[k]]
		s1 += val[k+1] * v[row[k+1]]
		s2 += val[k+2] * v[row[k+2]]
		s3 += val[k+3] * v[row[k+3]]
	}
	for ; k < len(row); k++ {
		s0 += val[k] * v[row[k]]
	}
	return (s0 + s1) + (s2 + s3)
}

// GatherBlock sets dst[w*j+c] = sum_k val[k] v[w*row[k]+c] over ptr[j] <= k < ptr[j+1],
// for the len(ptr)-1 sparse columns that ptr divides row and val into: their inner
// products with w = 4 or 8 vectors kept interleaved, v[w*i+c] being entry i of
// vector c. The entries of a row lie in one or two cache lines, so eight vectors
// cost little more than one. The bits of a product depend on its column and its
// vector alone.
func GatherBlock(dst []float64, w int, ptr []int, row []int32, val, v []float64) {
	cols := len(ptr) - 1
	switch {
	case w != 4 && w != 8:
		panic("kernel: GatherBlock: w is neither 4 nor 8")
	case len(val) < len(row):
		panic("kernel: GatherBlock: val is shorter than row")
	case len(dst) < w*cols:
		panic("kernel: GatherBlock: dst is too short")
	}
	if cols > 0 {
		gatherBlock(dst, w, ptr, row, val, v)
	}
}

// ScatterAxpy adds a val[k] to dst[row[k]] for k < len(row), in that order: a
// times a sparse column to dst. val may be longer than row; rows may repeat.
func ScatterAxpy(a float64, row []int32, val, dst []float64) {
	if len(val) < len(row) {
		panic("kernel: ScatterAxpy: val is shorter than row")
	}
	val = val[:len(row)]
	k := 0
	for ; k <= len(row)-4; k += 4 {
		dst[row[k]] += a * val[k]
		dst[row[k+1]] += a * val[k+1]
		dst[row[k+2]] += a * val[k+2]
		dst[row[k+3]] += a * val[k+3]
	}
	for ; k < len(row); k++ {
		dst[row[k]] += a * val[k]
	}
}
