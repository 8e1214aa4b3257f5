package coefio

import "slices"

// readNames reads {"age": 0.5, ...}, also with each number in a list, as jsonlite
// of R writes it, or in an object: {"age": {"coef": 0.5}, ...}.
func readNames(c content, v value) (*File, error) {
	l, err := dictionary(c, v)
	if err != nil {
		return nil, err
	}
	return one(l), nil
}

// dictionary reads names and numbers.
func dictionary(c content, v value) (listing, error) {
	l := listing{named: true, numbered: true}
	for k, key := range v.keys {
		e := v.list[k]
		if e.kind == object {
			e = e.first(valueWords...)
		}
		if e.kind != number64 && e.kind != list {
			return l, c.errorf("%s is not the name of a number: no coefficients were found; %s", quote(key), convert)
		}
		b, err := scalar(c, e, quote(key))
		if err != nil {
			return l, err
		}
		l.entries = append(l.entries, entry{name: key, value: b})
	}
	return l, nil
}

// aligned reads {"feature": {"0": "age"}, "coef": {"0": 0.5}}: columns of a data
// frame.
func aligned(c content, names, coef value) (listing, error) {
	if !slices.Equal(names.keys, coef.keys) {
		return listing{}, c.errorf("names and coefficients have different rows")
	}
	coef.kind = list
	l, err := vector(c, coef, "coefficients")
	if err != nil {
		return l, err
	}
	return l, l.name(c, names)
}

// readRecords reads [{"feature": "age", "coef": 0.5}, ...].
func readRecords(c content, v value) (*File, error) {
	l := listing{named: true}
	for k, r := range v.list {
		name, coef := r.first(append(nameKeys, "_row")...), r.first(valueWords...)
		if name.kind != text || coef.kind != number64 {
			return nil, c.errorf("record %d is not a name and a coefficient; %s", k+1, convert)
		}
		l.entries = append(l.entries, entry{name: name.text, value: coef.number})
	}
	return one(l), nil
}

// readPairs reads [["age", 0.5], ...].
func readPairs(c content, v value) (*File, error) {
	l := listing{named: true}
	for k, pair := range v.list {
		if len(pair.list) != 2 || pair.list[0].kind != text || pair.list[1].kind != number64 {
			return nil, c.errorf("pair %d is not a name and a coefficient", k+1)
		}
		l.entries = append(l.entries, entry{name: pair.list[0].text, value: pair.list[1].number})
	}
	return one(l), nil
}

// readPandas reads to_json with orient="split", {"index": [...], "data": [...]},
// and with orient="table", {"schema": {}, "data": [records]}.
func readPandas(c content, v value) (*File, error) {
	if v.has("schema") {
		return readRecords(c, v.get("data"))
	}
	if n := len(v.get("columns").list); n > 1 {
		return nil, c.errorf("a data frame of %d columns where one of coefficients was expected; %s", n, convert)
	}
	l, err := vector(c, v.get("data"), "data")
	if err != nil {
		return nil, err
	}
	names := v.get("index")
	if _, numbers := names.numbers(); !numbers {
		err = l.name(c, names)
	}
	return one(l), err
}
