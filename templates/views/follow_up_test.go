package views

import (
	"io"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"halte/surveys"
)

func TestTheProgramDoesNotStartWithAFollowUpTypeThatHasNoTemplate(t *testing.T) {
	t.Parallel()
	at := func(string) string { return "" }
	for _, of := range surveys.FollowUpTypes() {
		own := "follow_up_" + string(of) + ".html"
		folder := fstest.MapFS{}
		names, err := fs.Glob(os.DirFS("../html"), "*.html")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			html, err := os.ReadFile("../html/" + name)
			if err != nil {
				t.Fatal(err)
			}
			folder[name] = &fstest.MapFile{Data: html}
		}
		html := string(folder[own].Data)
		for _, define := range []string{`{{define "follow-up-` + string(of) + `"}}`, `{{define "follow-up-answer-` + string(of) + `"}}`} {
			if !strings.Contains(html, define) {
				t.Fatalf("%s lacks %s", own, define)
			}
			folder[own] = &fstest.MapFile{Data: []byte(strings.Replace(html, define, `{{define "another"}}`, 1))}
			if _, err := New(folder, at, at, pages.languages); err == nil || !strings.Contains(err.Error(), own) {
				t.Errorf("without %s the error is %v, want one that names %s", define, err, own)
			}
		}
	}
}

func TestAFollowUpOfAnUnknownTypeIsNotAskedInAnotherWay(t *testing.T) {
	t.Parallel()
	p := surveyPage()
	p.FollowUps[0].Type = "ranking"
	var page strings.Builder
	if err := pages.Survey(&page, p); err == nil || page.Len() > 0 {
		t.Errorf("the page came out with %v:\n%s", err, page.String())
	}
	p.FollowUps[0].Values = []string{"a"}
	if err := pages.Thanks(io.Discard, ThanksPage{Question: p.Question, FollowUps: p.FollowUps}); err == nil {
		t.Error("its answer was read out")
	}
}

func TestAChoiceThatIsNoLongerOfferedIsReadAsItsValue(t *testing.T) {
	t.Parallel()
	for of, want := range map[surveys.FollowUpType]string{
		surveys.Comment: "“Why?” gone", surveys.Single: "“Why?” gone", surveys.Multi: "“Why?” gone, Here", surveys.YesNo: "“Why?” gone",
	} {
		f := FollowUp{Key: "why", Type: of, Question: "Why?", Choices: []Choice{{"here", "Here"}}, Values: []string{"gone"}}
		if of == surveys.Multi {
			f.Values = append(f.Values, "here")
		}
		page := render(func(b *strings.Builder) error {
			return pages.Thanks(b, ThanksPage{Question: "How?", FollowUps: []FollowUp{f}})
		})
		if got := text(read(t, page).Find("main")); !strings.HasSuffix(got, want) {
			t.Errorf("%s is read as %q, want %q", of, got, want)
		}
	}
}
