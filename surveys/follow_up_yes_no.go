package surveys

// YesNo takes "yes" or "no".
const YesNo FollowUpType = "yes_no"

var _ = addFollowUpType(followUpRow{
	name: YesNo, place: 4,
	choices: []string{"yes", "no"},
	check: func(f FollowUp, value string) *Error {
		if value != "yes" && value != "no" {
			return Refuse(f.Key, "is yes or no").Because(RefusedNotYesOrNo)
		}
		return nil
	},
})
