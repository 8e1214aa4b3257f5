package coefio

import (
	"bytes"
	"math"
	"slices"
	"strings"
)

// xgboostNote is true of dumps: xgboost adds base_score to the bias, and does not
// dump it.
const xgboostNote = "the bias in a dump of xgboost lacks base_score and is left out; booster.save_model(\"model.json\") has both"

// isXGBoostDump: what dump_model and get_dump write as text.
func isXGBoostDump(c content) bool {
	text := bytes.TrimSpace(c.text)
	text = bytes.TrimSpace(bytes.TrimPrefix(text, []byte("booster[0]:")))
	return bytes.HasPrefix(text, []byte("bias:"))
}

// readXGBoostDump reads one bias and the weights of the features in their order.
func readXGBoostDump(c content) (*File, error) {
	l := listing{note: xgboostNote}
	line, section, biases := 0, "", 0
	for text := range bytes.Lines(c.text) {
		line++
		word := strings.TrimSpace(string(text))
		v, ok := number(word, false)
		switch {
		case word == "" || strings.HasPrefix(word, "booster["):
		case word == "bias:" || word == "weight:":
			section = word
		case !ok:
			return nil, c.lineErrorf(line, "%s is not a number", quote(word))
		case section == "bias:":
			biases++
		default:
			l.entries = append(l.entries, entry{value: v, at: place{line: line}})
		}
	}
	if biases != 1 {
		return nil, c.errorf("a dump of %d equations where one was expected", biases)
	}
	return one(l), nil
}

// isXGBoostJSON: the same as JSON, {"bias": [b], "weight": [w, ...]}. A layer of
// PyTorch has its weight first.
func isXGBoostJSON(v value) bool { return slices.Equal(v.keys, []string{"bias", "weight"}) }

func xgboostDump(c content, v value) (*File, error) {
	bias, ok := v.get("bias").numbers()
	weights, fine := v.get("weight").numbers()
	if !ok || !fine || len(bias) != 1 {
		return nil, c.errorf("bias and weight of one equation of xgboost were expected")
	}
	l := ordered(weights)
	l.note = xgboostNote
	return one(l), nil
}

// xgboostModel reads what save_model writes for the booster gblinear: the weights
// of the features, then the bias, to which the link of base_score is added: the identity
// for losses of regression, the logit for two classes, the logarithm for counts.
func xgboostModel(c content, v value) (*File, error) {
	learner := v.get("learner")
	booster := learner.get("gradient_booster")
	if name := booster.get("name").text; name != "gblinear" {
		return nil, c.errorf("a model of xgboost with the booster %s, which has no coefficients; train with booster=\"gblinear\"", quote(name))
	}
	weights, ok := booster.get("model").get("weights").numbers()
	score, fine := number(strings.Trim(learner.get("learner_model_param").get("base_score").text, "[]"), false)
	objective := learner.get("objective").get("name").text
	if !ok || !fine || len(weights) == 0 {
		return nil, c.errorf("a model of xgboost without weights or base_score")
	}
	switch objective {
	case "binary:logistic", "binary:logitraw", "reg:logistic":
		score = math.Log(score / (1 - score))
	case "count:poisson":
		score = math.Log(score)
	default:
		if !strings.HasPrefix(objective, "reg:") || objective == "reg:gamma" || objective == "reg:tweedie" {
			return nil, c.errorf("a model of xgboost with the objective %s, where one of regression, of two classes or of counts was expected", quote(objective))
		}
	}
	if math.IsNaN(score) || math.IsInf(score, 0) {
		return nil, c.errorf("a model of xgboost with a base_score that its objective %s does not take", quote(objective))
	}
	p := len(weights) - 1
	l := ordered(weights[:p])
	intercept := weights[p] + score
	l.intercept = &intercept
	if names := learner.get("feature_names").list; len(names) == p {
		l.named, l.whole = true, true
		for k := range names {
			l.entries[k].name = names[k].text
		}
	}
	return one(l), nil
}
