package models

import "fmt"

// Source says how the columns of a model were made of those of a file, so that another
// file can be read alike.
type Source struct {
	Version string         `json:"version"`            // of what wrote it
	SHA256  string         `json:"sha256"`             // of the file
	YSHA256 string         `json:"y_sha256,omitempty"` // of that of the response, if it has its own
	Target  string         `json:"target"`             // the column of the response
	Status  string         `json:"status,omitempty"`   // and those of Survival
	Start   string         `json:"start,omitempty"`
	Strata  string         `json:"strata,omitempty"`
	Columns []SourceColumn `json:"columns"`
}

// SourceColumn is a column of the file.
type SourceColumn struct {
	Name string `json:"name"`
	// Levels are those of a column of texts, each of which has a column of the model
	// called name=level. A column of numbers has none.
	Levels []string `json:"levels,omitempty"`
	// Means has what a missing cell counts in each column of the model; nil where missing
	// cells are not filled in.
	Means []float64 `json:"means,omitempty"`
}

// width is how many columns of the model it has.
func (c *SourceColumn) width() int { return max(1, len(c.Levels)) }

// names are those of its columns of the model.
func (c *SourceColumn) names() []string {
	if c.Levels == nil {
		return []string{c.Name}
	}
	names := make([]string, len(c.Levels))
	for k, level := range c.Levels {
		names[k] = c.Name + "=" + level
	}
	return names
}

// check reports columns that are not those of the model.
func (s *Source) check(columns []string) error {
	at := 0
	for _, c := range s.Columns {
		if c.Means != nil && len(c.Means) != c.width() {
			return fmt.Errorf("models: source: column %q has %d means for %d columns", c.Name, len(c.Means), c.width())
		}
		for _, name := range c.names() {
			if at >= len(columns) || columns[at] != name {
				return fmt.Errorf("models: source: column %q is not column %d of the model", name, at)
			}
			at++
		}
	}
	if at != len(columns) {
		return fmt.Errorf("models: source: %d columns for a model of %d", at, len(columns))
	}
	return nil
}
