package surveys

// YesNo takes "yes" or "no".
const YesNo FollowUpType = "yes_no"

var _ = addFollowUpType(followUpRow{
	name: YesNo, place: 4,
	choices: []string{"yes", "no"},
	problem: func(_ FollowUp, value string) string {
		if value != "yes" && value != "no" {
			return "is yes or no"
		}
		return ""
	},
})
