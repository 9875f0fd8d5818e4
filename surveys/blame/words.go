package blame

import (
	"regexp"
	"strings"
	"sync"
)

// expression is compiled when words are first asked for it: all of them together take
// some megabytes, and a process that serves pages never reads a refusal.
type expression func() *regexp.Regexp

// anyOf makes an expression that finds any of these in words in lower case.
func anyOf(expressions ...string) expression {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(strings.Join(expressions, "|")) })
}

func (e expression) MatchString(words string) bool { return e().MatchString(words) }

// without gives words without what the expression finds in them.
func (e expression) without(words string) string { return e().ReplaceAllString(words, "") }

// near makes an expression that finds one thing close to another in a clause, in
// either order.
func near(one, other string) string {
	return `(?:` + one + `)[^.;]{0,50}(?:` + other + `)|(?:` + other + `)[^.;]{0,30}(?:` + one + `)`
}

// named are links, addresses, and names of hosts, which may hold any word. A word
// behind a full stop without a blank has a capital letter.
var named = regexp.MustCompile(`(?i:https?://|www\.)\S+|[^\s<>:]+@[^\s<>,;:]+|\b[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*\.(?:[a-z]{2,}|[A-Z]{2,})\b`)

// blockList are the lists that servers ask about a sender.
var blockList = anyOf(`spamhaus`, `spamcop`, `\bsorbs\b`, `barracuda(central|networks)`, `senderbase`, `dnsbl`, `\bd?n?s?rbl\b`, `\bblack ?list`, `\bblock ?list`)

// memberGroup is a list of which a server does not say whether it is not there, or
// closed to us.
var memberGroup = anyOf(`groups\.google\.com`)

// language are the words of one, or of some that are alike, for those who get mail, for
// their addresses, and for what is not there.
type language struct{ recipient, address, unknown string }

// elsewhere makes an expression that finds in the words of any language what of makes of it.
func elsewhere(of func(language) string) string {
	all := make([]string, len(languages))
	for i, l := range languages {
		all[i] = of(l)
	}
	return strings.Join(all, "|")
}

var languages = []language{
	{`empf[aä]nger|benutzer|nutzer|postfach|konto|teilnehmer|mailbox|user`, `adress|dom(ai|ä)n`, `unbekannt|ung[uü]ltig|existiert nicht|nicht (gefunden|vorhanden|bekannt)`},
	{`gebruiker|ontvanger|geadresseerde|postbus|postvak|mailbox|account|user`, `adres|domein`, `onbekend|bestaat niet|niet (gevonden|bekend)|ongeldig`},
	{`utilisateur|destinataire|bo[iî]te|compte|usager`, `adresse|domaine`, `inconnue?\b|n'existe p|invalide|inexistant|introuvable|aucun`},
	{`aucun`, `aucun`, `utilisateur|destinataire`},
	{
		`usuario|destinatario|cuenta|buz[oó]n|utente|casella|account|destinat[aá]rio|usu[aá]rio|conta\b|caixa`, `direcci[oó]n|dominio|indirizzo|endere[cç]o|dom[ií]nio`,
		`desconocid|no existe|inexistente|inv[aá]lid|sconosciut|non (esiste|valid|trovat)|inesistente|desconhecid|n[aã]o existe`,
	},
	{`u[zż]ytkownik|odbiorc|skrzynk|konto`, `adres`, `nieznan|nie istnieje`},
	{`u[zž]ivatel|p[rř][ií]jemce|schr[aá]nk`, `adres`, `neexistuj|nezn[aá]m`},
	{`kullan[iı]c|al[iı]c[iı]|hesap`, `adres`, `bulunamad[iı]|bilinm`},
	{`mottagar|användar|konto|modtager|bruger|mottaker|bruker`, `adress`, `ok[aä]nd|finns inte|findes ikke|finnes ikke|ukendt|ukjent`},
	{`пользовател|получател|ящик|аккаунт`, `адрес`, `не (существует|найден)|неизвест`},
	{`ユーザー|宛先|受信者|メールボックス`, `アドレス`, `見つかりません|存在しません|不明`},
	{`收件人|用户|用戶|邮箱|郵箱|信箱`, `地址`, `不存在|未找到|找不到`},
}

