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

// The dark theme changes tokens and nothing else, so the contrast of text can
// be checked where they are defined.
func TestTextOfTheTeamsPagesIsLegibleByDayAndByNight(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"static/halte.css", "static/answer.css"} {
		css, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		light, rest, _ := strings.Cut(string(css), "@media (prefers-color-scheme: dark)")
		dark, _, _ := strings.Cut(rest, "* {")
		for theme, block := range map[string]string{"light": light, "dark": dark} {
			token := map[string]colour{}
			for _, m := range regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{3,6});`).FindAllStringSubmatch(block, -1) {
				c, ok := parseColour(m[2])
				if ok {
					token[m[1]] = c
				}
			}
			for _, ground := range []string{"ground", "raised", "zone"} {
				for _, ink := range []string{"ink", "muted", "accent", "alert", "wrong", "brand-text"} {
					if g, ok := token[ground]; !ok {
						continue
					} else if i, ok := token[ink]; ok && contrast(i, g) < enough {
						t.Errorf("%s, %s: %s on %s has a contrast of %.2f", file, theme, ink, ground, contrast(i, g))
					}
				}
			}
			for _, kind := range []string{"high", "low"} {
				if fill, ok := token[kind]; ok && contrast(fill, token["on-kind"]) < enough {
					t.Errorf("%s, %s: a rating on %s has a contrast of %.2f", file, theme, kind, contrast(fill, token["on-kind"]))
				}
			}
		}
	}
}
