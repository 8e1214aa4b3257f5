package ratio

import (
	"math"
	"math/big"
	"math/rand/v2"
)

// Net is an elastic net of one coordinate with its exact products, L1 |b| + L2 b²/2.
type Net struct {
	Lambda, Alpha               float64
	Factor, Scale, Lower, Upper []float64
	L1, L2                      *big.Rat
}

// DrawNet draws one whose products round, with factors, units and bounds or without.
func DrawNet(rng *rand.Rand) Net {
	inf := math.Inf(1)
	o := Net{Lambda: rng.Float64(), Alpha: []float64{1, 0.3, 1 - 0x1p-45}[rng.IntN(3)]}
	f, s := 1.0, 1.0
	if rng.IntN(2) == 0 {
		f = rng.Float64()
		o.Factor = []float64{f}
	}
	if rng.IntN(2) == 0 {
		s = 0.1 + rng.Float64()
		o.Scale = []float64{s}
	}
	if rng.IntN(2) == 0 {
		o.Lower = []float64{[]float64{-inf, 0, -1, -1e6, 0.3}[rng.IntN(5)]}
	}
	if rng.IntN(2) == 0 {
		o.Upper = []float64{[]float64{inf, 0.3, 1, 1e6}[rng.IntN(4)]}
	}
	o.L1 = new(big.Rat).Mul(new(big.Rat).Mul(Of(o.Lambda), Of(o.Alpha)), new(big.Rat).Mul(Of(f), Of(s)))
	o.L2 = new(big.Rat).Sub(big.NewRat(1, 1), Of(o.Alpha))
	o.L2.Mul(o.L2, Of(o.Lambda)).Mul(o.L2, Of(f)).Mul(o.L2, Of(s)).Mul(o.L2, Of(s))
	return o
}
