package coefio

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
)

// sparkVector is a sparse vector as Spark prints it: (size,[indices],[values]).
var sparkVector = regexp.MustCompile(`^\((\d+),\[([^\[\]]*)\],\[([^\[\]]*)\]\)$`)

// isSparkText: a sparse vector as text.
func isSparkText(c content) bool {
	return len(c.text) > 0 && c.text[0] == '(' && sparkVector.Match(bytes.Join(bytes.Fields(c.text), nil))
}

func readSparkText(c content) (*File, error) {
	l, err := sparkText(c, string(c.text))
	if err != nil {
		return nil, err
	}
	return one(l), nil
}

// sparkText reads a vector that was printed: sparse, or dense as [1.0,2.0].
func sparkText(c content, text string) (listing, error) {
	text = strings.Join(strings.Fields(text), "")
	if strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]") {
		values, ok := commaNumbers(text[1 : len(text)-1])
		if !ok {
			return listing{}, c.errorf("%s is not a vector of numbers", quote(text))
		}
		return ordered(values), nil
	}
	m := sparkVector.FindStringSubmatch(text)
	if m == nil {
		return listing{}, c.errorf("%s is not a vector of Spark, (size,[indices],[values]) or [values]", quote(text))
	}
	size, err := strconv.Atoi(m[1])
	indices, ok := commaNumbers(m[2])
	values, fine := commaNumbers(m[3])
	if err != nil || !ok || !fine {
		return listing{}, c.errorf("%s is not a sparse vector of Spark", quote(text))
	}
	return sparse(c, size, indices, values)
}

// commaNumbers reads numbers between commas.
func commaNumbers(text string) ([]float64, bool) {
	values := []float64{}
	if text == "" {
		return values, true
	}
	for word := range strings.SplitSeq(text, ",") {
		v, ok := number(word, false)
		if !ok {
			return nil, false
		}
		values = append(values, v)
	}
	return values, true
}

// sparkJSON reads a vector as Spark's JSON has it: {"type":0,"size":5,"indices":[],
// "values":[]} or {"type":1,"values":[]}, where some call the size length.
func sparkJSON(c content, v value) (listing, error) {
	values, ok := v.get("values").numbers()
	if !ok {
		return listing{}, c.errorf("a vector of Spark without values")
	}
	if !v.has("indices") {
		return ordered(values), nil
	}
	indices, ok := v.get("indices").numbers()
	if !ok {
		return listing{}, c.errorf("the indices of a vector of Spark are not numbers")
	}
	return sparse(c, int(v.first("size", "length").number), indices, values)
}

// sparse is a vector of size entries, zero but at the indices, from 0.
func sparse(c content, size int, indices, values []float64) (listing, error) {
	if len(indices) != len(values) {
		return listing{}, c.errorf("%d indices for %d values", len(indices), len(values))
	}
	l := ordered(values)
	l.size, l.support = size, make([]int, len(indices))
	for k, i := range indices {
		l.support[k] = int(i)
		if float64(l.support[k]) != i {
			return listing{}, c.errorf("%v is not an index", i)
		}
	}
	return l, nil
}
