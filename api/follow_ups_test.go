package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"halte/surveys"
)

// askingFor is the definition with one follow-up of a type, called asked.
func askingFor(of surveys.FollowUpType) string {
	var options strings.Builder
	for i := range of.LeastOptions() {
		fmt.Fprintf(&options, "{key: o%d, text: {nl: Keuze %[1]d, en: 'Choice <%[1]d> & so'}}, ", i)
	}
	before, _, _ := strings.Cut(definition, "      - {key: why,")
	_, after, _ := strings.Cut(definition, "en: \"Order again?\"}}\n")
	asked := fmt.Sprintf(`      - {key: asked, type: %s, question: {nl: "Wat?", en: "What of it?"}`, of)
	if of.LeastOptions() > 0 {
		asked += ", options: [" + strings.TrimSuffix(options.String(), ", ") + "]"
	}
	return before + asked + "}\n" + after
}

// posts is what a browser sends of the field asked when the page is left as it is.
func posts(page *goquery.Document) (values []string) {
	page.Find("form [name=asked]").Each(func(_ int, field *goquery.Selection) {
		if field.Is("textarea") {
			values = append(values, strings.TrimPrefix(field.Text(), "\n"))
		} else if field.Is("[type=hidden], [checked], :not([type=radio]):not([type=checkbox])") {
			values = append(values, field.AttrOr("value", ""))
		}
	})
	return slices.DeleteFunc(values, func(v string) bool { return v == "" })
}

// fillIn answers the field asked as somebody does who takes the first choice, or
// ticks every one, or writes something. It gives what is posted for it, and how
// each of the values is called on the page.
func fillIn(page *goquery.Document) (values, labels []string) {
	page.Find("form [name=asked]").Each(func(_ int, field *goquery.Selection) {
		switch {
		case field.Is("textarea, [type=text]"):
			values, labels = append(values, "Late, <b>& cold"), append(labels, "Late, <b>& cold")
		case field.Is("[type=checkbox]") || field.Is("[type=radio]") && len(values) == 0:
			values, labels = append(values, field.AttrOr("value", "")), append(labels, field.Closest("label").Text())
		}
	})
	return values, labels
}

func TestEveryFollowUpTypeGoesFromTheDefinitionToWhatTheTeamReads(t *testing.T) {
	t.Parallel()
	for _, of := range surveys.FollowUpTypes() {
		t.Run(string(of), func(t *testing.T) {
			t.Parallel()
			w := open(t, sqlite(t), askingFor(of))
			token, _ := w.invited("a")
			empty := read(t, w.open("/r/"+token))
			values, labels := fillIn(empty)
			if len(values) == 0 || len(posts(empty)) > 0 || !strings.Contains(empty.Find(".follow").Text(), "What of it?") {
				t.Fatalf("the page does not ask, or answers by itself: %v", posts(empty))
			}

			if g := w.form("/r/"+token, url.Values{"rating": {"3"}, "asked": values}.Encode()); g.status != http.StatusSeeOther {
				t.Fatalf("what the page offers was answered %d: %s", g.status, g.body)
			}
			if got := posts(read(t, w.open("/r/"+token))); !slices.Equal(got, values) {
				t.Errorf("the page holds %q of the answer %q", got, values)
			}
			if thanks := read(t, w.open("/r/"+token+"?saved=1")).Find(".notice").Text(); !strings.Contains(thanks, "“What of it?” "+strings.Join(labels, ", ")) {
				t.Errorf("the thanks do not say %q:\n%s", labels, thanks)
			}

			stored := w.get("/v1/responses?with_comment=true").json(t)["responses"].([]any)
			if want := fmt.Sprint(map[string]any{"asked": values}); len(stored) != 1 || fmt.Sprint(stored[0].(map[string]any)["answers"]) != want {
				t.Errorf("the team reads %v, want the answers %s", stored, want)
			}
			var comments []string
			for _, c := range w.get("/v1/touchpoints/delivery/comments").json(t)["comments"].([]any) {
				comments = append(comments, c.(map[string]any)["text"].(string))
			}
			if of.FreeText() != (comments != nil) || of.FreeText() && !reflect.DeepEqual(comments, values) {
				t.Errorf("the comments are %q after %q", comments, values)
			}
		})
	}
}

func TestWhatAFollowUpTypeDoesNotTakeIsRefusedByName(t *testing.T) {
	t.Parallel()
	for _, of := range surveys.FollowUpTypes() {
		t.Run(string(of), func(t *testing.T) {
			t.Parallel()
			w := open(t, sqlite(t), askingFor(of))
			token, _ := w.invited("a")
			said := strings.Repeat("nobody offered this ", surveys.MaxComment/20) + "!"
			w.unchanged(func() {
				g := w.form("/r/"+token, url.Values{"rating": {"3"}, "asked": {said}}.Encode())
				if g.status != http.StatusUnprocessableEntity || !strings.Contains(read(t, g).Find("[role=alert]").Text(), "“What of it?”") {
					t.Errorf("it was answered %d: %.2000s", g.status, g.body)
				}
			})
		})
	}
}
