package models_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/lassocheck/lassocheck/models"
	"github.com/lassocheck/lassocheck/solvers"
)

var (
	rows  = models.Rows{{1, 0, 2}, {2, 1, 0}, {3, 0, 1}, {4, 1, 1}, {5, 0, 0}}
	price = []float64{3.1, 4.9, 7.2, 8.8, 11.1}
)

// Train, save, load, predict.
func Example() {
	x := models.Rows{{1, 0, 2}, {2, 1, 0}, {3, 0, 1}, {4, 1, 1}, {5, 0, 0}}
	y := []float64{3.1, 4.9, 7.2, 8.8, 11.1}
	spec := models.Spec{LambdaRatio: 0.05, Names: []string{"size", "garden", "floor"}}
	m, err := spec.Fit(context.Background(), x, y)
	if err != nil {
		panic(err)
	}
	for _, c := range m.Coefficients() {
		fmt.Printf("%s %.4f\n", c.Name, c.Value)
	}
	fmt.Println("certified:", m.Certificate.Status.OK())

	saved, err := json.Marshal(m)
	if err != nil {
		panic(err)
	}
	var loaded models.Model
	if err := json.Unmarshal(saved, &loaded); err != nil {
		panic(err)
	}
	z, err := loaded.Predict(models.Rows{{6, 1, 0}, {7, 0, 0}})
	if err != nil {
		panic(err)
	}
	fmt.Printf("%.3f\n", z)
	// Output:
	// size 1.8905
	// certified: true
	// [12.692 14.582]
}

// A mix of both penalties, at the lambda of R's glmnet.
func ExampleSpec() {
	spec := models.Spec{Penalty: models.ElasticNet(0.5), Lambda: 0.3, Convention: models.Glmnet}
	m, err := spec.Fit(context.Background(), rows, price)
	if err != nil {
		panic(err)
	}
	fmt.Printf("%.6f %.6f\n", m.Beta(), m.LambdaMax)
	// Output: [1.788724 0.000000 0.000000 1.653827] 5.628570
}

// A path, largest lambda first; at lambda_max nothing has entered yet.
func ExampleSpec_Path() {
	path, err := models.Spec{Grid: solvers.Grid{N: 3, MinRatio: 0.01}}.Path(context.Background(), rows, price)
	if err != nil {
		panic(err)
	}
	for _, m := range path.Models[1:] {
		s, err := m.Score(rows, price, nil, nil)
		if err != nil {
			panic(err)
		}
		fmt.Printf("lambda %.4f: %d columns explain %.4f\n", m.Lambda, len(m.Support), s.DevianceExplained)
	}
	// Output:
	// lambda 0.3980: 1 columns explain 0.9873
	// lambda 0.0398: 2 columns explain 0.9988
}

// Progress of a fit, which an error of Observe would end.
func ExampleSpec_Fit() {
	last := 0
	spec := models.Spec{Lambda: 0.1, Solver: solvers.Settings{Observe: func(r solvers.Report) error {
		last = r.Index + 1
		return nil
	}}}
	m, err := spec.Fit(context.Background(), rows, price)
	if err != nil {
		panic(err)
	}
	fmt.Println("seen to the end:", last > 0, m.Certificate.Status)
	// Output:
	// seen to the end: true converged
}

// The problem behind a model certifies anybody's coefficients, the intercept last.
func ExampleStatement() {
	st, err := models.Spec{}.State(rows, price)
	if err != nil {
		panic(err)
	}
	fmt.Printf("lambda_max %.2f\n", st.LambdaMax())
	c := st.At(0.1).Certify([]float64{1.94, 0, 0, 1.2})
	fmt.Println("optimal to 1e-9:", c.Proven() < 1e-9)
	// Output:
	// lambda_max 3.98
	// optimal to 1e-9: true
}

func ExampleModel_PredictRow() {
	m, err := models.Spec{Lambda: 0.1}.Fit(context.Background(), rows, price)
	if err != nil {
		panic(err)
	}
	z, err := m.PredictRow([]float64{6, 1, 0})
	fmt.Printf("%.2f %v\n", z, err)
	// Output: 12.84 <nil>
}

func ExampleModel_Coefficient() {
	m, err := models.Spec{Lambda: 0.1, Names: []string{"size", "garden", "floor"}}.Fit(context.Background(), rows, price)
	if err != nil {
		panic(err)
	}
	_, err = m.Coefficient("sise")
	fmt.Println(err)
	// Output: models: no column "sise"; did you mean "size"?
}

func ExampleModel_MarshalJSON() {
	m, err := models.Spec{Lambda: 0.1, Names: []string{"size", "garden", "floor"}}.Fit(context.Background(), rows, price)
	if err != nil {
		panic(err)
	}
	text, err := json.Marshal(m)
	if err != nil {
		panic(err)
	}
	head, _, _ := bytes.Cut(text, []byte(`,"alpha"`))
	fmt.Println(string(head))
	// Output: {"schema":"lassocheck-model/3","family":"gaussian","convention":"sklearn"
}

// Two classes by name: the second in order is the positive one.
func ExampleClasses() {
	x := models.Rows{{1, 0}, {2, 1}, {3, 0}, {4, 1}, {5, 1}, {6, 0}}
	y, levels, err := models.Classes([]string{"no", "no", "yes", "no", "yes", "yes"}, "")
	if err != nil {
		panic(err)
	}
	spec := models.Spec{Family: models.Binomial, C: 1, Levels: levels} // scikit-learn's C, of an L1 penalty
	m, err := spec.Fit(context.Background(), x, y)
	if err != nil {
		panic(err)
	}
	p, err := m.Predict(models.Rows{{1.5, 0}, {5.5, 1}})
	if err != nil {
		panic(err)
	}
	class, err := m.Class(models.Rows{{1.5, 0}, {5.5, 1}})
	if err != nil {
		panic(err)
	}
	fmt.Printf("%.3f of being %s: %v\n", p, levels[1], class)
	// Output: [0.206 0.794] of being yes: [no yes]
}
