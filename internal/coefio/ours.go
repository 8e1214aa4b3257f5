package coefio

import "math"

// readPath reads {"path": [...]}, as path --json and several models of [Write] have
// it. A lambda that is null or a text is missing or infinite.
func readPath(c content, v value) (*File, error) {
	f := &File{Series: len(v.get("path").list) > 1}
	for k, e := range v.get("path").list {
		l, err := attributes(c, e)
		if err != nil {
			return nil, c.errorf("entry %d of the path: %w", k, err)
		}
		if lambda := e.get("lambda"); lambda.kind == number64 {
			l.lambda = lambda.number
		} else if v, ok := number(lambda.text, false); ok {
			l.lambda = v
		} else {
			l.lambda = math.NaN()
		}
		l.response = e.get("response").text
		f.models = append(f.models, l)
	}
	if len(f.models) == 0 {
		return nil, c.errorf("a path without entries")
	}
	return f, nil
}

// readCertified reads what certify --json prints.
func readCertified(c content, v value) (*File, error) {
	l := listing{named: true, whole: true, lambda: v.get("lambda").number}
	for _, f := range v.get("features").list {
		name := f.get("name").text
		b, err := scalar(c, f.get("coefficient"), "the coefficient of "+quote(name))
		if err != nil {
			return nil, err
		}
		l.entries = append(l.entries, entry{name: name, value: b})
	}
	intercept, err := scalar(c, v.get("intercept"), "intercept")
	if err != nil {
		return nil, err
	}
	l.intercept = &intercept
	return one(l), nil
}

// readCertificate reads the point of a certificate: docs/certificate.md.
func readCertificate(c content, v value) (*File, error) {
	l, err := vector(c, v.get("beta").get("coefficients"), "beta")
	if err != nil {
		return nil, err
	}
	if err := l.name(c, v.get("data").get("columns")); err != nil {
		return nil, err
	}
	intercept, err := scalar(c, v.get("beta").get("intercept"), "intercept")
	if err != nil {
		return nil, err
	}
	l.intercept, l.whole, l.lambda = &intercept, true, v.get("problem").get("lambda").number
	return one(l), nil
}
