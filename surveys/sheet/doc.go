// Package sheet reads tables as spreadsheets write them: CSV with commas, semicolons or
// tabs, in any encoding, with times and numbers in local spelling.
//
// It refuses to guess where two meanings are possible (a time without a zone, a day
// such as 03/04/2026), and to drop a letter or a column in silence. It
// may import surveys.
package sheet
