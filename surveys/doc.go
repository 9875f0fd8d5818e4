// Package surveys is the domain of Halte: what a journey, a survey, a trigger,
// an invitation and a response are, the rules that decide over them, and the
// use cases that walk an event all the way to a score.
//
// # The walk of one event
//
//   - Record takes an event in. The event, its contact, one Decision for every
//     trigger that listens to it, and the Invitation of each that said yes are
//     committed together, or nothing is; only then is it acknowledged.
//   - ClaimDue hands out invitations whose mail is due, each with an epoch as a
//     fence: whoever holds an older one can change nothing.
//   - Deliver asks every rule again, weighs the invitation against others of the
//     same person, stores "sending", hands the mail to the Mailer, and stores
//     what came of it. What nobody knows is called unknown and is never sent
//     again by itself: Resend is a person's decision.
//   - Open shows the survey behind a link. It writes nothing but an Intent.
//   - Answer appends a Response and changes the rollups in one transaction.
//   - Scores are computed from rollups alone, by package metric, and never come
//     without their n and their interval.
//
// # The words
//
// A touchpoint is a moment where a contact meets the organisation; touchpoints
// stand in stages, stages in journeys. An event is something that happened to a
// contact; a counter-event (a refund, a return) cancels what has not been sent.
// A trigger is the rule by which an event leads to an invitation: one request
// to one contact to answer one survey. A decision is the recorded reason why it
// did or did not. The quarantine is the period in which a contact is left alone;
// of invitations that it sets against each other, the others are outweighed.
// A response holds a rating (the number given), comments and choices. A tally
// counts ratings; a rollup is the stored tally of one day; a score is a metric's
// value over a tally. A stream is how far a survey has been watched for a change
// of its score; an alert is the record of a change that was found.
//
// # What it refuses to do
//
// It reads no clock, opens no connection and knows neither HTTP nor SQL nor
// SMTP: time is an argument, and Store and Mailer are handed to it.
package surveys
