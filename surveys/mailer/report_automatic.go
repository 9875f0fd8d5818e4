package mailer

import (
	"regexp"
	"strings"

	gomessage "github.com/emersion/go-message"
)

// isAutomatic says whether a program wrote a mail (RFC 3834, 5). "no" is how
// people's programs say that they did not.
func isAutomatic(h gomessage.Header) bool {
	auto := strings.ToLower(firstWord(h.Get("Auto-Submitted")))
	return auto != "" && auto != "no"
}

// isAway says whether a mail is an answer in the place of somebody who is away, or
// has left: by what was used before there was a standard, and by its subject.
func isAway(h gomessage.Header, subject string) bool {
	for _, name := range []string{"X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply", "X-Auto-Response-From", "X-Vacation", "X-Mail-Autoreply", "X-Ms-Exchange-Inbox-Rules-Loop"} {
		if h.Has(name) {
			return true
		}
	}
	switch strings.ToLower(strings.TrimSpace(h.Get("Precedence"))) {
	case "auto_reply", "auto-reply":
		return true
	}
	return awaySubject.MatchString(subject) || awayAnywhere.MatchString(subject)
}

// isChallenge says whether a mail asks its sender to show that somebody wrote it: until
// then, ours waits.
func isChallenge(h gomessage.Header, subject string) bool {
	for f := h.Fields(); f.Next(); {
		if strings.HasPrefix(strings.ToLower(f.Key()), "x-tmda-") {
			return true
		}
	}
	return challenger.MatchString(h.Get("From")) || challengeSubject.MatchString(subject)
}

var (
	challenger       = regexp.MustCompile(`(?i)@(?:[\w-]+\.)*(?:spamarrest|boxbe|mailblocks|bluebottle|sendio|tmda)\.`)
	challengeSubject = regexp.MustCompile(`(?i)^\W*(?:re\s*:\s*)?(?:please (?:confirm|verify)|confirm (?:your|this|delivery)|(?:confirmation|verification|action) (?:is )?(?:required|needed)|(?:your |a )?(?:message|e-?mail|mail) (?:to \S+ )?(?:is |was )?(?:waiting|awaits|pending|waitlisted)|bitte best[äa]tigen|veuillez confirmer|por favor,? confirm|conferm(?:a|i) |bevestig )`)
)

// awaySubject is how the subject of such an answer begins, in the languages of most
// of Europe and of Japan.
var awaySubject = regexp.MustCompile(`(?i)^\W*(?:(?:re|aw|antw|sv|fwd?)\s*:\s*)*\W*(?:` + strings.Join([]string{
	`auto(?:matic(?:ally generated)?|mated)?[ -]?(?:reply|response|answer|antwort|antwoord|svar|risposta)`, `out[ -]of[ -](?:the[ -])?office`, `(?:i am|i'm|i will be) (?:out|away|on (?:leave|holiday|vacation))`, `(?:on |annual )?(?:vacation|holiday|leave)\b`, `away from`,
	`automatisch(?:e[rs]?)? (?:antwort|antwoord|reactie|beantwoording)`, `abwesen`, `urlaub`, `nicht im (?:haus|büro|buero)`,
	`afwezig`, `niet aanwezig`, `(?:ik ben )?(?:op|met) vakantie`,
	`réponse automatique`, `reponse automatique`, `absen(?:t|ce)`, `absence du bureau`, `en congé`,
	`respuesta autom[aá]tica`, `fuera de (?:la )?oficina`, `ausen(?:te|cia)`, `vacaciones`,
	`risposta automatica`, `fuori (?:sede|ufficio)`, `assen(?:te|za)`, `in ferie`,
	`resposta autom[aá]tica`, `fora do escrit[oó]rio`, `aus[eê]n(?:te|cia)`, `f[eé]rias`,
	`autosvar`, `automatisk svar`, `frånvaro`, `fravær`, `semester`, `på ferie`,
	`odpowied[zź] automatyczna`, `automatyczna odpowied[zź]`, `poza biurem`, `nieobecno`, `urlop`,
	`автоответ`, `автоматический ответ`, `(?:я )?в отпуске`, `automatick[aáeé] odpov`, `mimo kancel[aá][rř]`, `nep[rř][ií]tomn`, `automatikus v[aá]lasz`, `otomatik yan[iı]t`, `ofis d[iı][sş][iı]nda`, `automaattinen vastaus`, `poissa`, `automatinis atsakymas`, `r[aă]spuns automat`, `αυτόματη απάντηση`, `εκτός γραφείου`, `автоматична відповідь`, `автоматичен отговор`, `תשובה אוטומטית`, `מענה אוטומטי`, `رد تلقائي`, `الرد التلقائي`, `自動(?:返信|応答)`, `不在`, `自动(?:回复|答复)`,
}, "|") + `)`)

// awayAnywhere is what says so wherever it stands in a subject. None of it is what a
// company asks about: our own subject comes back in that of a report.
var awayAnywhere = regexp.MustCompile(`(?i)` + strings.Join([]string{
	`\bout of (?:the |my )?office\b`, `automatic reply`, `au(?:ß|ss)er haus`, `nicht im (?:büro|buero)`, `betriebs(?:ferien|urlaub)`, `\b(?:bin|ist|sind) im urlaub`,
	`\b(?:ben|is|zijn) (?:op|met) vakantie`, `niet op kantoor`, `\b(?:suis|est|sommes|sera) (?:absente?s?|en (?:congés?|vacances))`, `absente?s? du bureau`,
	`\b(?:estoy|está|estaré) (?:fuera|de vacaciones|ausente)`, `fuera de (?:la |mi )?oficina`, `\b(?:sono|è) (?:in ferie|assente|fuori)`, `fuori (?:sede|ufficio)`, `\b(?:estou|está) (?:fora|de férias|ausente)`, `fora do escritório`,
	`\b(?:jestem|jest) na urlopie`, `poza biurem`, `в отпуске`, `poissa toimistolta`, `på semester`,
}, "|"))
