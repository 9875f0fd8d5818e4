package brand

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var variable = regexp.MustCompile(`--([a-z-]+):(#[0-9a-f]{6})`)

func TestAnyColourOfABrandBecomesLegible(t *testing.T) {
	t.Parallel()
	day, night, raised := lightGround, darkGround, white
	deep := colour{0x14, 0x18, 0x1b}
	rapid.Check(t, func(t *rapid.T) {
		hex := fmt.Sprintf("#%06x", rapid.IntRange(0, 0xffffff).Draw(t, "colour"))
		css, err := CSS(hex)
		if err != nil {
			t.Fatal(err)
		}
		light, dark, found := strings.Cut(string(css), "@media (prefers-color-scheme:dark)")
		if !found {
			t.Fatalf("no dark theme in %s", css)
		}
		value := func(css, name string) colour {
			for _, m := range variable.FindAllStringSubmatch(css, -1) {
				if m[1] == name {
					c, _ := parseColour(m[2])
					return c
				}
			}
			t.Fatalf("no --%s in %s", name, css)
			return colour{}
		}
		for what, pair := range map[string][2]colour{
			"text on the fill":        {value(light, "on-brand"), value(light, "brand")},
			"text by day":             {value(light, "brand-text"), day},
			"text on a raised ground": {value(light, "brand-text"), raised},
			"text by night":           {value(dark, "brand-text"), night},
			"text on the deep ground": {value(dark, "brand-text"), deep},
		} {
			if got := contrast(pair[0], pair[1]); got < enough {
				t.Errorf("%s: %s has a contrast of %.2f with %s", hex, what, got, pair[1].hex())
			}
		}
	})
}

func TestALegibleColourIsLeftAsItIs(t *testing.T) {
	t.Parallel()
	css, err := CSS("#0b5d3b")
	if err != nil || !strings.Contains(string(css), "--brand:#0b5d3b") || !strings.Contains(string(css), "--brand-text:#0b5d3b") {
		t.Errorf("got %s, %v", css, err)
	}
}

func TestWhatIsNoColourIsRefused(t *testing.T) {
	t.Parallel()
	for _, hex := range []string{"", "red", "#12345", "#12345g", "#0b5d3b;}body{display:none", "+12345"} {
		if css, err := CSS(hex); err == nil {
			t.Errorf("%q became %s", hex, css)
		}
		if url := URL(hex); url != "" {
			t.Errorf("%q has an address: %s", hex, url)
		}
	}
	if got := URL("#0B5D3B"); got != "/static/brand-0b5d3b.css" {
		t.Errorf("got %s", got)
	}
}

// The dark theme changes tokens and nothing else, so the contrast of text can
// be checked where they are defined.
func TestTextOfTheTeamsPagesIsLegibleByDayAndByNight(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"halte.css", "answer.css"} {
		css, err := os.ReadFile("../static/" + file)
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
