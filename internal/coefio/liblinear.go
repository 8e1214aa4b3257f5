package coefio

import (
	"bytes"
	"strconv"
	"strings"
)

// isLiblinear: a model of liblinear, which begins with the name of its solver.
func isLiblinear(c content) bool { return bytes.HasPrefix(c.text, []byte("solver_type ")) }

// readLiblinear reads a model of two classes or of regression (save_model in
// liblinear's linear.cpp). Its function is positive for the label that comes
// first, so that the signs turn where that is the smaller one. bias is the value of
// one more feature, whose weight comes last; below 0 there is no intercept.
func readLiblinear(c content) (*File, error) {
	var solver string
	classes, features, bias, sign := 2, -1, -1.0, 1.0
	l := ordered(nil)
	line, inWeights := 0, false
	for text := range bytes.Lines(c.text) {
		line++
		words := strings.Fields(string(text))
		if len(words) == 0 {
			continue
		}
		if inWeights {
			v, ok := number(words[0], false)
			if len(words) != 1 || !ok {
				return nil, c.lineErrorf(line, "%s is not one weight", quote(strings.Join(words, " ")))
			}
			l.entries = append(l.entries, entry{value: sign * v, at: place{line: line}})
			continue
		}
		var err error
		switch key, args := words[0], words[1:]; {
		case key == "w":
			inWeights = true
		case key == "solver_type" && len(args) == 1:
			solver = args[0]
		case key == "nr_class" && len(args) == 1:
			classes, err = strconv.Atoi(args[0])
		case key == "nr_feature" && len(args) == 1:
			features, err = strconv.Atoi(args[0])
		case key == "bias" && len(args) == 1:
			bias, err = strconv.ParseFloat(args[0], 64)
		case key == "label" && len(args) == 2:
			var a, b int
			if a, err = strconv.Atoi(args[0]); err == nil {
				b, err = strconv.Atoi(args[1])
			}
			if a < b {
				sign = -1
			}
		case key == "label":
			return nil, c.lineErrorf(line, "a model of %d classes where two were expected", len(args))
		default:
			return nil, c.lineErrorf(line, "%s is not of a linear model", quote(strings.Join(words, " ")))
		}
		if err != nil {
			return nil, c.lineErrorf(line, "%w", err)
		}
	}
	switch {
	case classes != 2:
		return nil, c.errorf("a model of %d classes where two were expected", classes)
	case strings.HasPrefix(solver, "MCSVM"):
		return nil, c.errorf("%s has coefficients for each class where one equation was expected; train with another -s", solver)
	case features < 0 || !inWeights:
		return nil, c.errorf("the model of liblinear is cut short")
	}
	var intercept float64
	if bias >= 0 && len(l.entries) == features+1 {
		intercept = l.entries[features].value * bias
		l.entries = l.entries[:features]
	}
	if len(l.entries) != features {
		return nil, c.errorf("%d weights for %d features", len(l.entries), features)
	}
	l.intercept = &intercept
	return one(l), nil
}
