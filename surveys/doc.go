// Package surveys holds the nouns of Halte: what a journey, a survey, a
// trigger, an event, an invitation and a response are, and the ports through
// which they leave the domain. The packages below it, the rooms, hold what is
// done with them.
//
// # The walk of one event
//
//   - intake.Record takes an event in. The event, its contact, one Decision for
//     every trigger that listens to it, and the Invitation of each that said yes
//     are committed together, or nothing is. Only then is it acknowledged.
//   - dispatch.LeaseDue hands out the invitations whose mail is due. Each has an
//     epoch as a fence: a process with an older epoch can change nothing.
//   - dispatch.Deliver asks every rule again, weighs the invitation against
//     others of the same person, stores "sending", hands the mail to the Mailer,
//     and stores the outcome. An outcome that nobody knows is called unknown. Such
//     a mail is never sent again by itself: dispatch.Resend is a person's decision.
//   - respond.Open shows the survey behind a link. It writes nothing but an
//     Intent.
//   - respond.Answer appends a Response and changes the rollups in one
//     transaction.
//   - insight computes scores from rollups alone, with the formulas of package
//     metric. A score never comes without its n and its interval.
//   - improve judges improvements with those scores (the verdict), and watches
//     every survey for a change (the alert).
//
// # The rooms
//
// Each package has one concern, and says in its own doc what it refuses to do.
//
//	metric       the statistics: a tally in, a score with its interval out
//	blame        whose trouble it is that a mail server refused a mail
//	surveys      the nouns and the ports (this package)
//	definition   the text of a definition to the plan in force, and back
//	rules        pure functions that decide: who is asked, when, and why not
//	intake       events and contacts come in
//	privacy      a person's data: erased, exported, let go of after a time
//	dispatch     invitations go out; reports and suppressions come back
//	respond      answers come in; rollups are kept
//	keyword      comments to words, and what tells the dissatisfied from the satisfied
//	followup     what people chose in follow-ups, counted and told
//	worth        how many independent answers the answers of a period are worth
//	guard        which sums may be told to readers who may see no single answers
//	pick         which answers figures are made of: those of a filter, as far as they may be seen
//	insight      what people read: scores, comparisons, timelines; writes nothing
//	journey      what people read of a journey: map, score, moments, paths; writes nothing
//	improve      improvements with their verdicts, alerts, the work of each day
//	access       API keys
//	sheet        reads the tables that spreadsheets write
//	jsonlist     reads one JSON object or many, each by itself
//	batch        commits what many callers submit at the same time together
//	store        implements the store of every room
//	store/sqldb  PostgreSQL and SQLite as one database, beneath store
//	mailer       implements Mailer: SMTP, and the development mailbox
//	surveystest  what tests share
//	worlds       made-up customers, of whom it is known what changed
//	validate     how often what the rooms say of them is wrong
//
// A room may import the rooms to its left, and this package:
//
//	metric <- surveys <- definition <- rules <- intake, dispatch
//	                     definition <- respond, insight <- journey, improve
//
// blame knows nothing; this package, dispatch and mailer use it. access, batch, sheet and
// jsonlist know this package alone; intake and respond use batch
// and jsonlist, definition uses jsonlist, dispatch and respond use sheet. insight
// uses keyword, which knows metric alone, worth and guard, which know this package
// and metric, and pick, which knows definition, guard and keyword. journey uses worth,
// guard and pick as well; improve and validate use guard too. privacy and respond count
// with followup, which knows definition, pick and worth; privacy knows definition and
// followup alone. intake, dispatch and respond do not know one another. A test (cmd/halte/arrows_test.go) holds the table of imports.
//
// A room with use cases has one Service, and in its store.go the interfaces
// Store, Reader and Tx: exactly the queries that it calls. cmd/halte/rooms.go
// builds the services.
//
// # The words
//
// A touchpoint is a moment where a contact deals with the organisation;
// touchpoints stand in stages, stages in journeys. An event is something that
// happened to a contact; a counter-event (a refund, a return) cancels
// invitations that have not been sent. A trigger is the rule by which an event
// leads to an invitation: one request to one contact to answer one survey. A
// decision is the recorded reason why it did or did not. The quarantine is the
// period in which a contact is left alone. Arbitration picks one of several
// invitations that compete within a quarantine; the others are outweighed.
//
// A response holds a rating (the number given), comments and choices. A tally
// counts ratings; a rollup is the stored tally of one day; a score is a metric's
// value over a tally. A stream is how far a survey has been watched for a change
// of its score; an alert is the record of a change that was found.
//
// # What this package refuses
//
// It takes no context, holds no store and reads no clock: time is an argument,
// and only its port Mailer takes a context. It opens no connection and knows
// neither HTTP nor SQL nor SMTP. The rooms with a Service take contexts, and are
// handed their store, their mailer and their clock.
package surveys
