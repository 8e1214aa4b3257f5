package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/lassocheck/lassocheck/internal/layout"
	"github.com/lassocheck/lassocheck/internal/printable"
)

// printFormula prints the formula in the width that there is.
func (m *model) printFormula(w io.Writer) {
	fmt.Fprintln(w, layout.Statement(m.formula(), layout.Width(w), "  "))
}

// formula states the problem in one line: what is minimised and what the letters
// stand for.
func (m *model) formula() string {
	n, p := m.X.Dims()
	letters := []string{fmt.Sprintf("y = %s", printable.Line(m.TargetName)), fmt.Sprintf("n = %d", n), fmt.Sprintf("p = %d", p)}
	residual := "y"
	if m.Spec.Offset != nil {
		residual += " - o"
		letters = append(letters, "o = offset")
	}
	residual += " - Xβ"
	if m.Problem.Intercept {
		residual += " - β₀"
	}
	divisor := "1/(2n)"
	if m.Spec.Weights != nil {
		residual = "√w(" + residual + ")"
		divisor = "1/(2Σw)"
		letters = append(letters, "w = weights")
	}
	if m.Spec.Convention == "raw" {
		divisor = "1/2"
	}
	text := fmt.Sprintf("minimise %s ‖%s‖² + λ%s", divisor, residual, m.penaltyFormula())
	if m.Net.Lower != nil || m.Net.Upper != nil {
		text += ", β within its bounds"
	}
	if m.Net.Factor != nil {
		letters = append(letters, "F = penalty factors")
	}
	if m.Spec.Standardize {
		letters = append(letters, "S = standard deviations of the columns")
	}
	if m.Spec.Convention == "glmnet" && m.Alpha < 1 {
		letters = append(letters, "σ = standard deviation of y")
	}
	return text + ";  " + strings.Join(letters, ", ") + fmt.Sprintf(", λ_max = %.6g", m.LambdaMax())
}

func (m *model) penaltyFormula() string {
	l1, l2 := "", ""
	if m.Net.Factor != nil {
		l1, l2 = "F", "√F"
	}
	if m.Spec.Standardize {
		l1, l2 = l1+"S", l2+"S"
	}
	l1, l2 = "‖"+l1+"β‖₁", "‖"+l2+"β‖²"
	if m.Spec.Convention == "glmnet" {
		l2 += "/σ"
	}
	switch m.Alpha {
	case 1:
		return " " + l1
	case 0:
		return "/2 " + l2
	}
	return fmt.Sprintf(" (%g %s + %g %s)", m.Alpha, l1, (1-m.Alpha)/2, l2)
}
