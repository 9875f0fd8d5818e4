package surveys

import (
	"fmt"
	"unicode/utf8"
)

// Comment takes a text in the respondent's own words.
const Comment FollowUpType = "comment"

var _ = addFollowUpType(followUpRow{
	name: Comment, place: 1,
	freeText: true,
	problem: func(_ FollowUp, value string) string {
		if utf8.RuneCountInString(value) > MaxComment {
			return fmt.Sprintf("is longer than %d characters", MaxComment)
		}
		return ""
	},
})
