package surveys

import (
	"cmp"
	_ "embed" // for the names of zones
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/text/language"
)

// CanonicalLocale gives a BCP 47 tag in its canonical spelling. Names as POSIX has them
// are understood: nl_NL.UTF-8 is nl-NL, sr_RS@latin is sr-Latn-RS, and C says nothing.
func CanonicalLocale(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	if v, ok := locales.Load(s); ok {
		return v.(string), nil
	}
	bad := Refuse("", "is not a language tag such as nl or en-GB")
	if len(s) > 60 {
		return "", bad
	}
	name, modifier, _ := strings.Cut(strings.TrimSpace(s), "@")
	name, _, _ = strings.Cut(name, ".")
	if name == "C" || name == "POSIX" {
		return "", nil
	}
	if len(name) > 35 {
		return "", bad
	}
	tag, err := language.Parse(name)
	if err != nil || tag == language.Und {
		return "", bad
	}
	if script := map[string]string{"latin": "Latn", "cyrillic": "Cyrl"}[strings.ToLower(modifier)]; script != "" {
		if tag, err = language.Compose(tag, language.MustParseScript(script)); err != nil {
			return "", bad
		}
	}
	locales.add(s, tag.String())
	return tag.String(), nil
}

// Zone gives a time zone by its IANA name in any letter case, or by the name that
// Windows has for it ("W. Europe Standard Time" is Europe/Berlin). Its String is the
// IANA name.
func Zone(name string) (*time.Location, error) {
	if v, ok := zones.Load(name); ok {
		return v.(*time.Location), nil
	}
	bad := Refuse("", "is not a time zone such as Europe/Amsterdam")
	if name == "" || name == "Local" || len(name) > 64 {
		return nil, bad
	}
	loc, err := time.LoadLocation(cmp.Or(zoneNames()[foldZone(name)], name))
	if err != nil {
		return nil, bad
	}
	zones.add(name, loc)
	return loc, nil
}

//go:embed zones.txt
var zoneList string

// zoneNames gives the IANA names by what foldZone makes of them and of their synonyms.
var zoneNames = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	for line := range strings.Lines(zoneList) {
		if name, iana, windows := strings.Cut(strings.TrimSuffix(line, "\n"), "\t"); windows {
			names[foldZone(name)] = iana
		} else if !strings.HasPrefix(line, "#") {
			names[foldZone(name)] = name
		}
	}
	return names
})

func foldZone(name string) string {
	return strings.ToLower(strings.ReplaceAll(strings.TrimSpace(name), " ", "_"))
}

// Loading a zone reads a file and parsing a tag is slow. Only names that exist are
// kept, and no more than a world has: one thing has many spellings (en-x-anything
// is a language tag), and outsiders send them.
var zones, locales remembered

type remembered struct {
	sync.Map
	n atomic.Int64
}

const mostRemembered = 2000

func (m *remembered) add(key string, value any) {
	if m.n.Load() < mostRemembered {
		if _, there := m.LoadOrStore(key, value); !there {
			m.n.Add(1)
		}
	}
}
