package main

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/lassocheck/lassocheck/internal/printable"
)

const longestLabel = 20 // characters

// shortLabels returns a label for each name, of longestLabel characters at most, and
// no two of different names alike. What many long names begin and end with is cut
// first, then the middle of what is left, with less and less of the beginning kept
// until all labels differ; where nothing helps, a number does.
func shortLabels(names []string) []string {
	printed := make([]string, len(names))
	for k, n := range names {
		printed[k] = printable.Line(n)
	}
	prefix, suffix := shared(printed)
	labels := make([]string, len(names))
	for _, head := range []int{9, 5, 2} {
		for k, n := range printed {
			labels[k] = label([]rune(n), prefix, suffix, head)
		}
		if distinct(labels, names) {
			return labels
		}
	}
	for k, n := range printed {
		if long := []rune(n); len(long) > longestLabel {
			number := "#" + strconv.Itoa(k+1) + " "
			labels[k] = number + string(cutMiddle(long, longestLabel-len(number), 5))
		}
	}
	return labels
}

// label shortens a long name: first by what it shares with the others, the longer part
// first, of which three characters stay; then by the middle of what is its own, of which
// the first head characters stay.
func label(name []rune, prefix, suffix, head int) string {
	if len(name) <= longestLabel {
		return string(name)
	}
	const least = 3
	begin, own, end := name[:prefix], name[prefix:len(name)-suffix], name[len(name)-suffix:]
	cutBegin := func() {
		room := max(longestLabel-len(own)-len(end), least+1)
		begin = cutMiddle(begin, room, room-1)
	}
	cutEnd := func() {
		room := max(longestLabel-len(begin)-len(own), least+1)
		end = cutMiddle(end, room, room/2)
	}
	if suffix > prefix {
		cutEnd()
		cutBegin()
	} else {
		cutBegin()
		cutEnd()
	}
	room := longestLabel - len(begin) - len(end)
	return string(begin) + string(cutMiddle(own, room, min(head, room/2))) + string(end)
}

// cutMiddle keeps the first head characters, and as many of the last as there is room.
func cutMiddle(name []rune, room, head int) []rune {
	if len(name) <= room {
		return name
	}
	return slices.Concat(name[:head], []rune("…"), name[len(name)-(room-head-1):])
}

// shared returns how many characters the names that are too long have in common at
// their beginning and at their end, whole words only.
func shared(names []string) (prefix, suffix int) {
	var first []rune
	for _, n := range names {
		r := []rune(n)
		if len(r) <= longestLabel {
			continue
		}
		if first == nil {
			first, prefix, suffix = r, len(r), len(r)
			continue
		}
		prefix, suffix = min(prefix, len(r)), min(suffix, len(r))
		for k := range prefix {
			if r[k] != first[k] {
				prefix = k
				break
			}
		}
		for k := range suffix {
			if r[len(r)-1-k] != first[len(first)-1-k] {
				suffix = k
				break
			}
		}
	}
	if prefix == len(first) { // one long name, or all alike
		return 0, 0
	}
	for prefix > 0 && isWord(first[prefix-1]) {
		prefix--
	}
	for suffix > 0 && isWord(first[len(first)-suffix]) {
		suffix--
	}
	return prefix, suffix
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// distinct tells whether labels are alike only where names are.
func distinct(labels, names []string) bool {
	of := map[string]string{}
	for k, l := range labels {
		if n, seen := of[l]; seen && n != names[k] {
			return false
		}
		of[l] = names[k]
	}
	return true
}

// shortened keeps one long name from taking the plot over.
func shortened(name string) string { return shortLabels([]string{strings.TrimSpace(name)})[0] }
