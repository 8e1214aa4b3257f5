// Package testdata holds the data sets that come with the project, for the
// experiments that the command repeats without being given any data.
package testdata

import _ "embed"

// Diabetes is the data of Efron, Hastie, Johnstone, Tibshirani, Least angle
// regression (2004): 442 patients, 10 features in raw units, and the target.
//
//go:embed diabetes.csv
var Diabetes []byte

// Digits is 400 handwritten digits of Alpaydin and Kaynak (1998), a line each: the grey
// levels of 8 x 8 pixels by rows, 0 to g for 0 to 16, a comma and the digit.
//
//go:embed digits.txt
var Digits string
