//go:build !race

package lives

const race = false
