package surveys

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Plain makes values of what jsonlist read into an any: numbers become float64, but
// for whole numbers that a float64 does not hold. Those become int64, or beyond that stay
// their digits as text: they are names, and names must stay apart. A number that no
// computer holds is refused under field.
func Plain(field string, v map[string]any) *Error {
	for k, inner := range v {
		ok := false
		if v[k], ok = plainValue(inner); !ok {
			return Refuse(field, "hold a number that is too large")
		}
	}
	return nil
}

func plainValue(v any) (_ any, ok bool) {
	switch x := v.(type) {
	case json.Number:
		if n, err := x.Int64(); err == nil {
			if n > -1<<53 && n < 1<<53 {
				return float64(n), true
			}
			return n, true
		}
		if strings.ContainsAny(string(x), ".eE") {
			f, err := x.Float64()
			return f, err == nil
		}
		return string(x), true
	case map[string]any:
		for k, inner := range x {
			if x[k], ok = plainValue(inner); !ok {
				return nil, false
			}
		}
	case []any:
		for i, inner := range x {
			if x[i], ok = plainValue(inner); !ok {
				return nil, false
			}
		}
	}
	return v, true
}

// ReadProperties reads properties as they are kept: as JSON, with numbers as Plain
// gives them.
func ReadProperties(text []byte) (map[string]any, error) {
	var p map[string]any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&p); err != nil {
		return nil, err
	}
	if refused := Plain("properties", p); refused != nil {
		return nil, refused
	}
	return p, nil
}

// Normal gives a text in Unicode normal form C. An id is looked for in this form, as
// ReadID keeps it.
func Normal(s string) string { return norm.NFC.String(s) }

// NormalProperties gives properties with all names and texts in Unicode normal form C:
// what looks the same is the same. Two names that become one are refused under field.
// What is given stays as it is.
func NormalProperties(field string, p map[string]any) (map[string]any, *Error) {
	if isNormal(p) {
		return p, nil
	}
	out, ok := normalValue(p)
	if !ok {
		return nil, Refuse(field, "have a name twice, in two spellings of Unicode")
	}
	return out.(map[string]any), nil
}

func isNormal(v any) bool {
	switch x := v.(type) {
	case string:
		return norm.NFC.IsNormalString(x)
	case []any:
		return !slices.ContainsFunc(x, func(inner any) bool { return !isNormal(inner) })
	case map[string]any:
		for k, inner := range x {
			if !norm.NFC.IsNormalString(k) || !isNormal(inner) {
				return false
			}
		}
	}
	return true
}

func normalValue(v any) (_ any, ok bool) {
	switch x := v.(type) {
	case string:
		return norm.NFC.String(x), true
	case []any:
		out := slices.Clone(x)
		for i, inner := range x {
			if out[i], ok = normalValue(inner); !ok {
				return nil, false
			}
		}
		return out, true
	case map[string]any:
		out := make(map[string]any, len(x))
		for _, k := range slices.Sorted(maps.Keys(x)) {
			name := norm.NFC.String(k)
			if _, twice := out[name]; twice {
				return nil, false
			}
			if out[name], ok = normalValue(x[k]); !ok {
				return nil, false
			}
		}
		return out, true
	}
	return v, true
}
