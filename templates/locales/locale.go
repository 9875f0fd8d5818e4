package locales

import (
	"strings"

	"golang.org/x/text/language"
)

// Locale is one language: how it writes numbers and dates, and its phrases. The
// team's phrases are empty in a language that only respondents read.
type Locale struct {
	Tag string // BCP 47
	Format
	Respondent Respondent
	Mail       Mail
	Team

	forTeam bool
}

// ForTeam reports that the language has the phrases of the team's pages.
func (l *Locale) ForTeam() bool { return l.forTeam }

// Team are the phrases of the team's pages, all of them or none.
type Team struct {
	Console         Console
	Chart           Chart
	Journey         Journey
	Touchpoint      Touchpoint
	Funnel          Funnel
	Chosen          Chosen
	Keywords        Keywords
	Comments        Comments
	Timeline        Timeline
	TimelineText    TimelineText
	Reasons         Reasons
	Compare         Compare
	Alerts          Alerts
	Bias            Bias
	Moments         Moments
	Paths           Paths
	Method          Method
	Improvements    Improvements
	ImprovementForm ImprovementForm
	Mailbox         Mailbox
}

// Fill puts values into a phrase; pairs are names and values in turn:
// Fill("until {date}", "date", "5 October"). A name without a value stays.
func Fill(phrase string, pairs ...string) string {
	named := make([]string, len(pairs))
	for i, s := range pairs {
		if named[i] = s; i%2 == 0 {
			named[i] = "{" + s + "}"
		}
	}
	return strings.NewReplacer(named...).Replace(phrase)
}

// Direction returns "rtl" for a language written from right to left, else "ltr".
func Direction(lang string) string {
	tag, err := language.Parse(lang)
	if err != nil {
		return "ltr"
	}
	script, _ := tag.Script()
	switch script.String() {
	case "Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg":
		return "rtl"
	}
	return "ltr"
}
