package coefio

// The attributes by which tools call what a linear model is: those of
// scikit-learn, our own, Spark's, and what people call them.
var (
	coefKeys      = []string{"coefficients", "coef_", "coef", "coefs", "coefficient", "beta", "betas", "weights", "w", "params", "estimate"}
	interceptKeys = []string{"intercept", "intercept_", "bias", "const", "a0", "b"}
	nameKeys      = []string{"names", "feature_names_in_", "feature_names", "featureNames", "features", "feature", "columns", "name", "variable", "term", "index"}
)

// coefficients finds them in an object.
func coefficients(v value) value { return v.first(coefKeys...) }

// readAttributes reads an object like {"coef_": [...], "intercept_": b, "names":
// [...]}: coefficients by name, by support, or in the order of the columns. Other
// attributes are not read.
func readAttributes(c content, v value) (*File, error) {
	l, err := attributes(c, v)
	if err != nil {
		return nil, err
	}
	return one(l), nil
}

func attributes(c content, v value) (l listing, err error) {
	coef := coefficients(v)
	names := v.first(nameKeys...)
	switch {
	case coef.kind == object && coef.has("values"):
		l, err = sparkJSON(c, coef)
	case coef.kind == text:
		l, err = sparkText(c, coef.text)
	case coef.kind == object && names.kind == object:
		l, err = aligned(c, names, coef)
	case coef.kind == object:
		l, err = dictionary(c, coef)
	case coef.kind == list:
		l, err = vector(c, coef, "coefficients")
	default:
		err = c.errorf(`no "coefficients"; %s`, convert)
	}
	if err != nil {
		return l, err
	}
	if names.kind == list && coef.kind == list {
		if err := l.name(c, names); err != nil {
			return l, err
		}
	}
	if err := l.supported(c, v); err != nil {
		return l, err
	}
	if b := v.first(interceptKeys...); b.kind != null {
		intercept, err := scalar(c, b, "intercept")
		if err != nil {
			return l, err
		}
		l.intercept = &intercept
	}
	if lambda := v.get("lambda"); lambda.kind == number64 {
		l.lambda = lambda.number
	}
	return l, nil
}

// name gives the entries their names.
func (l *listing) name(c content, names value) error {
	if len(names.list) != len(l.entries) {
		return c.errorf("%d coefficients and %d names: these belong together one by one", len(l.entries), len(names.list))
	}
	l.named = true
	for k, n := range names.list {
		if n.kind != text {
			return c.errorf("name %d is not a text", k+1)
		}
		l.entries[k].name = n.text
	}
	return nil
}

// supported reads the columns that the entries belong to.
func (l *listing) supported(c content, v value) error {
	if !v.has("support") {
		return nil
	}
	at, ok := v.get("support").numbers()
	if !ok || len(at) != len(l.entries) {
		return c.errorf("%d coefficients and a support of %d: these belong together one by one", len(l.entries), len(v.get("support").list))
	}
	s, err := sparse(c, 0, at, at)
	l.support = s.support
	return err
}
