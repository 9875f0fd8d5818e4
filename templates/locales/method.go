package locales

// Method is the page that says how Halte counts, a section for each kind of
// figure. Pages link to the sections, so their anchors stay.
type Method struct {
	Title    string
	Lead     string
	Contents string            // heading of the list of sections
	More     string            // what a link to a section says
	Sources  string            // heading of the literature
	Rules    map[string]string // how ratings became scores, by version of the rule

	Score        MethodSection
	Worth        MethodSection
	Comparing    MethodSection
	Chosen       MethodSection
	Changes      MethodSection
	Improvements MethodSection
	Alerts       MethodSection
	Drivers      MethodSection
	Weighted     MethodSection
	HeldBack     MethodSection
}

// MethodSection explains one kind of figure.
type MethodSection struct {
	Title   string
	Text    []string // paragraphs
	Sources []string // where the method comes from
}
