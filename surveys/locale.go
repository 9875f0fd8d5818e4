package surveys

import (
	"cmp"
	_ "embed" // for the names of zones
	"fmt"
	"regexp"
	"slices"
	"strconv"
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

// Zone gives a time zone by its IANA name in any letter case, by the name that Windows
// has for it ("W. Europe Standard Time" is Europe/Berlin), or by what is added to UTC, as
// Java, .NET and PHP write it (GMT+02:00, UTC+5:30, -0300, Z). Its String is the IANA
// name, Etc/GMT-2 for two whole hours east; of other offsets UTC+05:30. What every host
// means something else by, such as localtime, is refused.
func Zone(name string) (*time.Location, error) {
	if v, ok := zones.Load(name); ok {
		return v.(*time.Location), nil
	}
	bad := Refuse("", "is not a time zone such as Europe/Amsterdam")
	if name == "" || name == "Local" || len(name) > 64 {
		return nil, bad
	}
	plain := strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(name), ":"), "posix/")
	folded := foldZone(plain)
	loc, found := offsetZone(plain)
	if iana := zoneNames()[folded]; iana != "" || !found {
		if plain == "" || slices.Contains([]string{"local", "localtime", "posixrules", "factory"}, folded) || strings.HasPrefix(folded, "right/") {
			return nil, bad
		}
		var err error
		if loc, err = time.LoadLocation(cmp.Or(iana, plain)); err != nil {
			return nil, bad
		}
	}
	zones.add(name, loc)
	return loc, nil
}

var offsetForm = regexp.MustCompile(`^(?i:UTC|GMT)? ?([+\-\x{2212}])([0-9]{1,2})(?::?([0-5][0-9]))?$`)

// offsetZone gives the zone of an offset such as UTC+02:00, at most 14 hours.
func offsetZone(name string) (*time.Location, bool) {
	if strings.EqualFold(name, "Z") {
		return time.UTC, true
	}
	m := offsetForm.FindStringSubmatch(name)
	if m == nil {
		return nil, false
	}
	hours, _ := strconv.Atoi(m[2])
	minutes, _ := strconv.Atoi(cmp.Or(m[3], "0"))
	total := hours*60 + minutes
	sign, other := "+", "-" // the names of Etc count to the west
	if m[1] != "+" {
		sign, other = "-", "+"
	}
	switch {
	case total > 14*60 || sign == "-" && total > 12*60:
		return nil, false
	case total == 0:
		return time.UTC, true
	case minutes == 0:
		loc, err := time.LoadLocation("Etc/GMT" + other + strconv.Itoa(hours))
		return loc, err == nil
	}
	return time.FixedZone(fmt.Sprintf("UTC%s%02d:%02d", sign, hours, minutes), IfElse(sign == "+", total, -total)*60), true
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
