// Package api is the HTTP face of Halte: one gin engine, what every request
// passes through, and the groups of routes mounted on it. rest serves machines, respond
// the people who are asked, console the team that reads the answers.
//
// It decides nothing about surveys. It refuses what is too large, what comes
// from a foreign page, and to put a token, an address or a query into a log.
package api
