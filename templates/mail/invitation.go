package mail

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"halte/surveys/metric"
	"halte/templates/brand"
	"halte/templates/locales"
)

// Brand is what a respondent recognises the organisation by.
type Brand = brand.Brand

// Invitation is the mail that asks the question.
type Invitation struct {
	Lang           string // of the question
	Brand          Brand
	Touchpoint     string // its name, in that language
	Name           string // of the contact, for the greeting; "" greets without
	Question       string
	Metric         metric.Metric
	AnswerURL      string // /r/{token}, absolute
	UnsubscribeURL string
	PrivacyURL     string // "" for none
	PostalAddress  string
	Reminder       bool
	Closes         string // last day on which it can be answered; "" says nothing
}

// Subject returns the subject of an invitation, on one line.
func (t *Templates) Subject(m Invitation) string {
	w := t.languages.Nearest(m.Lang).Mail
	subject := w.Subject
	if m.Reminder {
		subject = w.SubjectReminder
	}
	if m.Touchpoint == "" {
		subject = w.SubjectPlain
	}
	return oneLine(locales.Fill(subject, "touchpoint", m.Touchpoint))
}

// oneLine puts everything on one line and drops control characters.
func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)), " ")
}

// mailView is what both parts of the mail read.
type mailView struct {
	Invitation
	L          *locales.Locale
	PhraseLang string
	Dir        string
	Subject    string
	// Fill is the brand's colour itself, Light and Dark the same as text, by
	// day and by night.
	Fill, Light, Dark string
	// Start and End are the sides of a line in the direction of the language.
	Start, End string
	// Ghost and GhostEnd are a table of fixed width around the mail that only
	// Outlook's Word engine sees, because it knows no max-width.
	Ghost, GhostEnd template.HTML
}

func (t *Templates) view(m Invitation) mailView {
	l := t.languages.Nearest(m.Lang)
	if m.Lang == "" {
		m.Lang = l.Tag
	}
	p := brand.PaletteOf(m.Brand.Colour)
	v := mailView{
		Invitation: m, L: l, PhraseLang: l.Tag,
		Dir: locales.Direction(m.Lang), Subject: t.Subject(m), Fill: p.Fill, Light: p.Light, Dark: p.Dark,
		Start: "left", End: "right",
		Ghost:    `<!--[if mso]><table role="presentation" align="center" width="560" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->`,
		GhostEnd: `<!--[if mso]></td></tr></table><![endif]-->`,
	}
	if v.Dir == "rtl" {
		v.Start, v.End = v.End, v.Start
	}
	return v
}

// Hello greets the contact.
func (v mailView) Hello() string {
	if name := oneLine(v.Name); name != "" {
		return locales.Fill(v.L.Mail.HelloName, "name", name)
	}
	return v.L.Mail.Hello
}

// Intro says what the mail asks, or why it comes again.
func (v mailView) Intro() string {
	if v.Reminder {
		return v.L.Mail.Reminder
	}
	return v.L.Mail.Intro
}

// Why says why the contact gets it.
func (v mailView) Why() string {
	return locales.Fill(v.L.Mail.Why, "organisation", v.Brand.Name, "touchpoint", v.Touchpoint)
}

// Until says how long it can be answered.
func (v mailView) Until() string {
	if v.Closes == "" {
		return ""
	}
	return locales.Fill(v.L.Mail.Until, "date", v.L.Day(v.Closes))
}

// Low and High are what the ends of the scale mean.
func (v mailView) Low() string { return v.L.Respondent.EndsOf(v.Metric).Low }

// High is what the highest rating means.
func (v mailView) High() string { return v.L.Respondent.EndsOf(v.Metric).High }

// Lowest is the lowest rating.
func (v mailView) Lowest() int { low, _ := v.Metric.Scale(); return low }

// Highest is the highest rating.
func (v mailView) Highest() int { _, high := v.Metric.Scale(); return high }

type ratingLink struct {
	Rating      int
	URL         string
	Glyph, Name string // Name is what is read out in place of a glyph, else ""
}

// Rows are the ratings with their links, so few in a row that each stays wide
// enough for a thumb on a small phone.
func (v mailView) Rows() [][]ratingLink {
	links, inRow := v.Links(), 6
	if len(links) > inRow {
		inRow = (len(links) + 1) / 2
	}
	rows := slices.Collect(slices.Chunk(links, inRow))
	for len(rows) > 1 && len(rows[len(rows)-1]) < inRow { // the last row keeps the columns
		rows[len(rows)-1] = append(slices.Clip(rows[len(rows)-1]), ratingLink{})
	}
	return rows
}

// Links are the ratings with the address that answers with each.
func (v mailView) Links() []ratingLink {
	separator := "?"
	if strings.Contains(v.AnswerURL, "?") {
		separator = "&"
	}
	var links []ratingLink
	for r := v.Lowest(); r <= v.Highest(); r++ {
		links = append(links, ratingLink{
			r, v.AnswerURL + separator + "rating=" + strconv.Itoa(r), v.Metric.Glyph(), v.L.Respondent.RatingName(v.Metric, r),
		})
	}
	return links
}
