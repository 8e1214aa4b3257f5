package dataio

import (
	"bytes"
	"slices"
	"strings"
)

// missingTokens stand for a missing value in lower case: those of pandas, R,
// Julia, SQL, SAS, SPSS, Stata, MATLAB, Excel (its errors too) and plain tables.
var missingTokens = func() map[string]bool {
	all := map[string]bool{}
	for _, token := range strings.Fields(`na n/a n.a. n.a n/d nan -nan +nan <na> none nat nil null (null) <null> \n missing undefined
		. .. ... - -- --- – — ? ?? * _ #na #n/a #n.v. #nv #div/0! #value! #ref! #name? #num! #null! #spill! #calc! #error! #####
		1.#ind -1.#ind 1.#qnan -1.#qnan 1.#nan nan(ind) -nan(ind) nan(snan)`) {
		all[token] = true
	}
	for letter := 'a'; letter <= 'z'; letter++ {
		all["."+string(letter)] = true // of Stata
	}
	all["#n/a n/a"], all["not available"] = true, true
	return all
}()

// isMissing reports whether a cell, spaces trimmed, stands for a missing value.
func isMissing(cell []byte) bool {
	if len(cell) == 0 {
		return true
	}
	if len(cell) > 13 {
		return false
	}
	var lower [13]byte
	for k, b := range cell {
		if b >= 'A' && b <= 'Z' {
			b |= 0x20
		}
		lower[k] = b
	}
	return missingTokens[string(lower[:len(cell)])]
}

// isGap is isMissing with the tokens that were asked for.
func (d *dialect) isGap(cell []byte) bool {
	return isMissing(cell) || d.na != nil && slices.Contains(d.na, string(cell))
}

// usual reports whether a missing token is so common that an error need not show it.
func usual(cell []byte) bool {
	switch strings.ToLower(string(bytes.TrimSpace(cell))) {
	case "", "na", "nan", "n/a", "null":
		return true
	}
	return false
}
