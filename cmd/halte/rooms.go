package main

import (
	"time"

	"halte/surveys"
	"halte/surveys/access"
	"halte/surveys/definition"
	"halte/surveys/dispatch"
	"halte/surveys/followup"
	"halte/surveys/improve"
	"halte/surveys/insight"
	"halte/surveys/intake"
	"halte/surveys/journey"
	"halte/surveys/mailer"
	"halte/surveys/privacy"
	"halte/surveys/respond"
)

// rooms are the services of the domain.
type rooms struct {
	plans      *definition.Plans
	access     *access.Service
	definition *definition.Service
	intake     *intake.Service
	dispatch   *dispatch.Service
	respond    *respond.Service
	followup   *followup.Service
	insight    *insight.Service
	journey    *journey.Service
	improve    *improve.Service
	privacy    *privacy.Service
}

// now is the clock, as exact as both databases keep it.
func now() time.Time { return surveys.Micros(time.Now()) }

// open builds the services over the store; mails go to m.
func (a *application) open(m surveys.Mailer) rooms {
	c, plans := a.config, definition.NewPlans(a.store.Definition(), now)
	nudge := func() {
		if a.scheduler != nil {
			a.scheduler.Nudge()
		}
	}
	return rooms{
		plans:  plans,
		access: access.New(access.Options{Store: a.store.Access(), Now: now}),
		definition: definition.New(definition.Options{
			Store: a.store.Definition(), Plans: plans, Now: now, OnPublish: []definition.Hook{respond.RefoldCovariances, respond.FoldCrossings},
		}),
		intake: intake.New(intake.Options{Store: a.store.Intake(), Plans: plans, Secret: c.secret, Now: now, Nudge: nudge}),
		dispatch: dispatch.New(dispatch.Options{
			Store: a.store.Dispatch(), Plans: plans, Mailer: m, Secret: c.secret, BaseURL: c.baseURL, ReturnPath: c.returnPath, Now: now,
			TakesMail: c.inbound != "", ReadReport: mailer.ReadReport,
			Reported: func(r surveys.TakenReport) { a.reports.WithLabelValues(string(r.Kind)).Inc() },
			Nudge:    nudge, Log: a.log, Marks: a.marks,
		}),
		respond:  respond.New(respond.Options{Store: a.store.Respond(), Plans: plans, Secret: c.secret, Now: now}),
		followup: followup.New(followup.Options{Store: a.store.FollowUp(), Plans: plans, Now: now}),
		insight:  insight.New(insight.Options{Store: a.store.Insight(), Plans: plans, Secret: c.secret, Now: now}),
		journey:  journey.New(journey.Options{Store: a.store.Journey(), Plans: plans, Now: now}),
		privacy:  privacy.New(privacy.Options{Store: a.store.Privacy(), Plans: plans, Secret: c.secret, Now: now}),
		improve:  improve.New(improve.Options{Store: a.store.Improve(), Plans: plans, Now: now, Log: a.log}),
	}
}
