package coefio

import (
	"slices"
	"strconv"
)

// responsesHint says how to write a model of several responses.
const responsesHint = `in R: b <- sapply(coef(fit, s = lambda), as.matrix); rownames(b) <- c("(Intercept)", rownames(fit$beta[[1]])); write.csv(b, "coef.csv")`

// Responses takes the models of the file for those of several responses of one model, at one
// lambda: by their names, which head columns or begin rows, or in their order where the
// file has none, as a matrix.
func (f *File) Responses(names []string) error {
	c := content{name: f.Path}
	if f.x != nil {
		if err := f.cut(len(names)); err != nil {
			return err
		}
	}
	if len(f.models) != len(names) {
		return c.errorf("%d models for the %d responses %s, at one lambda; %s", len(f.models), len(names), abridged(names), responsesHint)
	}
	f.Series, f.mute = false, nil
	if !slices.ContainsFunc(f.models, func(l listing) bool { return l.response != "" }) {
		return nil
	}
	ordered := make([]listing, len(names))
	for _, l := range f.models {
		k := slices.Index(names, l.response)
		switch {
		case k < 0:
			return c.errorf("has coefficients of %s; the responses are %s; %s", quote(l.response), abridged(names), responsesHint)
		case ordered[k].response != "":
			return c.errorf("has coefficients of %s twice; %s", quote(l.response), responsesHint)
		}
		ordered[k] = l
	}
	f.models = ordered
	return nil
}

// readResponses reads {"responses": [...]}, as solve --json and saved models have them.
func readResponses(c content, v value) (*File, error) {
	f := &File{mute: c.errorf("holds a model of several responses: say --family")}
	for k, r := range v.get("responses").list {
		l, err := attributes(c, r)
		if err != nil {
			return nil, c.errorf("response %d: %w", k, err)
		}
		l.response, l.lambda = r.get("name").text, v.get("lambda").number
		f.models = append(f.models, l)
	}
	return f, nil
}

// readClasses reads scikit-learn's {"coef_": [[...], ...], "intercept_": [...], "classes_":
// [...]}, a row a class.
func readClasses(c content, v value) (*File, error) {
	rows, intercepts, classes := coefficients(v), v.first(interceptKeys...), v.get("classes_")
	f := &File{mute: c.errorf("holds a model of several classes: say --family multinomial")}
	for k, row := range rows.list {
		l, err := vector(c, row, "row "+strconv.Itoa(k)+" of the coefficients")
		if err != nil {
			return nil, err
		}
		if names := v.first(nameKeys...); names.kind == list {
			if err := l.name(c, names); err != nil {
				return nil, err
			}
		}
		if b := intercepts.list; len(b) == len(rows.list) {
			b, err := scalar(c, b[k], "intercept")
			if err != nil {
				return nil, err
			}
			l.intercept = &b
		}
		if len(classes.list) == len(rows.list) {
			if l.response = classes.list[k].text; classes.list[k].kind == number64 {
				l.response = strconv.FormatFloat(classes.list[k].number, 'g', -1, 64)
			}
		}
		f.models = append(f.models, l)
	}
	return f, nil
}
