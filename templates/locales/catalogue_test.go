package locales

import (
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"halte/surveys/metric"
)

// folder is the embedded languages, with one file changed.
func folder(t *testing.T, name string, changes ...string) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	for _, lang := range loaded(t).Languages() {
		data, err := fs.ReadFile(files, lang+".json")
		if err != nil {
			t.Fatal(err)
		}
		out[lang+".json"] = &fstest.MapFile{Data: data}
	}
	if name == "" {
		return out
	}
	before := string(out[name].Data)
	after := strings.NewReplacer(changes...).Replace(before)
	if len(changes) > 0 && before == after {
		t.Fatalf("%s holds none of %q", name, changes)
	}
	out[name] = &fstest.MapFile{Data: []byte(after)}
	return out
}

func TestEveryLanguageIsComplete(t *testing.T) {
	t.Parallel()
	all := loaded(t)
	if got := fmt.Sprint(all.Languages()); got != "[en de es fr nl]" {
		t.Errorf("the languages are %s", got)
	}
	for _, m := range metric.All() {
		for _, lang := range all.Languages() {
			if _, ok := all.Nearest(lang).Respondent.Ends[string(m)]; !ok {
				t.Errorf("%s does not say what the ends of %s mean", lang, m)
			}
		}
		if all.Nearest("en").Chart.Metrics[string(m)] == "" {
			t.Errorf("%s has no name", m)
		}
		if _, ok := all.Nearest("en").Chart.Kinds[string(m)]; !ok {
			t.Errorf("the kinds of answers to %s have no names", m)
		}
	}
}

func TestTheTeamReadsALanguageThatHasItsSections(t *testing.T) {
	t.Parallel()
	all := loaded(t)
	for asked, want := range map[string]string{"en": "en", "nl-BE": "nl", "de": "en", "fr": "en", "": "en"} {
		if got := all.NearestForTeam(asked); got.Tag != want || got.Console.Journey == "" {
			t.Errorf("a reader of %q gets %q", asked, got.Tag)
		}
	}
}

func TestABrowserGetsTheFirstOfItsLanguagesThatTheTeamReads(t *testing.T) {
	t.Parallel()
	all := loaded(t)
	for header, want := range map[string]string{
		"nl": "nl", "nl-BE,nl;q=0.9,en;q=0.8": "nl", "de,nl;q=0.5": "nl", "en;q=0.4, nl;q=0.6": "nl", "en-GB, nl": "en", "fr": "en", "": "en", ";;;": "en",
	} {
		if got := all.Accepted(header); got.Tag != want || !got.ForTeam() {
			t.Errorf("a browser that asks for %q gets %q", header, got.Tag)
		}
	}
}

func TestAFileThatIsWrongIsNamedByLanguageSectionAndKey(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file    string
		changes []string
		want    []string
	}{
		"a misspelt key": {"nl.json", []string{`"saved":`, `"savd":`}, []string{
			"nl, respondent: saved: is missing", "nl, respondent: savd: there is no such key",
		}},
		"a key within a key":          {"en.json", []string{`"flagged":`, `"flaged":`}, []string{"en, improvements: cautions.mix.flagged: is missing"}},
		"an empty phrase":             {"fr.json", []string{`"Oui"`, `""`}, []string{"fr, respondent: yes: is no text"}},
		"a number for a phrase":       {"fr.json", []string{`"Oui"`, `1`}, []string{"fr, respondent: yes: is no text"}},
		"a placeholder left out":      {"de.json", []string{"{organisation} hat", "Man hat"}, []string{"de, respondent: thanks: fills in [], en [{organisation}]"}},
		"a placeholder too many":      {"es.json", []string{`"Sí"`, `"Sí {n}"`}, []string{"es, respondent: yes: fills in [{n}], en []"}},
		"half a placeholder":          {"es.json", []string{`"Sí"`, `"Sí {"`}, []string{"es, respondent: yes: has a brace without its other half"}},
		"a month too few":             {"nl.json", []string{`"januari", `, ``}, []string{"nl, format: months: is no list of 12"}},
		"a date without its year":     {"de.json", []string{`{d}. {month} {y}`, `{d}. {month}`}, []string{"de, format: date: fills in [{d} {month}], en [{d} {month} {y}]"}},
		"a metric without its ends":   {"de.json", []string{`"ces":`, `"cex":`}, []string{"de, respondent: ends.ces: is missing", "de, respondent: ends.cex: there is no such key in en"}},
		"a section that is missing":   {"fr.json", []string{`"mail":`, `"mails":`}, []string{"fr, mail: the section is missing", "fr, mails: there is no such section"}},
		"half a team's language":      {"nl.json", []string{`"paths":`, `"pahts":`}, []string{"nl, paths: the section is missing", "nl, pahts: there is no such section"}},
		"sections without console":    {"nl.json", []string{`"console":`, `"konsole":`}, []string{"nl, timeline: is a section of the team's pages, and the section console is missing"}},
		"the same key twice":          {"nl.json", []string{`"saved":`, `"send":`}, []string{"nl.json: ", `duplicate object member name "send"`}},
		"a section that is no object": {"nl.json", []string{`"console": {`, `"console": [{}], "konsole": {`}, []string{"nl, console: is no object"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := load(folder(t, c.file, c.changes...))
			if err == nil {
				t.Fatal("it was read")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the error says\n%v\nwant %q", err, want)
				}
			}
		})
	}
}

func TestALanguageIsAddedByItsFileAlone(t *testing.T) {
	t.Parallel()
	with := folder(t, "")
	with["it.json"] = with["es.json"] // for respondents
	with["af.json"] = with["nl.json"] // for the team too
	all, err := load(with)
	if err != nil {
		t.Fatal(err)
	}
	if got := all.Nearest("it-CH").Tag; got != "it" {
		t.Errorf("a reader of Italian gets %s", got)
	}
	if got := all.NearestForTeam("af").Tag; got != "af" {
		t.Errorf("a team that reads Afrikaans gets %s", got)
	}
	if got := all.Accepted("af, nl;q=0.5").Tag; got != "af" {
		t.Errorf("a browser that asks for Afrikaans gets %s", got)
	}
	if !slices.Contains(all.Languages(), "it") {
		t.Errorf("the languages are %s", all.Languages())
	}
}

func TestAFolderThatCannotServeEverybodyIsRefused(t *testing.T) {
	t.Parallel()
	nameless := folder(t, "")
	nameless["no language.json"] = nameless["nl.json"]
	headless := folder(t, "")
	delete(headless, "en.json")
	for want, folder := range map[string]fs.FS{
		"no language.json: the name of the file is no language": nameless,
		"en.json, with the section console, is missing":         headless,
	} {
		if _, err := load(folder); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error is %v, want %q", err, want)
		}
	}
}

func TestALanguageSpeaksToItsReaderInOneWay(t *testing.T) {
	t.Parallel()
	for language, other := range map[string]string{"nl": `\b(u|uw)\b`, "de": `\b(du|dich|dir|dein|deine)\b`, "fr": `\b(tu|ton|ta|tes)\b`, "es": `\b(usted|ustedes)\b`} {
		text, err := os.ReadFile(language + ".json")
		if err != nil {
			t.Fatal(err)
		}
		if found := regexp.MustCompile("(?i)"+other).FindAllString(string(text), -1); len(found) > 0 {
			t.Errorf("%s says %q, and elsewhere something else", language, found)
		}
	}
}
