package surveys

import "unicode/utf8"

// Comment takes a text in the respondent's own words.
const Comment FollowUpType = "comment"

var _ = addFollowUpType(followUpRow{
	name: Comment, place: 1,
	freeText: true,
	check: func(f FollowUp, value string) *Error {
		if utf8.RuneCountInString(value) > MaxComment {
			return Refuse(f.Key, "is longer than %d characters", MaxComment).Because(RefusedTooLong, "most", ReasonNumber(MaxComment))
		}
		return nil
	},
})
