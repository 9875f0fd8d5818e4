package views

// Console is what every page for the team has around it.
type Console struct {
	Organisation string
	Lang         string // of the page's own words: "en" or "nl"; any other reads English
	Home         string // link to the journey map; "" is "/"
	Mailbox      string // link to the development mailbox; "" outside development
}

// Link is a named address; Current marks the one the reader is at.
type Link struct {
	Name, URL string
	Current   bool
}

// Period is the span of days of experience a page is about, both included, as
// 2026-10-05, and the others one can choose: plain links.
type Period struct {
	From, To string
	Choices  []Link
}
