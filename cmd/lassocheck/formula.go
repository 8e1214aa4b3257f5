package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/lassocheck/lassocheck/internal/layout"
	"github.com/lassocheck/lassocheck/internal/printable"
	"github.com/lassocheck/lassocheck/models"
)

// printFormula prints the formula in the width that there is.
func (m *model) printFormula(w io.Writer) {
	fmt.Fprintln(w, layout.Statement(m.formula(), layout.Width(w), "  "))
}

// formula states the problem in one line: what is minimised and what the letters
// stand for.
func (m *model) formula() string {
	n, p := m.X.Dims()
	loss, letters := m.lossFormula()
	letters = append(letters, fmt.Sprintf("n = %d", n), fmt.Sprintf("p = %d", p))
	text := fmt.Sprintf("minimise %s + λ%s", loss, m.penaltyFormula())
	if m.Net.Lower != nil || m.Net.Upper != nil {
		text += ", β within its bounds"
	}
	if m.Spec.Offset != nil {
		letters = append(letters, "o = offset")
	}
	if m.Spec.Weights != nil {
		letters = append(letters, "w = weights")
	}
	if k := len(m.Spec.Names) - 1; k >= 0 && m.Spec.Names[k] == interceptName {
		letters = append(letters, "the last column of X is 1, for an intercept")
	}
	if m.Net.Factor != nil {
		letters = append(letters, "F = penalty factors")
	}
	if m.Spec.Standardize {
		letters = append(letters, "S = standard deviations of the columns")
	}
	if m.overDeviation() {
		letters = append(letters, "σ = standard deviation of y")
	}
	return text + ";  " + strings.Join(letters, ", ") + fmt.Sprintf(", λ_max = %.6g", m.LambdaMax())
}

// lossFormula is the loss, and what its letters stand for.
func (m *model) lossFormula() (loss string, letters []string) {
	z, name := "Xβ", printable.Line(m.TargetName)
	if !m.Spec.NoIntercept {
		z += " + β₀"
	}
	if m.Spec.Family == models.Gaussian {
		return m.squaresFormula(), []string{"y = " + name}
	}
	if m.Spec.Family == models.Cox {
		return m.survivalFormula()
	}
	if m.Spec.Offset != nil {
		z += " + o"
	}
	switch f := m.Spec.Family; {
	case m.K > 0:
		letters = []string{"z = " + z + " of each " + map[bool]string{true: "class", false: "target"}[f == models.Multinomial], "y = " + name}
	case m.Spec.Levels != nil:
		zero := map[bool]string{false: "0", true: "-1"}[f == models.SquaredHinge || f == models.Hinge]
		letters = []string{"z = " + z, fmt.Sprintf("y = 1 where %s is %s and %s where %s", name, printable.Line(m.Spec.Levels[1]), zero, printable.Line(m.Spec.Levels[0]))}
	case m.trials != "":
		letters = []string{"z = " + z, fmt.Sprintf("y = %s/%s", name, printable.Line(m.trials))}
	default:
		letters = []string{"z = " + z, "y = " + name}
	}
	if d := m.Spec.Delta; d > 0 {
		letters = append(letters, fmt.Sprintf("H(r) = r²/2 up to δ = %g, then δ|r| - δ²/2", d))
	}
	if m.Spec.Tau > 0 {
		letters = append(letters, fmt.Sprintf("τ = %g", m.Spec.Tau))
	}
	row := "(" + m.Spec.Family.Formula() + ")"
	if m.Spec.Weights != nil {
		row = "w" + row
	}
	switch {
	case m.Spec.Convention == models.Raw:
		return "Σ " + row, letters
	case m.Spec.Weights != nil:
		return "1/Σw Σ " + row, letters
	}
	return "1/n Σ " + row, letters
}

// squaresFormula is least squares, as a norm.
func (m *model) squaresFormula() string {
	residual := "y"
	if m.Spec.Offset != nil {
		residual += " - o"
	}
	residual += " - Xβ"
	if !m.Spec.NoIntercept {
		residual += " - β₀"
	}
	divisor := "1/(2n)"
	if m.Spec.Weights != nil {
		residual = "√w(" + residual + ")"
		divisor = "1/(2Σw)"
	}
	if m.Spec.Convention == models.Raw {
		divisor = "1/2"
	}
	return fmt.Sprintf("%s ‖%s‖²", divisor, residual)
}

// overDeviation tells that the ridge is divided by the standard deviation of y.
func (m *model) overDeviation() bool {
	return m.Spec.Convention == models.Glmnet && m.Spec.Family == models.Gaussian && m.Alpha < 1
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
	if m.rows() {
		l1 = "Σⱼ" + strings.TrimSuffix(l1, "₁")
		l1 = strings.Replace(l1, "β", "βⱼ", 1)
	}
	if m.overDeviation() {
		l2 += "/σ"
	}
	switch m.Alpha {
	case 1:
		return " " + l1
	case 0:
		return "/2 " + l2
	}
	return fmt.Sprintf(" (%g %s + %.12g %s)", m.Alpha, l1, (1-m.Alpha)/2, l2)
}
