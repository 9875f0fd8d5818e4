package surveys

// Single takes one of the options.
const Single FollowUpType = "single"

var _ = addFollowUpType(followUpRow{
	name: Single, place: 2,
	leastOptions: 2,
	check:        checkOption,
})
