package problems

// What the tests outside look at.
var Vanishes = vanishes

func (p *Problem) Descent(dst, z []float64) { p.descent(dst, z) }
