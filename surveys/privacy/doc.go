// Package privacy deals with what is known of single persons: it erases a contact, gives
// a person's data, and lets go of what has been kept for as long as the definition says
// (organisation.retention).
//
// It changes no figure: ratings, days, segments, sums and what is counted stay. It sends
// nothing. It may import surveys, surveys/definition and surveys/followup.
package privacy
