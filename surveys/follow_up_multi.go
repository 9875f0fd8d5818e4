package surveys

// Multi takes any of the options.
const Multi FollowUpType = "multi"

var _ = addFollowUpType(followUpRow{
	name: Multi, place: 3,
	leastOptions: 2,
	several:      true,
	check:        checkOption,
})
