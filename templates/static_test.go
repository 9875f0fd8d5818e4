package templates

import (
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
)

func TestStaticFilesHaveANameThatMayBeKeptForEver(t *testing.T) {
	t.Parallel()
	pages := Must()
	address := pages.static.url("halte.css")
	if !regexp.MustCompile(`^/static/halte\.[0-9a-f]{8}\.css$`).MatchString(address) {
		t.Fatalf("the address is %s", address)
	}
	get := func(path string) *httptest.ResponseRecorder {
		request := httptest.NewRequest(http.MethodGet, path, nil)
		w := httptest.NewRecorder()
		pages.StaticHandler().ServeHTTP(w, request)
		return w
	}
	want, err := os.ReadFile("static/halte.css")
	if err != nil {
		t.Fatal(err)
	}
	plain := get(address)
	if body, _ := io.ReadAll(plain.Body); string(body) != string(want) {
		t.Error("the content changed on its way")
	}
	if !strings.Contains(plain.Header().Get("Cache-Control"), "immutable") || plain.Header().Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("headers %v", plain.Header())
	}
	if strings.Contains(get("/static/halte.css").Header().Get("Cache-Control"), "immutable") {
		t.Error("a name without a hash is kept for ever")
	}
	if brand := get("/static/brand-0b5d3b.css"); brand.Code != http.StatusOK || brand.Header().Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("the brand's stylesheet answers %d", brand.Code)
	}
	for _, missing := range []string{"/static/", "/static/halte.00000000.css", "/static/../doc.go", "/static/brand-red.css"} {
		if got := get(missing).Code; got != http.StatusNotFound {
			t.Errorf("%s answers %d", missing, got)
		}
	}
}

func TestTheFileSystemKnowsEveryName(t *testing.T) {
	t.Parallel()
	pages := Must()
	for _, name := range []string{"halte.css", strings.TrimPrefix(pages.static.url("answer.js"), "/static/"), "brand-ffd400.css"} {
		if data, err := fs.ReadFile(pages.Static(), name); err != nil || len(data) == 0 {
			t.Errorf("%s: %d bytes, %v", name, len(data), err)
		}
	}
	if _, err := pages.Static().Open("../go.mod"); err == nil {
		t.Error("the file system opens what is outside it")
	}
}
