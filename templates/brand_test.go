package templates

import (
	"fmt"
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
		css, err := BrandCSS(hex)
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
	css, err := BrandCSS("#0b5d3b")
	if err != nil || !strings.Contains(string(css), "--brand:#0b5d3b") || !strings.Contains(string(css), "--brand-text:#0b5d3b") {
		t.Errorf("got %s, %v", css, err)
	}
}

func TestWhatIsNoColourIsRefused(t *testing.T) {
	t.Parallel()
	for _, hex := range []string{"", "red", "#12345", "#12345g", "#0b5d3b;}body{display:none", "+12345"} {
		if css, err := BrandCSS(hex); err == nil {
			t.Errorf("%q became %s", hex, css)
		}
		if url := BrandURL(hex); url != "" {
			t.Errorf("%q has an address: %s", hex, url)
		}
	}
	if got := BrandURL("#0B5D3B"); got != "/static/brand-0b5d3b.css" {
		t.Errorf("got %s", got)
	}
}
