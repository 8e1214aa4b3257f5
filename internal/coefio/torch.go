package coefio

import "strings"

// isTorch reports whether an object is the state_dict of PyTorch: keys that end in
// weight and bias, and lists of weights.
func isTorch(v value) bool {
	for k, key := range v.keys {
		switch key[strings.LastIndexByte(key, '.')+1:] {
		case "weight":
			if v.list[k].kind != list {
				return false
			}
		case "bias":
		default:
			return false
		}
	}
	return len(v.keys) > 0
}

// readTorch reads a model of one linear layer.
func readTorch(c content, v value) (*File, error) {
	var weight, bias []value
	for k, key := range v.keys {
		if strings.HasSuffix(key, "weight") {
			weight = append(weight, v.list[k])
		} else {
			bias = append(bias, v.list[k])
		}
	}
	if len(weight) != 1 || len(bias) > 1 {
		return nil, c.errorf("%d layers of PyTorch where one was expected: %s", len(weight), abridged(v.keys))
	}
	l, err := vector(c, weight[0], "weights")
	if err != nil {
		return nil, err
	}
	var intercept float64 // without a bias it is zero
	if len(bias) == 1 {
		if intercept, err = scalar(c, bias[0], "bias"); err != nil {
			return nil, err
		}
	}
	l.intercept = &intercept
	return one(l), nil
}
