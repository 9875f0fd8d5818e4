package brand

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
)

// Brand is what a respondent recognises the organisation by.
type Brand struct {
	Name   string // of the organisation
	Logo   string // address of a picture, https; "" shows the name alone
	Colour string // "#rrggbb"; "" or anything else is the house's own
}

// Palette is a brand's colour made legible, as "#rrggbb": the colour itself as a
// fill with the ink that goes on it, and the colour as text on a light and a dark
// ground.
type Palette struct{ Fill, Ink, Light, Dark string }

// PaletteOf takes a colour ("#0b5d3b"); the house's own serves for what is none.
func PaletteOf(hex string) Palette {
	c, ok := parseColour(hex)
	if !ok {
		c = houseColour
	}
	return Palette{
		Fill: c.hex(), Ink: c.ink().hex(),
		Light: c.legibleOn(lightGround, black).hex(),
		Dark:  c.legibleOn(darkGround, white).hex(),
	}
}

// CSS takes a brand's colour ("#0b5d3b" or "0b5d3b") and gives the
// stylesheet that puts it on a respondent's page. Contrast is corrected, never
// trusted: --brand-text reads on the page's ground by day and by night,
// --on-brand on the colour itself. An error says that it is no colour.
func CSS(hex string) ([]byte, error) {
	if _, ok := parseColour(hex); !ok {
		return nil, fmt.Errorf("%q is not a colour like #0b5d3b", hex)
	}
	p := PaletteOf(hex)
	var css bytes.Buffer
	fmt.Fprintf(&css, ":root{--brand:%s;--on-brand:%s;--brand-text:%s}\n", p.Fill, p.Ink, p.Light)
	fmt.Fprintf(&css, "@media (prefers-color-scheme:dark){:root{--brand-text:%s}}\n", p.Dark)
	return css.Bytes(), nil
}

// URL returns the address of a brand's stylesheet, or "" when hex is no
// colour and the house's own serves.
func URL(hex string) string {
	c, ok := parseColour(hex)
	if !ok {
		return ""
	}
	return "/static/brand-" + strings.TrimPrefix(c.hex(), "#") + ".css"
}

// IsWebURL reports whether an address may be fetched as a picture.
func IsWebURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}
