package coefio

import "bytes"

// isJSON: an object or a list.
func isJSON(c content) bool {
	text := jsonText(c)
	return len(text) > 0 && (text[0] == '{' || text[0] == '[')
}

func jsonText(c content) []byte {
	return bytes.TrimSpace(bytes.TrimPrefix(c.text, []byte("\ufeff")))
}

// objects are the forms of objects, and how they are told from each other.
var objects = []struct {
	claims func(v value) bool
	read   func(c content, v value) (*File, error)
}{
	{func(v value) bool { return v.get("schema").kind == text && v.has("beta") }, readCertificate},
	{func(v value) bool { return v.get("path").kind == list }, readPath},
	{func(v value) bool { return v.get("features").kind == list && v.has("optimal") }, readCertified},
	{func(v value) bool { return v.get("responses").kind == list }, readResponses},
	{func(v value) bool { return len(coefficients(v).list) > 1 && coefficients(v).nested() }, readClasses},
	{func(v value) bool { return v.has("learner") }, xgboostModel},
	{isXGBoostJSON, xgboostDump},
	{isTorch, readTorch},
	{func(v value) bool { return v.has("data") && (v.has("index") || v.has("schema")) }, readPandas},
	{func(v value) bool { return coefficients(v).kind > number64 }, readAttributes},
	{func(value) bool { return true }, readNames},
}

// readJSON reads an object or a list, or an object a line.
func readJSON(c content) (*File, error) {
	v, err := c.parseJSON()
	if err != nil {
		return nil, err
	}
	if v.kind == list {
		return readList(c, v)
	}
	for _, o := range objects {
		if o.claims(v) {
			return o.read(c, v)
		}
	}
	panic("coefio: no reader takes what is left")
}

// readList reads numbers, one object, pairs of name and number, or objects of a
// name and a number each.
func readList(c content, v value) (*File, error) {
	if len(v.list) == 1 && v.list[0].kind == object {
		if isXGBoostJSON(v.list[0]) {
			return xgboostDump(c, v.list[0])
		}
	}
	if len(v.list) > 0 && v.list[0].kind == object {
		return readRecords(c, v)
	}
	if len(v.list) > 0 && v.list[0].kind == list && len(v.list[0].list) == 2 && v.list[0].list[0].kind == text {
		return readPairs(c, v)
	}
	l, err := vector(c, v, "coefficients")
	if err != nil {
		return nil, err
	}
	return one(l), nil
}
