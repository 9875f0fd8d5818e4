package rest

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/gin-gonic/gin"

	"halte/api/internal/access"
	"halte/surveys"
	"halte/surveys/metric"
)

var update = flag.Bool("update", false, "write openapi.json again")

func engine() *gin.Engine {
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	Mount(e, Services{}, access.New(nil, "", nil), &url.URL{})
	return e
}

func served(t *testing.T, path string) string {
	t.Helper()
	w := httptest.NewRecorder()
	engine().ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	if w.Code != 200 {
		t.Fatalf("GET %s answered %d", path, w.Code)
	}
	return w.Body.String()
}

func TestTheCommittedDocument(t *testing.T) {
	var b bytes.Buffer
	if err := json.Indent(&b, []byte(served(t, "/openapi.json")), "", "  "); err != nil {
		t.Fatal(err)
	}
	b.WriteByte('\n')
	if *update {
		if err := os.WriteFile("openapi.json", b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	committed, err := os.ReadFile("openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(committed, b.Bytes()) {
		t.Error("openapi.json is not what is served; run `make openapi` and look at what changed")
	}
}

// A reader who looks for his metric must not find all but that one.
func TestWhatTheDocumentSaysOfSeveralMetricsItSaysOfAll(t *testing.T) {
	t.Parallel()
	for _, line := range strings.Split(served(t, "/openapi.json"), `"description":`) {
		said, _, _ := strings.Cut(strings.ToLower(line), `",`)
		named := slices.DeleteFunc(metric.All(), func(m metric.Metric) bool { return !strings.Contains(said, string(m)) })
		if len(named) > 1 && len(named) < len(metric.All()) {
			t.Errorf("only %v are named in %s", named, said)
		}
	}
}

func TestTheDocumentIsValid(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData([]byte(served(t, "/openapi.json")))
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context()); err != nil {
		t.Error(err)
	}
	if len(doc.Servers) == 0 {
		t.Error("it names no server")
	}
	for path, item := range doc.Paths.Map() {
		for method, o := range item.Operations() {
			if o.Security == nil {
				t.Errorf("%s %s does not say who may call it", method, path)
			}
			if o.Summary == "" || o.OperationID == "" {
				t.Errorf("%s %s has no summary or no id", method, path)
			}
			if strings.HasPrefix(path, "/v1/") && o.Responses.Status(401) == nil {
				t.Errorf("%s %s does not say that it wants a key", method, path)
			}
		}
	}
}

func TestEveryRouteUnderV1IsDescribed(t *testing.T) {
	e := engine()
	doc, err := openapi3.NewLoader().LoadFromData([]byte(served(t, "/openapi.json")))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range e.Routes() {
		path := r.Path
		for _, name := range []string{"id", "key", "who"} {
			path = strings.ReplaceAll(path, ":"+name, "{"+name+"}")
		}
		if !strings.HasPrefix(path, "/v1/") {
			continue
		}
		item := doc.Paths.Value(path)
		if item == nil || item.GetOperation(r.Method) == nil {
			t.Errorf("%s %s is served and not described", r.Method, path)
		}
	}
}

func TestThePageOfTheDocumentLoadsNothingFromElsewhere(t *testing.T) {
	page := served(t, "/docs")
	for _, foreign := range []string{`src="http`, `href="http`, "<script"} {
		if strings.Contains(page, foreign) {
			t.Errorf("the page holds %s", foreign)
		}
	}
	for _, want := range []string{"POST /v1/events", "/v1/touchpoints/{key}/score", "small_cells"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not mention %s", want)
		}
	}
}

// listsIn walks a document and gives to each every list of values of which one is
// wanted, with the name of what has it.
func listsIn(name string, node any, wanted func(value string) bool, each func(name string, values []string)) {
	switch node := node.(type) {
	case []any:
		for _, child := range node {
			listsIn(name, child, wanted, each)
		}
	case map[string]any:
		var values []string
		listed, _ := node["enum"].([]any)
		for _, v := range listed {
			values = append(values, fmt.Sprint(v))
		}
		if slices.ContainsFunc(values, wanted) {
			each(name, values)
		}
		for key, child := range node {
			under := key
			if parameter, ok := node["name"].(string); ok && key == "schema" {
				under = parameter
			}
			listsIn(under, child, wanted, each)
		}
	}
}

// document is the description as plain values.
func document(t *testing.T) (document any) {
	t.Helper()
	if err := json.Unmarshal([]byte(served(t, "/openapi.json")), &document); err != nil {
		t.Fatal(err)
	}
	return document
}

func TestEveryListOfMetricsIsTheTable(t *testing.T) {
	t.Parallel()
	lists, want := 0, strings.Split(metric.List(), ", ")
	isMetric := func(v string) bool { return slices.Contains(want, v) }
	listsIn("", document(t), isMetric, func(name string, values []string) {
		lists++
		if name == "scale" { // of a journey, which may also be in percent
			values = slices.DeleteFunc(values, func(v string) bool { return v == "percent" })
		}
		if !slices.Equal(values, want) {
			t.Errorf("%s is one of %v, and the metrics are %v", name, values, want)
		}
	})
	if lists < 10 {
		t.Errorf("only %d lists of metrics were found", lists)
	}
}

func TestEveryListOfFollowUpTypesIsTheTable(t *testing.T) {
	t.Parallel()
	var want []string
	for _, of := range surveys.FollowUpTypes() {
		want = append(want, string(of))
	}
	lists, isType := 0, func(v string) bool { return slices.Contains(want, v) }
	listsIn("", document(t), isType, func(name string, values []string) {
		lists++
		if !slices.Equal(values, want) {
			t.Errorf("%s is one of %v, and the follow-up types are %v", name, values, want)
		}
	})
	if lists == 0 {
		t.Error("no list of follow-up types was found")
	}
}
