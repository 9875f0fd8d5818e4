package charts

import (
	"strings"
	"testing"
)

func TestLongWordsBreakBetweenSyllables(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{
		"Bezorging":       "Bezorging", // fits
		"Retourneren":     "Retour-ne-ren",
		"Relationship":    "Rela-tion-ship",
		"Reservesleutel":  "Reser-ve-sleu-tel",
		"Onderhoudsbeurt": "Onder-houds-beurt",
		"Aansprakelijkheidsverzekering afsluiten": "Aan-spra-ke-lijk-heids-ver-ze-ke-ring afsluiten",
		"Telefonische":  "Tele-fo-ni-sche",
		"1234567890123": "1234567890123", "rhythms": "rhythms", "Schlechtwetter": "Schlecht-wet-ter",
	} {
		if got := strings.ReplaceAll(soften(word, 9), "\u00ad", "-"); got != want {
			t.Errorf("%q became %q, want %q", word, got, want)
		}
	}
}
