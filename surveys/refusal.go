package surveys

// What respondents send is refused for these reasons, which every language tells.
// Where a question is concerned, the field of the error is its key.
const (
	RefusedTooLong     ReasonCode = "too_long" // {most}: in characters
	RefusedSeveral     ReasonCode = "several"
	RefusedNoChoice    ReasonCode = "no_choice"
	RefusedChoiceTwice ReasonCode = "choice_twice"
	RefusedNotYesOrNo  ReasonCode = "not_yes_or_no"
	RefusedNotAsked    ReasonCode = "not_asked"
	RefusedNoStop      ReasonCode = "no_stop" // nothing was chosen to unsubscribe from
)

// RespondentRefusals lists the reasons for which what respondents send is refused.
func RespondentRefusals() []ReasonCode {
	return []ReasonCode{
		RefusedTooLong, RefusedSeveral, RefusedNoChoice, RefusedChoiceTwice, RefusedNotYesOrNo, RefusedNotAsked, RefusedNoStop,
	}
}
