package verify

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"slices"
	"strings"
)

// encoding/json takes keys in any case, takes the last of two that are the same,
// and takes null for nothing at all. A proof needs a reader that does none of this.

// ErrNotCertificate is what Unmarshal says of a file of another kind.
var ErrNotCertificate = errors.New("not a certificate")

// Unmarshal reads a certificate. An error says which section and field is not as it
// must be: known keys only, each as it is spelled and once, under an intact seal, of
// the right lengths, signs and indices. O(length of text).
func Unmarshal(text []byte) (*Certificate, error) {
	raw, err := object(text, slices.Concat([]string{"schema"}, sections, []string{"seal"}), nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotCertificate, err)
	}
	var schema string
	if err := json.Unmarshal(raw["schema"], &schema); err != nil || schema != Schema {
		return nil, fmt.Errorf("%w: its schema is %q, not %q", ErrNotCertificate, schema, Schema)
	}
	if err := checkSeal(raw); err != nil {
		return nil, err
	}
	c := new(Certificate)
	for k, section := range []any{&c.Data, &c.Problem, &c.Beta, &c.Dual, &c.Bounds} {
		if err := decode(raw[sections[k]], section); err != nil {
			return nil, fmt.Errorf("%s%w", sections[k], err)
		}
	}
	return c, c.wellFormed()
}

// checkSeal compares every section with its hash.
func checkSeal(raw map[string]json.RawMessage) error {
	names := append(slices.Clone(sections), "seal")
	hashes, err := object(raw["seal"], names, nil)
	if err != nil {
		return fmt.Errorf("seal: %w", err)
	}
	now := seal(raw)
	for _, name := range names {
		var sealed string
		if err := json.Unmarshal(hashes[name], &sealed); err != nil || sealed != now[name] {
			return fmt.Errorf("%s: it was changed since it was sealed", name)
		}
	}
	return nil
}

// object returns the values of a JSON object that has the required keys, exactly as
// they are spelled and once, perhaps some of the optional ones, and no other.
func object(text []byte, required, optional []string) (map[string]json.RawMessage, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil, errors.New("no JSON object")
	}
	values := map[string]json.RawMessage{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, err
		}
		key, _ := token.(string)
		if !slices.Contains(required, key) && !slices.Contains(optional, key) {
			return nil, fmt.Errorf("the key %q is unknown", key)
		}
		if values[key] != nil {
			return nil, fmt.Errorf("the key %q is there twice", key)
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, err
		}
		values[key] = value
	}
	if _, err := d.Token(); err != nil { // the closing brace
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("something follows the object")
	}
	for _, key := range required {
		if values[key] == nil {
			return nil, fmt.Errorf("the key %q is missing", key)
		}
	}
	return values, nil
}

// decode reads a section into the struct that it points to. Keys are those of the
// tags, and may be missing where empty ones are omitted.
func decode(text []byte, section any) error {
	v := reflect.ValueOf(section).Elem()
	fields := map[string]any{}
	var required, optional []string
	for k := range v.NumField() {
		key, options, _ := strings.Cut(v.Type().Field(k).Tag.Get("json"), ",")
		if key == "-" {
			continue
		}
		fields[key] = v.Field(k).Addr().Interface()
		if options == "omitempty" {
			optional = append(optional, key)
		} else {
			required = append(required, key)
		}
	}
	values, err := object(text, required, optional)
	if err != nil {
		return fmt.Errorf(": %w", err)
	}
	for key, value := range values {
		if _, list := fields[key].(*Places); string(value) == "null" && !list { // an empty list was written so
			return fmt.Errorf(".%s: it is null", key)
		}
		if err := json.Unmarshal(value, fields[key]); err != nil {
			return fmt.Errorf(".%s: %w", key, err)
		}
	}
	return nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (v *Vector) UnmarshalJSON(text []byte) error {
	var parts []json.RawMessage
	if err := json.Unmarshal(text, &parts); err != nil {
		return err
	}
	*v = make(Vector, len(parts))
	for k, s := range parts {
		switch string(s) {
		case `"Inf"`:
			(*v)[k] = math.Inf(1)
		case `"-Inf"`:
			(*v)[k] = math.Inf(-1)
		case "null":
			return errors.New("a number is null")
		default:
			if err := json.Unmarshal(s, &(*v)[k]); err != nil {
				return err
			}
		}
	}
	return nil
}

// UnmarshalJSON reads a list of integers.
func (v *Places) UnmarshalJSON(text []byte) error {
	var parts []*int
	if err := json.Unmarshal(text, &parts); err != nil {
		return err
	}
	*v = make(Places, len(parts))
	for k, i := range parts {
		if i == nil {
			return errors.New("a number is null")
		}
		(*v)[k] = *i
	}
	return nil
}
