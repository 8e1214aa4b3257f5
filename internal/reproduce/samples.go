package reproduce

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"math"
	"math/rand/v2"
	"strconv"

	"github.com/lassocheck/lassocheck/internal/report"
	"github.com/lassocheck/lassocheck/testdata"
)

// diabetes returns each row that is a multiple of every, with columns and target
// standardised (mean 0, variance 1), and the names of the columns.
func diabetes(every int) (sample, []string) {
	rows, err := csv.NewReader(bytes.NewReader(testdata.Diabetes)).ReadAll()
	if err != nil {
		panic("reproduce: the embedded data do not parse")
	}
	names := rows[0][:len(rows[0])-1]
	s := sample{name: "diabetes", d: len(names)}
	for i := 1; i < len(rows); i += every {
		for j, field := range rows[i] {
			v, err := strconv.ParseFloat(field, 64)
			if err != nil {
				panic("reproduce: the embedded data do not parse")
			}
			if j < s.d {
				s.x = append(s.x, v)
			} else {
				s.y = append(s.y, v)
			}
		}
		s.n++
	}
	s.standardise()
	return s, names
}

// diabetesData describes the embedded data for a report.
func diabetesData(s sample) report.Data {
	return report.Data{Name: "diabetes (Efron et al. 2004), embedded", SHA256: sum(string(testdata.Diabetes)), Rows: s.n, Cols: s.d}
}

func sum(data string) string {
	s := sha256.Sum256([]byte(data))
	return hex.EncodeToString(s[:])
}

// wavy is a simulated regression with a smooth curved truth and noise.
func wavy(n, d int) sample {
	rng := rand.New(rand.NewPCG(8426, 2401))
	s := sample{name: "simulated", n: n, d: d, x: normals(rng, n*d)}
	for i := range n {
		x := s.x[i*d : (i+1)*d]
		s.y = append(s.y, math.Sin(2*x[0])+x[1]*x[2]+0.5*x[3]+0.1*rng.NormFloat64())
	}
	s.standardise()
	return s
}

// standardise gives each column and the target mean 0 and variance 1.
func (s *sample) standardise() {
	scale := func(v []float64, from, stride int) {
		var mean, square float64
		for i := from; i < len(v); i += stride {
			mean += v[i] / float64(s.n)
		}
		for i := from; i < len(v); i += stride {
			v[i] -= mean
			square += v[i] * v[i] / float64(s.n)
		}
		for i := from; i < len(v); i += stride {
			v[i] /= math.Sqrt(square)
		}
	}
	for j := range s.d {
		scale(s.x, j, s.d)
	}
	scale(s.y, 0, 1)
}

// curvature is the largest eigenvalue of X'X/n, by power iteration.
func (s sample) curvature() float64 {
	v := make([]float64, s.d)
	for j := range v {
		v[j] = 1 / math.Sqrt(float64(j+1))
	}
	eigen := 0.0
	for range 500 {
		w := make([]float64, s.d)
		for i := range s.n {
			x := s.x[i*s.d : (i+1)*s.d]
			dot := 0.0
			for j, xj := range x {
				dot += xj * v[j]
			}
			axpy(dot/float64(s.n), x, w)
		}
		eigen = norm(w)
		for j := range v {
			v[j] = w[j] / eigen
		}
	}
	return eigen
}
