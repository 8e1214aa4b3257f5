package coefio

import (
	"bytes"
	"strings"
)

// isVW: a readable model of Vowpal Wabbit.
func isVW(c content) bool {
	return bytes.HasPrefix(c.text, []byte("Version ")) && bytes.Contains(c.text, []byte("\nbits:"))
}

// readVW reads what --invert_hash writes: lines name:hash:weight after the
// Checksum, perhaps with the state of the optimiser behind. Weights that are zero
// are left out. What --readable_model writes has no names.
func readVW(c content) (*File, error) {
	l := listing{named: true, spaces: true}
	line, begun := 0, false
	for text := range bytes.Lines(c.text) {
		line++
		words := string(bytes.TrimSpace(text))
		if strings.HasPrefix(words, "Checksum:") || words == ":0" || words == ":1" {
			begun = true
			continue
		}
		rest, weight, _ := cutLast(words, ":")
		name, hash, named := cutLast(rest, ":")
		if !begun || hash == "" || strings.Trim(hash, "0123456789") != "" {
			continue // the header, and what --save_resume needs
		}
		if !named {
			return nil, c.lineErrorf(line, "holds hashes and no names; write it by vw -t -i MODEL -d DATA --invert_hash coef.txt")
		}
		weight, _, _ = strings.Cut(weight, " ")
		weight, offset, interleaved := strings.Cut(weight, "[")
		v, ok := number(weight, false)
		if !ok {
			return nil, c.lineErrorf(line, "%s is not name:hash:weight", quote(words))
		}
		if interleaved && offset != "0]" {
			return nil, c.lineErrorf(line, "several models in one, where one equation was expected")
		}
		l.entries = append(l.entries, entry{name: name, value: v, nameAt: place{line: line}, at: place{line: line}})
	}
	if l.entries == nil {
		return nil, c.errorf("a model of Vowpal Wabbit without weights; %s", convert)
	}
	return one(l), nil
}

// cutLast cuts around the last sep. Without one, all is after it.
func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return "", s, false
	}
	return s[:i], s[i+len(sep):], true
}
