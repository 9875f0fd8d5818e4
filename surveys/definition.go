package surveys

import (
	"time"

	"halte/surveys/metric"
)

// Definition is everything a company decides about its surveys, as one
// document: who asks, which journeys with which touchpoints, what is asked
// there, and which events lead to it. It is kept in git, applied with a diff,
// and given back by an export that applies to nothing changed.
type Definition struct {
	Organisation Organisation      `yaml:"organisation" json:"organisation"`
	Segments     map[string]string `yaml:"segments,omitempty" json:"segments,omitempty" doc:"Name of a segment to the expression that gives a contact's value"`
	Crossed      [][]string        `yaml:"crossed,omitempty" json:"crossed,omitempty" maxItems:"10" doc:"Pairs of segments that are often asked for together, such as [[country, persona]]: sums of both are kept, of all answers there are"`
	Journeys     []Journey         `yaml:"journeys" json:"journeys"`
	Surveys      []Survey          `yaml:"surveys" json:"surveys"`
	Triggers     []Trigger         `yaml:"triggers,omitempty" json:"triggers,omitempty"`
}

// Organisation is the company that asks.
type Organisation struct {
	Name          string     `yaml:"name" json:"name"`
	Timezone      string     `yaml:"timezone" json:"timezone" doc:"IANA name; days of scores are days in this zone"`
	Languages     []string   `yaml:"languages,flow" json:"languages" doc:"BCP 47 tags; the first is the default"`
	Quarantine    Span       `yaml:"quarantine,omitempty" json:"quarantine,omitempty" doc:"A contact is left alone this long after any mail; 0d for never"`
	Sender        *Sender    `yaml:"sender,omitempty" json:"sender,omitempty"`
	PostalAddress string     `yaml:"postal_address,omitempty" json:"postal_address,omitempty"`
	PrivacyURL    string     `yaml:"privacy_url,omitempty" json:"privacy_url,omitempty"`
	Brand         Brand      `yaml:"brand,omitempty" json:"brand,omitzero"`
	Retention     *Retention `yaml:"retention,omitempty,flow" json:"retention,omitempty" doc:"For how long what tells of single persons is kept, at least 30d each; what is left out, for ever. Figures stay what they are"`
	FalseAlarms   *float64   `yaml:"false_alarms,omitempty" json:"false_alarms,omitempty" doc:"How many false alerts a year are tolerated at most, over all surveys together; left out, one for each survey and direction"`
}

// Retention is for how long the organisation keeps what tells of single persons; what is
// left out is kept for ever. No figure changes when it goes.
type Retention struct {
	Texts     Span `yaml:"texts,omitempty" json:"texts,omitempty" doc:"What was written and chosen beside a rating, after it was answered; what was chosen stays counted"`
	Contacts  Span `yaml:"contacts,omitempty" json:"contacts,omitempty" doc:"Contacts, after they were last heard of: they are erased"`
	Events    Span `yaml:"events,omitempty" json:"events,omitempty" doc:"Ids and properties of events, after they occurred"`
	Intents   Span `yaml:"intents,omitempty" json:"intents,omitempty" doc:"When links were opened and which rating was chosen, after that; that they were opened stays"`
	Decisions Span `yaml:"decisions,omitempty" json:"decisions,omitempty" doc:"What was found when it was decided whom to ask, and where invitations stood; what was decided stays"`
}

// Sender is who a mail comes from. It is required before anything goes out
// through real SMTP.
type Sender struct {
	Name    string `yaml:"name" json:"name"`
	Address string `yaml:"address" json:"address"`
	ReplyTo string `yaml:"reply_to,omitempty" json:"reply_to,omitempty"`
}

// Brand is how the respondent's page and the mail look.
type Brand struct {
	Logo   string `yaml:"logo,omitempty" json:"logo,omitempty" doc:"https address of a picture"`
	Colour string `yaml:"colour,omitempty" json:"colour,omitempty" doc:"#rrggbb"`
}

// Journey is the ordered path of stages a customer walks.
type Journey struct {
	Key    string  `yaml:"key" json:"key"`
	Name   Text    `yaml:"name,flow" json:"name"`
	Stages []Stage `yaml:"stages" json:"stages"`
}

// Stage is one step of a journey.
type Stage struct {
	Key         string       `yaml:"key" json:"key"`
	Name        Text         `yaml:"name,flow" json:"name"`
	Touchpoints []Touchpoint `yaml:"touchpoints" json:"touchpoints"`
}

