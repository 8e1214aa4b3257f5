package spelling

import "testing"

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b        string
		limit, want int
	}{
		{"", "", 5, 0}, {"kitten", "sitting", 9, 3}, {"target", "targte", 9, 2},
		{"path", "paths", 9, 1}, {"abc", "", 9, 3}, {"abc", "xyz", 2, 2}, {"a", "abcdef", 3, 3},
	} {
		if got := Distance(c.a, c.b, c.limit); got != c.want {
			t.Errorf("%q to %q below %d: %d, want %d", c.a, c.b, c.limit, got, c.want)
		}
		if got := Distance(c.b, c.a, c.limit); got != c.want {
			t.Errorf("%q to %q below %d: %d, want %d", c.b, c.a, c.limit, got, c.want)
		}
	}
}
