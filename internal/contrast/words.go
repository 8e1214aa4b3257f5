package contrast

import (
	"fmt"
	"math"
	"strings"

	"github.com/lassocheck/lassocheck/internal/printable"
)

// visible leaves out what is rounding, which differs from machine to machine.
func visible(v float64) float64 {
	if math.Abs(v) < 1e-12 {
		return 0
	}
	return v
}

func when(b bool, yes, no string) string {
	if b {
		return yes
	}
	return no
}

// list names features, at most so many.
func list(names []string, most int) string {
	if len(names) == 0 {
		return "none"
	}
	text := printable.Line(strings.Join(names[:min(most, len(names))], ", "))
	if len(names) > most {
		text += fmt.Sprintf(" and %d more", len(names)-most)
	}
	return text
}