// The words of servers, by what they leave no doubt about. Each line is one way
// of saying it; they come from the manuals and the sources of mail servers, and
// from what large providers publish about their replies. Things that belong together
// stand in one clause, [^.;], so that a signature such as "Security by X" says nothing
// of the words before it.
const (
	recipientNoun = `\b(user|username|recipient|addressee|mailbox|account|login|alias|person|inbox|rcpt|customer|subscriber)s?\b`
	placeNoun     = `\b(domain|host|hostname|site|mail ?server)s?`
	isUnknown     = `\b(unknown|unrecogni[sz]ed|not (a )?(known|found|exist\w*|recogni[sz]ed|listed|registered|defined|on file)|not be (found|resolved|located)|(does|do|did|is|was)( not|n.t|es not) (currently )?(exist|found|known)|dosn.t exist|not exist|non-?exist[ae]nt|(has|have|had|was|been) (been )?(deleted|removed|closed|cancel\w+|terminated|discontinued|retired)|has left|has moved|couldn.t be (found|resolved)|wasn.t found|no longer (on|here|valid|in use|available|employed|exists?|active|works?|with))\b`
	// mailboxElsewhere is a mailbox in the languages of those who run servers.
	mailboxElsewhere = `postfach|konto|mailbox|postvak|postbus|bo[iî]te|compte|buz[oó]n|cuenta|caixa|conta\b|casella|skrzynk|schr[aá]nk|ящик|аккаунт|kutu|hesab|hesap|brevl[aå]da|postkass|inkorg|postilaatikko|メールボックス|受信箱|邮箱|郵箱|信箱`
	unknownIs        = `\b(unknown|unrecogni[sz]ed|invalid|illegal|bad|no such|non-?exist[ae]nt|undefined|unregistered|incorrect|unroute?able) (\w+ )?`
)

