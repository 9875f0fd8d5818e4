package metric_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// The worked cases were computed twice, in R and in Python, apart from this
// package. METRIC_VECTORS names another file of the same form. A method without
// an adapter is skipped, or fails when METRIC_VECTORS_STRICT is 1.

type vectorFile struct {
	Cases []vector
}

type vector struct {
	ID       string
	Method   string
	Input    json.RawMessage
	Expected map[string]any
	TolAbs   float64 `json:"tol_abs"`
	TolRel   float64 `json:"tol_rel"`
	TolNote  string  `json:"tol_note"`
}

func TestScoresAgreeWithTheReferenceVectors(t *testing.T) {
	t.Parallel()
	path := "testdata/vectors.json"
	if other := os.Getenv("METRIC_VECTORS"); other != "" {
		path = other
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var file vectorFile
	if err := decode(data, &file); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if len(file.Cases) == 0 {
		t.Fatalf("%s holds no cases", path)
	}
	for _, v := range file.Cases {
		t.Run(v.Method+"/"+v.ID, func(t *testing.T) {
			t.Parallel()
			v.run(t)
		})
	}
}

func (v vector) run(t *testing.T) {
	method, known := methods[v.Method]
	switch {
	case !known && os.Getenv("METRIC_VECTORS_STRICT") == "1":
		t.Fatalf("no adapter for method %q", v.Method)
	case !known:
		t.Skipf("no adapter for method %q", v.Method)
	}
	output, err := method(v.Input)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := json.Marshal(output)
	if err != nil {
		t.Fatalf("%v in %v", err, output)
	}
	var got map[string]any
	if err := decode(encoded, &got); err != nil {
		t.Fatal(err)
	}
	if len(v.Expected) == 0 {
		t.Fatal("the case expects nothing")
	}
	for field, want := range v.Expected {
		value, there := got[field]
		if !there {
			t.Errorf("%s is missing, want %v", field, want)
			continue
		}
		for _, miss := range v.tolerance(t, field).misses(field, value, want) {
			t.Error(miss)
		}
	}
}

type tolerance struct{ abs, rel float64 }

var noted = regexp.MustCompile(`^fields (.+): relative (\S+) instead`)

// tolerance is that of the case, or the one its note gives to some fields.
func (v vector) tolerance(t *testing.T, field string) tolerance {
	if v.TolNote != "" {
		note := noted.FindStringSubmatch(v.TolNote)
		if note == nil {
			t.Fatalf("cannot read the note on tolerances %q", v.TolNote)
		}
		for name := range strings.SplitSeq(note[1], ",") {
			if strings.TrimSpace(name) == field {
				rel, err := strconv.ParseFloat(note[2], 64)
				if err != nil {
					t.Fatal(err)
				}
				return tolerance{rel: rel}
			}
		}
	}
	return tolerance{v.TolAbs, v.TolRel}
}

// misses compares deeply: numbers within the tolerance, whole numbers and all
// else exactly.
func (tol tolerance) misses(path string, got, want any) []string {
	miss := fmt.Sprintf("%s = %v, want %v", path, got, want)
	switch want := want.(type) {
	case []any:
		got, ok := got.([]any)
		if !ok || len(got) != len(want) {
			return []string{miss}
		}
		var all []string
		for i := range want {
			all = append(all, tol.misses(fmt.Sprintf("%s[%d]", path, i), got[i], want[i])...)
		}
		return all
	case json.Number:
		got, ok := got.(json.Number)
		if !ok || !tol.admits(got, want) {
			return []string{miss}
		}
		return nil
	default:
		if got != want {
			return []string{miss}
		}
		return nil
	}
}

func (tol tolerance) admits(got, want json.Number) bool {
	g, errGot := got.Float64()
	w, errWant := want.Float64()
	if errGot != nil || errWant != nil {
		return false
	}
	if !strings.ContainsAny(want.String(), ".eE") {
		return g == w
	}
	return math.Abs(g-w) <= tol.abs+tol.rel*math.Abs(w)
}

func decode(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	return d.Decode(into)
}

func TestTheComparisonOfVectorsNoticesEveryKindOfMiss(t *testing.T) {
	t.Parallel()
	tol := tolerance{abs: 1e-6, rel: 1e-8}
	number := func(s string) any { return json.Number(s) }
	for _, c := range []struct {
		got, want any
		misses    int
	}{
		{number("1.0000005"), number("1.0"), 0},
		{number("1.00001"), number("1.0"), 1},
		{number("5.0000001"), number("5"), 1},
		{number("5"), number("5"), 0},
		{nil, number("0.0"), 1},
		{number("0"), nil, 1},
		{nil, nil, 0},
		{true, false, 1},
		{"a", "b", 1},
		{[]any{number("1")}, []any{number("1"), number("2")}, 1},
		{[]any{number("1"), number("3")}, []any{number("1"), number("2")}, 1},
		{nil, []any{}, 1},
	} {
		if misses := tol.misses("field", c.got, c.want); len(misses) != c.misses {
			t.Errorf("%v against %v: %v, want %d misses", c.got, c.want, misses, c.misses)
		}
	}
}
