package surveys

// The reasons for which an input is refused that people read in their language. Where
// one field is concerned, the error names it.
const (
	// Of what a respondent sends.
	RefusedTooLong     ReasonCode = "too_long" // {most}: in characters
	RefusedSeveral     ReasonCode = "several"
	RefusedNoChoice    ReasonCode = "no_choice"
	RefusedChoiceTwice ReasonCode = "choice_twice"
	RefusedNotYesOrNo  ReasonCode = "not_yes_or_no"
	RefusedNotAsked    ReasonCode = "not_asked"
	RefusedNoStop      ReasonCode = "no_stop"      // nothing was chosen to unsubscribe from
	RefusedManyChanges ReasonCode = "many_changes" // {most}: revisions of one answer

	// Of an improvement. {touchpoint} is a key, {metric} and {other} are metrics.
	RefusedTooManyBytes        ReasonCode = "too_many_bytes" // {most}
	RefusedNotPrintable        ReasonCode = "not_printable"
	RefusedNotADay             ReasonCode = "not_a_day"
	RefusedFarDay              ReasonCode = "far_day"
	RefusedEnd                 ReasonCode = "end"
	RefusedEffect              ReasonCode = "effect"               // {lowest}, {highest}
	RefusedMetricUnclear       ReasonCode = "metric_unclear"       // {metric}, {other}
	RefusedControlTouched      ReasonCode = "control_touched"      // {touchpoint}
	RefusedControlRelationship ReasonCode = "control_relationship" // {touchpoint}
	RefusedManyTouchpoints     ReasonCode = "many_touchpoints"     // {most}
	RefusedNoTouchpoint        ReasonCode = "no_touchpoint"        // {touchpoint}
	RefusedTouchpointTwice     ReasonCode = "touchpoint_twice"     // {touchpoint}
	RefusedNoSurvey            ReasonCode = "no_survey"            // {touchpoint}
	RefusedNoSurveyOf          ReasonCode = "no_survey_of"         // {touchpoint}, {metric}
	RefusedReservedID          ReasonCode = "reserved_id"
	RefusedBadID               ReasonCode = "bad_id"
)

// RespondentRefusals lists the reasons for which what respondents send is refused.
func RespondentRefusals() []ReasonCode {
	return []ReasonCode{
		RefusedTooLong, RefusedSeveral, RefusedNoChoice, RefusedChoiceTwice, RefusedNotYesOrNo, RefusedNotAsked, RefusedNoStop, RefusedManyChanges,
	}
}

// ImprovementRefusals lists the reasons for which the form of an improvement may be
// refused.
func ImprovementRefusals() []ReasonCode {
	return []ReasonCode{
		RefusedTooManyBytes, RefusedNotPrintable, RefusedNoChoice, RefusedNotADay, RefusedFarDay, RefusedEnd, RefusedEffect, RefusedMetricUnclear,
		RefusedControlTouched, RefusedControlRelationship, RefusedManyTouchpoints, RefusedNoTouchpoint, RefusedTouchpointTwice,
		RefusedNoSurvey, RefusedNoSurveyOf, RefusedReservedID, RefusedBadID,
	}
}