var (
	// anyWord is a word of any language.
	anyWord = anyOf(`[\pL\pM]{3}`, `[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]{2}`)
	// formula is what servers and programs say beside a code and add nothing by.
	formula = anyOf(
		`bad destination (mailbox|system) address( syntax)?`, `requested (mail )?action (not taken|aborted)`, `mailbox unavailable( or access denied)?`, `\.\.\. service unavailable`,
		`^\W*(sorry\W+)?(your )?((envelope|destination|recipient|e-?mail|rcpt) ?)*(address(es)?)? ?((was|is|has been) )?rejected( recipients?)?\W*(in reply to rcpt to command\W*)?$`, `in reply to (rcpt to|end of data|data) command`,
		`does not like recipient`, `remote host said`, `smtp error from remote (mail ?server|mailer|server)( after (rcpt to|end of data|rcpt command))?`, `did not like our rcpt to`, `rcpt to`, `-* transcript of session follows -*`, `delivery (has )?failed`, `permanent (failure|error)`, `\be?smtp\b`, `\bsaid\b`,
	)
	// agrees: beside 5.1.x, of which it may be the half of a sentence.
	agrees = anyOf(
		`^\W*((address|destination|it|this|that)\W+)?((is|was) )?(unknown|invalid|not found|not known|(does|do)( not|n.t|es not) exist)( (here|on this (server|system)|at this (site|domain|host)))?\W*$`,
		`\bbad ?rcpt ?to`, `badrecipientto`, `validrcptto`, `rcpthosts`, `my list of (valid|local|known)`, `not in my list`, `(not|no|n.t) (a |an )?(\w+ )?(known|local|valid|registered|existing) (\w+ )?(user|recipient|mailbox|address)`, `(user|recipient|rcpt|address|mailbox) (is )?(not|n.t) (local|accepted|ok|okay|available|allowed|present|permitted)\b`, `(cannot|can.t|could not|couldn.t|can not|unable to|failed to) (find|locate|accept|recogni[sz]e|resolve) (\w+ ){0,2}(user|recipient|mailbox|account|address)`,
		`no (e-?mail|mail) ?box`, `(no|not) (\w+ )?(mailbox|account|user) (for|on|in|under|with|at)`, `(there is|is there) (no|not any) ?(one|body|user|person|mailbox)`, `(wrong|bad|erroneous|unusable|misspelled|mistyped) (\w+ )?(recipient|address|user|mailbox|destination)`, `destination unknown`, `not e-?mail address`, `maildrop id`, `no existe dich`, `missing home directory`, `nameserver query`, `(receiver|addressee|spectator|person|employee) (does|do|is|was)( not|n.t|es not) (exist|found|known)`, `no thank you rejected`,
		`(no such|unknown) (\w+ )?(receiver|place|local[- ]part|id|name|entry)`, `usernotfound`, `not in the (list of|directory)`, `list of (valid )?(users|recipients)`, `not (present )?in (the |our )?(directory|database|address list)`, `unable to deliver to (that|this) address`, `account (is )?not available`,
	)
	// aside is what a program says of a reply that stands behind it, and advice to
	// whoever may have mistyped an address.
	aside = anyOf(`unknown address error`, `other mail system problem`, `\b(check|verify|correct|confirm|typos?|spelling)\b[^.;]{0,80}\b(try|send|resend)\w*( (it|again|your|the|this|message|mail|later))*`)
	// turnsAwaySender: a mailbox that is open, but not to us.
	turnsAwaySender = anyOf(
		`will not accept delivery of this message`, `\bsenders?\b[^.;]{0,20} (is |was |has been |been )?(blocked|banned)`, `(blocked|banned)[^.;]{0,30}\b(senders?|messages? from|mail from|you)\b`, `(accept|allow|receiv|tak)\w*[^.;]{0,30}\b(external|outside|anonymous|unauthenticated|unknown) (senders?|sources?|mail|messages?|e-?mails?)\b`, `(external|outside) (senders?|sources?|mail|messages?) (are|is|not|can)`, `(authenticated|internal|authori[sz]ed|known) (senders?|recipients?|users?|mail|messages?) only`, `only (accepts?|from) (\w+ )?(authenticated|internal|authori[sz]ed|known)`,
		`(busy|again|later|accepted|allowed|connections?|mail|messages?|e-?mails?|traffic|requests?) from \[?\d+\.\d+\.\d+\.\d+`, `\(s77\d+\)`, `\b(dt:sp[mf]|hl:(rep|iph|itc)|mi:(imf|sp[bf]|nhd|dmb))\b`,
		`opted? ?-?out`, `not accept\w* (marketing|newsletters?|bulk|advert\w*|bounces)`, `newsletter (is |was )?(refus|reject|block)`, `directory harvest`, `(sent|send|mails?) to too many`, `too many (non-?exist|bad|wrong)`, `duplicate message`, `backscatter`, `requires (encryption|authentication)`, `missing (\w+ )?header`, `from your country`, `invalid recipient count`, `posting (is )?restricted`, `(not|n.t) (found |listed |present )?(in|on) (\w+ ){0,3}(white|allow|safe|permit|friend)\w*[ -]?lists?\b`, `not[^.;]{0,20} in whitelist`,
		`nicht berechtigt`, `keine externen`, `geen externe`, `messages externes`, `mensajes externos`, `보낸 사람|발신자`, `受信拒否`, `拒收`,
	)
	// inTrouble: a server that cannot ask for a name, or that says that it is not the one
	// to ask.
	inTrouble = anyOf(
		`\bunavailable`, `off-?line\b`, `overload`, `read-?only`, `internal (server |system )?error`, `back-?end`, `(lookup|look-up|database|db|ldap|sql|mysql|directory|config\w*|lmtp|i/o|storage|disk|server|system|cache) (error|failure|failed|gone|down|problem)`, `unknown (error|problem|reason|failure|exception)`, `connection (refused|reset|timed|lost|closed)`, `(could not|cannot|can.t|couldn.t|unable to|failed to) (connect|contact|reach (the )?(\w+ )?(server|host|database|backend))\b`, `\bunreachable`, `not reachable`, `(try|tried|retry)\w* (it |your \w+ )?(again|later)`, `\bretry\b`, `callout failed`, `\b(mailbox|server|system|host) (is )?(too )?busy`, `out of memory`, `too many open`,
		`\byet\b`, `in (the |our |this )?(region|shard|cache|cluster|partition)\b`, `on this (node|shard|cluster)`, `is (a )?backup`, `invalid (mailbox|account|user) (state|status)`, `storage exhausted`, `limit reached`, `to (the )?mail ?store failed`,
		`interne[rn]? fehler`, `interne fout`, `erreur interne`, `error interno`, `errore interno`, `wewn[eę]trzn`, `внутренняя ошибка`, `[uü]berlastet`, `wartung`, `onderhoud`, `surcharg`, `datenbank`, `系统繁忙`, `サーバーエラー`,
	)
	// closedMailbox: the mailbox is there, and its holder may open it again.
	closedMailbox = anyOf(
		`\b(account|mailbox|user|recipient|inbox)\b[^.;]{0,60}\b(disabled|suspended|inactive|not active|deactivated|locked|blocked|frozen|on hold|expired|restricted|over quota|overquota|maintenance)\b`,
		`\b(disabled|suspended|inactive|deactivated|locked|frozen) (account|mailbox|user|recipient)`,
		`(account|mailbox) (is )?(temporar|currently|presently)`, `\b(account|mailbox|user|recipient)\b[^.]{0,60}temporar`,
		`(not|n.t|no longer) (currently )?accepting (mail|messages|e-?mail)`, `receiving mail (at a rate|too quickly)`,
		`for the moment`, `\bvacation\b`, `non-?payment`, `\bunpaid\b`, `being (migrated|moved)`,
		near(mailboxElsewhere, `\bvoll\b|[uü]berf[uü]llt|ueberfuellt|\b(over)?vol\b|plein|satur|llen[oa]|chei[oa]|pien[oa]|pe[lł]n[aey]|przepe[lł]n|\bpln[aáyý]|переполн|заполн|\bdolu|\bfullt?\b|\bfuld|t[aä]ynn|いっぱい|満杯|容量|已满|已滿|爆满`),
		near(mailboxElsewhere, `gesperrt|deaktiviert|stillgelegt|geblokkeerd|gedeactiveerd|uitgeschakeld|d[eé]sactiv|bloqu|suspend|sospes|suspens|desactivad|desativad|disattivat|bloccat|zablokowan|zawieszon|nieaktywn|заблокирован|отключ|приостановл|devre d[iı][sş][iı]|ask[iı]ya|sp[aä]rra|sperret|sp[aæ]rret|停止|無効|冻结|凍結|停用`),
		near(mailboxElsewhere, `vor[uü]bergehend|zeitweise|derzeit|momentan|tijdelijk|temporairement|temporalmente|temporane|temporariamente|tymczasow|временно|ge[cç]ici|tillf[aä]llig|midlertidig|一時|暂时|暫時`),
	)
	// namesSender: words that can be about nobody but the sender: its address, its
	// host, its name, its signature, its headers, how it connects.
	namesSender = anyOf(
		`\bdeny ?list`, `\bcbl\b`, `\(bl\)`, `(in|on|by) (\w+ ){0,3}(block|black|deny)[ -]?lists?\b`,
		`\bip\b.{0,60}(reject|refus|den(y|ied)|not allowed|not authori|limited|deferred|invalid|no access|unknown|not found)`, `invalid ip`, `messages? from (ip )?\[?\d+\.\d+\.\d+\.\d+\]?`, `(unknown|invalid|unresolvable) (host|hostname|client|address|ip) \[?\d+\.\d+`, `(host|hostname|address|client|name|unknown:?|blocked) (for |of )?\[?\d+\.\d+\.\d+\.\d+\]?[^.;]{0,30}(not|no|unknown|invalid|deni|reject)`, `(host ?name|name|resolve) (for|of) \[?\d+\.\d+`, `(unknown|invalid|no)( \w+)?: \[?\d+\.\d+\.\d+\.\d+`, `may not be mail exchanger`, `\bclient (host|\[|ip|address|was|is|not)`, `connection (from|rejected)`, `from (your|this|unknown|the) (\w+ )?(ip|host|server|network|domain|senders?|outside)`, `from (outside|unknown|external)`, `no access from`, `accept\w*( any| more)? (mail|messages?|e-?mails?|connections?)[^.;]{0,20}\b(from|without)\b`,
		`\bptr\b`, `reverse[- ]?(dns|lookup|hostname|mapping|record)`, `\brdns\b`, `\bfcrdns\b`, `\b(helo|ehlo)\b`, `invalid (helo|ehlo|hostname)`, `invalid dns`, `\b(no|missing|invalid|without) (valid )?(dns|mx|a|aaaa|a/aaaa)\b[^.;]{0,30}records?`, `has no (dns|mx)`,
		`\byour (\w+[ -]){0,2}(ip|host|hostname|server|domain|network|mta|e-?mail address|sending|envelope|provider.s)\b[^.;]{0,60}\b(no|not|n.t|unknown|invalid|must|reject\w*|refus\w*|den\w+|block\w*|listed|has|isn.t|doesn.t|don.t|exceed\w*|limit\w*)\b`, `(resolve|verify|find|for|look ?up|of) your (\w+[ -]){0,2}(ip|host|hostname|server|domain|address|sending)`, `your (address|account) (is|was|could|does)`, `(on|by|in) your (relay|server|plan|system|network)`, `unknown to (me|us)`, `your (reverse )?hostname`, `you (are|were)? ?send(ing)?\b[^.;]{0,12} from`, `\bsending (domain|address|plan|account|host|server|system|ip)`,
		`\bspf\b`, `\bdkim`, `\bdmarc\b`, `\bdomainkeys\b`, `unauthenticated`, `not authenticated`, `authentication (is )?(required|fail|check|results)`, `authenticate first`, `(smtp|for) authentication`, `sender.?id\b`, `\bbatv\b`, `\b(start)?tls\b`, `\bssl\b`, `unencrypted`, `certificate`,
		`\b(in|from:?|to:?|invalid|missing|duplicate|bad) (the |your )?headers?\b`, `\bheaders? [^.;]{0,20}(invalid|missing|duplicate|fail|syntax)`, `\bin (the |your )?(cc|bcc|to|from|reply-to|return-path|mail|message-id)\b`, `reply-to`, `return[- ](path|address)`, `\bfrom address`, `message-id`, `envelope[- ](from|sender)`,
		`too many (connections|concurrent|sessions|messages|mails|errors|recipients|invalid|unknown|emails|smtp)`, `(rate|frequency|connection|connections) (is )?limit`, `rate.?limited`, `(hourly|daily|relay|sending|send|sender).{0,12}(limit|quota)`, `(unexpected|unusual|excessive|high) (volume|rate|number)`, `throttl`, `message rate`, `too (fast|frequent)`, `sent too`,
		`senders?\b.{0,60}(reject|refus|den(y|ied)|verif|invalid|unknown|not (allowed|exist|found|permitted|accepted|authori[sz]ed)|does not|doesn't|isn.t|domain|must|has no|unauthori[sz]ed)`, `\bsender('s)? (address|domain|e-?mail)`, `unknown senders?`, `(domain|address|verification) (of|failed for) (the )?sender`, `callback`, `(after|reply to|response to|in|bad) mail from`, `\bmail from( domain| address|:| (?:<?…>?|\S+) (reject|refus|not))`, `refused to talk to me`,
		`(your|this) (domain|server|host|system|network) [^.;]{0,40}(reject|refus|den(y|ied)|not (allowed|permitted|authori|accepted|welcome)|block|limit|disallow)`,
		`absender`, `herkunft`, `exp[eé]diteur`, `[eé]metteur`, `d.envoi\b`, `afzender`, `verzendend`, `remitente`, `\bemisor`, `de (origen|origem)\b`, `mittente`, `remetente`, `nadawc`, `nadawcz`, `[zź]r[oó]d[lł]ow`, `отправител`, `odes[ií]latel`, `g[oö]nderen`, `avsändar`, `avsender`, `afsender`, `l[aä]hett[aä]j`, `送信(者|元)`, `発信(者|元)`, `差出人`, `发(件|信)人`, `发送方`, `發送方`, `寄件`, `寄信`, `vous êtes`,
		`\bip[- ]?adres`, `(adresse|adress|adres|direcci[oó]n|indirizzo|endere[cç]o|адрес) ip\b`, `\bip[- ]?(адрес|アドレス|地址)`,
		`\b(ihr|ihre|ihrer|ihrem|ihren|uw|votre|su|sua|suo|seu|din|ditt|deres|[tw]\w{0,3}j\w*) (server|domain|domein|domaine|domän|domäne|netz|netzwerk|netwerk|r[eé]seau|serveur|servidor|dominio|dom[ií]nio|serwer|domena|domän)`, `ваш\S* (сервер|домен|сеть)`,
	)
	// unknownRecipient: words that can be about nobody but the recipient, whatever
	// else is said.
	unknownRecipient = anyOf(
		recipientNoun+`[^.;]{0,60}`+isUnknown,
		unknownIs+`(user|username|recipient|rcpt|mailbox|account|addressee|login|alias|person|inbox|customer|subscriber|mail drop|local)`,
		`(unknown|no such) address\b`, `\baddress (is )?unknown\b`,
		`\bno (mailbox|account|user|one|person|local user)\b[^.;]{0,40}\b(here|by (that|this)|with (that|this)|named|found|known|called|exists?|on record)`, `no such (person|id|one)\b`, `nobody (here|by|with)`,
		`unroute?able (address|mail)`, `unrouteable`, `not our customer`, `\brcp-p1\b`, `not listed in (domino |public |the )?(directory|name)`, `(doesn't|does not|dosn't|didn't) have (a|an|any) [^.;]{0,40}(account|mailbox|user)`, `can ?not find (your )?(recipient|user|mailbox|account)`, `recip(ient)? ?notfound`, `host unknown \(`, `no such (domain|host) here`, `recipient address rejected: access denied`, `null ?mx`, `not a valid (recipient|mailbox|user|account)`, `possibly incorrect`,
		elsewhere(func(l language) string { return near(l.recipient, l.unknown) }),
	)
	// aboutSender: reputation, content, policy, what it may do. Servers add such
	// words to any reply, so they say nothing of one about an unknown recipient.
	aboutSender = anyOf(
		`\bblack ?list`, `\bblock ?list`, `\bd?n?s?rbl\b`, `dnsbl`, `spamhaus`, `spamcop`, `\bsorbs\b`, `barracuda(central|networks)`, `senderbase`, `listed (in|on|at|by) `,
		`\bblocked\b`, `\bbanned\b`, `reputation`, `complaints`, `dynamic(ally)? `, `dial-?up`, `residential`, `quarantin`,
		`\bspam`, `\bjunk`, `\bbulk\b`, `unsolicited`, `\bu[cb]e\b`, `virus`, `malware`, `phish`, `infected`, `suspicious`, `content (filter|reject|restrict|deemed|not accept|analysis|polic)`, `(banned|forbidden|prohibited|restricted) (content|attachment|file|extension|url)`, `attachment`, `urls? in `, `objectionable`, `\bscored\b`,
		`polic(y|ies)\b`, `administrative(ly)? (prohibit|den|reject|block)`, `security`, `not compliant`, `rfc ?(2821|2822|5321|5322)`,
		`\brelay`, `rcpthosts`, `not verified`, `not local here`, `we don't handle mail`, `gateway not allowed`, `service refus`,
		`(your|this) (message|mail|e-?mail) .{0,40}(reject|refus|den(y|ied)|not (allowed|permitted|authori|accepted|welcome)|block|limit|disallow)`,
		`not (allowed|permitted|authori[sz]ed) (to|from)`, `(have|has|without|not have) permission`, `permission to`, `members only`, `moderat(ed|or)`, `(you|sender) (is|are|were) not`, `only .{0,40}can (send|post|submit)`, `(send|deliver|post) (mail|messages|e-?mail)? ?to this (group|list|address|recipient|user)`, `cannot send`, `prohibit`, `resolver\.rst`, `not ?authori[sz]ed`,
		`sperrliste`, `schwarze liste`, `richtlinie`, `(mail|nachricht|verbindung)[^.;]{0,20} (abgewiesen|abgelehnt|zur[uü]ckgewiesen|verweigert)`, `zwarte lijst`, `\bbeleid`, `(bericht|verbinding)[^.;]{0,20} (geweigerd|geblokkeerd)`, `liste noire`, `politique`, `(message|courriel|connexion)[^.;]{0,20} (refus[eé]|rejet[eé]|bloqu[eé])`, `lista negra`, `pol[ií]tica`, `(mensaje|correo|conexi[oó]n|mensagem)[^.;]{0,20} (rechazad|rejeitad|recusad|bloquead)`, `lista nera`, `(messaggio|connessione)[^.;]{0,20} (rifiutat|respint|bloccat)`, `czarn\S+ li[sś]`, `polityk`, `(wiadomo[sś][cć]|po[lł][aą]czenie)[^.;]{0,20} (odrzucon|zablokowan)`, `ч[её]рн\S+ списк`, `политик`, `(письмо|сообщение|соединение)[^.;]{0,20} отклонен`, `スパム`, `迷惑メール`, `ポリシー`, `垃圾`, `黑名单|黑名單`,
	)
	// fullMailbox: there is no place, or not for a mail so large, a name could not
	// be asked for, or the server itself is in doubt.
	fullMailbox = anyOf(
		`\bfull\b`, `over ?-?quota`, `quota`, `(exceed|over|reach)\w*.{0,40}(storage|limit|size|allocation|allowed|space|maximum)`, `(out of|insufficient|sufficient|enough|no|low on|lack of)( system| disk| more| free)? (storage|space|disk|room|capacity)`, `(not|n.t|no longer|unable)\b[^.;]{0,40}\b(space|storage|capacity)\b`, `disk (space )?(is )?full`, `too (large|big)`, `(message|mail|maximum|max) size`, `size limit`, `accept (any )?more (mail|messages)`,
		`not found, try again`, `temporary (lookup|dns|name)`, `dns temporary`, `name server.{0,20}(fail|time)`, `servfail`, `lookup (did not complete|failure|failed)`, `\bldap\b`, `(could not|cannot|can.t|unable to|failed to) verify`, `(server|domain) (is )?(down|unavailable)`, `(connections?|mail|messages) at this time`, `host unreachable`, `retry time not reached`, `may not exist`,
		`speicher(platz|limit)`, `kontingent`, `\bquot(um|as?)\b`, `opslag`, `limiet bereikt`, `espace (disque )?insuffisant`, `espa[cç]i?o insuficiente`, `cuota`, `\bcota\b`, `esaurit`, `limite raggiunt`, `limit przekroczon`, `\bkvot`, `megtelt`, `casilla llena`, `квот`, `переполнен`, `容量`, `空间不足`, `空間不足`, `가득`, `תיבת הדואר מלאה`, `ممتلئ`, `đã đầy`, `เต็ม`, `γεμάτο`, `postfach ist voll`, `postvak is vol`, `bo[iî]te .{0,30}(pleine|satur)`, `plus d.espace`, `buz[oó]n lleno`, `casella .{0,20}piena`, `jest pe[lł]na`,
	)
	// unknownAddress: an address that is unknown or wrong, where nothing says that it
	// is the sender's, and the same in the languages of those who run servers.
	unknownAddress = anyOf(
		`\b(address|e-?mail|name)(es|s)?\b[^.;]{0,60}`+isUnknown,
		recipientNoun+`[^.;]{0,60}\b(invalid|not valid|incorrect|undeliverable)\b`, `\b(address|e-?mail|name)(es|s)?\b[^.;]{0,40}\b(invalid|not valid|incorrect|undeliverable)\b`,
		unknownIs+`(address|name|e-?mail|destination|virtual)`, `no valid (recipient|user|mailbox|address)`, `not a valid address`, `\bno (recipient|address)`, `undeliverable (address|recipient|user)`,
		`(address|mailbox|user|recipient|account|login)[^.;]{0,20} no longer (accepts|in service)`, `user not (here|local)`, `can ?not find (your )?(address|name)`, `(address|user|recipient|mailbox|account) [^.;]{0,20}moved`, `not listed in`, `all recipient addresses rejected`,
		elsewhere(func(l language) string { return near(l.address, l.unknown) }), `不存在`, `リストにありません`, `見つかりません`, `存在しません`,
	)
	// unknownPlace: a host or a domain that is not there; often it is the sender's.
	unknownPlace = anyOf(
		placeNoun+`\b[^.;]{0,60}`+isUnknown, placeNoun+`\b[^.;]{0,40}\b(invalid|no longer)\b`, unknownIs+placeNoun[2:], `any (host|domain) named`,
		`name or service not known`, `\bnxdomain\b`, `(host|domain)( name)? lookup`, `no mail ?hosts?`, `found but no data record`,
	)
	// outOfReach: the server, the way to it, or its patience.
	outOfReach = anyOf(
		`try .{0,20}(again|later)`, `temporar`, `timed? ?-?out`, `time-out`, `connection (refused|reset|timed|closed|lost|dropped)`, `no route`, `unreachable`, `gr[ea]y ?-?list`, `(delivery|message|retry|queue) .{0,30}(expired|exceeded)`, `too (old|long)`, `deferred`, `hop count`, `too many hops`, `\bloops?\b`, `looping`, `system (error|failure|problem|resources)`, `resources`, `local (problem|configuration|error)`, `can ?not (append|open|write|create|connect)`, `unable to (connect|open|write|deliver)`, `days? .{0,30}(without|not been)`, `retry timeout`, `does not accept mail`, `lost connection`, `giving up`, `not reachable`, `not responding`, `could not deliver for`, `envelope expired`, `conversation with`, `undeliverable for`,
	)
	// refusedUs: a server that has answered has refused no connection for want of a
	// server.
	refusedUs = anyOf(`connection (refused|rejected|denied)`)
	// refusedThere is how that edge words it.
	refusedThere = anyOf(`access denied`, `rejected`, `recipient`)
	// badContent: servers that dislike a mail seldom say more.
	badContent = anyOf(`8-?bit`, `header`, `mime`, `encod`, `message (not|was|is|has|refus|den|rejec)`, `content`, `syntax`)
	// turnedAway: so are most senders turned away.
	turnedAway = anyOf(`reject`, `refus`, `denied`, `not (allowed|accept|permitted|welcome|take)`, `unaccept`, `disallow`, `declin`, `no smtp service`, `ask your postmaster`, `contact (your|the) (postmaster|admin|provider|internet)`, `abuse`, `unsubscribe`, `transaction failed`, `not have permission`, `service (not available|unavailable)`)
)
