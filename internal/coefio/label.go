package coefio

import "github.com/lassocheck/lassocheck/problems/design"

// severalHint says what to do about more than one model.
const severalHint = `for a path say --lambdas L1,L2,... in its order, or in R: b <- as.matrix(coef(fit)); colnames(b) <- fit$lambda; write.csv(b, "coef.csv")`

// Label gives the models of a path the lambdas that their file does not say, in
// its order. nil says that there are none, which is an error where they are needed,
// as are lambdas for a file that has its own.
func (f *File) Label(lambdas []float64) error {
	c := content{name: f.Path}
	switch {
	case lambdas == nil:
		return f.mute
	case f.mute == nil && f.Series:
		return c.errorf("has a lambda for each model: leave out --lambdas")
	case f.mute == nil:
		return c.errorf("holds one model: say --lambda in place of --lambdas")
	}
	if f.x != nil {
		if err := f.cut(len(lambdas)); err != nil {
			return err
		}
	}
	if len(f.models) != len(lambdas) {
		return c.errorf("%d models for %d lambdas", len(f.models), len(lambdas))
	}
	for k := range f.models {
		f.models[k].lambda = lambdas[k]
	}
	return nil
}

// cut cuts a matrix into k models: its columns, as R has them, or its rows.
func (f *File) cut(k int) error {
	n, p := f.x.Dims()
	c := content{name: f.Path}
	_, sparse := f.x.(*design.CSC)
	switch {
	case n != k && p != k:
		return c.errorf("a matrix of %d x %d for %d lambdas", n, p, k)
	case n == p:
		return c.errorf("a matrix of %d x %d: is a model a row or a column? %s", n, p, severalHint)
	}
	for j := range p {
		values := column(f.x, j)
		if p == k {
			l := ordered(values)
			l.first = sparse
			f.models = append(f.models, l)
			continue
		}
		if j == 0 {
			f.models = make([]listing, k)
		}
		for i, v := range values {
			f.models[i].entries = append(f.models[i].entries, entry{value: v})
		}
	}
	return nil
}
