package vector

// NormalWeights returns weights over their sum, nil where they are all the same or nil.
func NormalWeights(weights []float64) []float64 {
	if weights == nil {
		return nil
	}
	w := make([]float64, len(weights))
	total, equal := TotalWeight(weights, len(weights)), true
	for i, v := range weights {
		w[i] = v / total
		equal = equal && v == weights[0]
	}
	if equal {
		return nil
	}
	return w
}

// TotalWeight returns the sum of n weights, which are ones where they are nil.
func TotalWeight(weights []float64, n int) float64 {
	if weights == nil {
		return float64(n)
	}
	var s Sum
	for _, v := range weights {
		s.Add(v)
	}
	return s.Total()
}
