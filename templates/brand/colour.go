package brand

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A colour is sRGB, each part 0 to 255.
type colour struct{ r, g, b float64 }

var (
	white       = colour{255, 255, 255}
	black       = colour{0, 0, 0}
	lightGround = colour{0xfb, 0xfa, 0xf8}
	darkGround  = colour{0x1c, 0x21, 0x26} // the lightest of the dark theme's grounds
	houseColour = colour{0x15, 0x5e, 0x75}
)

// enough is the least contrast of text with what lies behind it (WCAG 2.2 AA).
const enough = 4.5

func parseColour(hex string) (colour, bool) {
	hex = strings.TrimPrefix(strings.TrimSpace(hex), "#")
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || len(hex) != 6 {
		return colour{}, false
	}
	return colour{float64(n >> 16), float64(n >> 8 & 255), float64(n & 255)}, true
}

func (c colour) hex() string {
	return fmt.Sprintf("#%02x%02x%02x", int(math.Round(c.r)), int(math.Round(c.g)), int(math.Round(c.b)))
}

// rounded is the colour a screen will show for c.
func (c colour) rounded() colour {
	return colour{math.Round(c.r), math.Round(c.g), math.Round(c.b)}
}

// toward mixes c with another colour; share 0 is c, 1 the other.
func (c colour) toward(o colour, share float64) colour {
	return colour{c.r + (o.r-c.r)*share, c.g + (o.g-c.g)*share, c.b + (o.b-c.b)*share}.rounded()
}

func (c colour) luminance() float64 {
	linear := func(v float64) float64 {
		v /= 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.r) + 0.7152*linear(c.g) + 0.0722*linear(c.b)
}

// contrast is the ratio WCAG defines, 1 to 21.
func contrast(a, b colour) float64 {
	la, lb := a.luminance(), b.luminance()
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// legibleOn returns c, moved toward an extreme just as far as text on the
// ground needs.
func (c colour) legibleOn(ground, extreme colour) colour {
	for share := 0.0; share < 1; share += 0.02 {
		if moved := c.toward(extreme, share); contrast(moved, ground) >= enough {
			return moved
		}
	}
	return extreme
}

// ink is black or white, whichever reads better on c. One of the two always
// has a contrast of 4.58 or more.
func (c colour) ink() colour {
	if contrast(c, white) >= contrast(c, black) {
		return white
	}
	return black
}