// Touchpoint is a moment where a contact deals with the organisation. Its key is
// unique over all journeys.
type Touchpoint struct {
	Key           string                    `yaml:"key" json:"key"`
	Name          Text                      `yaml:"name,flow" json:"name"`
	Channel       string                    `yaml:"channel" json:"channel" enum:"email,web,app,phone,chat,store,post"`
	Owner         string                    `yaml:"owner,omitempty" json:"owner,omitempty" doc:"The team that runs the process behind it"`
	MomentOfTruth bool                      `yaml:"moment_of_truth,omitempty" json:"moment_of_truth,omitempty"`
	Relationship  bool                      `yaml:"relationship,omitempty" json:"relationship,omitempty" doc:"Its answers tell of the relationship as a whole; what goes together with them is the touchpoints' importance. At most one; the one whose key is relationship when none says so"`
	Target        map[metric.Metric]float64 `yaml:"target,omitempty,flow" json:"target,omitempty" doc:"Wanted score by metric: NPS in points, CSAT in percent, CES and stars as a mean"`
	Pain          string                    `yaml:"pain,omitempty" json:"pain,omitempty" doc:"Note on known pain points"`
}

// Survey is what is asked at one touchpoint: a metric question and at most four
// short follow-ups. What a contact sees of it is a version; a published version
// never changes.
type Survey struct {
	Key        string        `yaml:"key" json:"key"`
	Touchpoint string        `yaml:"touchpoint" json:"touchpoint"`
	Metric     metric.Metric `yaml:"metric" json:"metric"`
	Scale      string        `yaml:"scale,omitempty" json:"scale,omitempty" doc:"Optional reminder of the scale, such as 0-10; it must be the metric's own"`
	Question   Text          `yaml:"question,flow" json:"question"`
	FollowUps  []FollowUp    `yaml:"follow_ups,omitempty" json:"follow_ups,omitempty" maxItems:"4"`
	Paused     bool          `yaml:"paused,omitempty" json:"paused,omitempty" doc:"Nothing of it is sent, whatever its triggers say; links that went out go on taking answers. What is due waits, and expires when it has waited too long"`
}

// Trigger is the rule by which an event leads to an invitation.
type Trigger struct {
	Key        string     `yaml:"key" json:"key"`
	Survey     string     `yaml:"survey" json:"survey"`
	On         string     `yaml:"on" json:"on" doc:"Name of the event"`
	When       string     `yaml:"when,omitempty" json:"when,omitempty" doc:"Condition on event and contact"`
	CancelOn   []string   `yaml:"cancel_on,omitempty,flow" json:"cancel_on,omitempty" doc:"Names of counter-events"`
	Correlate  string     `yaml:"correlate,omitempty" json:"correlate,omitempty" doc:"Expression that is equal for an event and its counter-event"`
	Delay      Span       `yaml:"delay,omitempty" json:"delay,omitempty"`
	Window     *Window    `yaml:"window,omitempty" json:"window,omitempty"`
	Sample     *float64   `yaml:"sample,omitempty" json:"sample,omitempty" minimum:"0" maximum:"1" doc:"Share of contacts that is asked; everybody when left out"`
	Quarantine Span       `yaml:"quarantine,omitempty" json:"quarantine,omitempty" doc:"A contact is not asked at this touchpoint again within this time"`
	Reminders  []Reminder `yaml:"reminders,omitempty" json:"reminders,omitempty" maxItems:"2"`
	Paused     bool       `yaml:"paused,omitempty" json:"paused,omitempty" doc:"Nothing of it is sent. Events go on being decided; what is due waits, and expires when it has waited too long"`
	Expires    Span       `yaml:"expires,omitempty" json:"expires,omitempty" doc:"Nothing is sent later than this after the event; the link closes this long after sending. 30d when left out"`
}

// Reminder is a second mail to those who did not answer the one before it.
type Reminder struct {
	After Span `yaml:"after" json:"after" doc:"Time after the mail before it"`
}

// RelationshipKey is the key of the touchpoint that is the relationship where
// none says that it is.
const RelationshipKey = "relationship"

// Relationship gives the key of the touchpoint whose answers tell of the
// relationship as a whole; "" when there is none.
func (d Definition) Relationship() string {
	byKey := ""
	for _, j := range d.Journeys {
		for _, s := range j.Stages {
			for _, t := range s.Touchpoints {
				if t.Relationship {
					return t.Key
				}
				if t.Key == RelationshipKey {
					byKey = t.Key
				}
			}
		}
	}
	return byKey
}

// Revision is one state of the definition. Revisions are append-only.
type Revision struct {
	Number     int64
	Definition Definition
	Versions   map[string]int // newest version of each survey in it
	AppliedAt  time.Time
}

// SurveyVersion is a published version of a survey; it never changes.
type SurveyVersion struct {
	Survey      Survey
	Version     int
	PublishedAt time.Time
}
