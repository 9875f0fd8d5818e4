package blame_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"halte/surveys/blame"
)

// reply splits a reply into its code, its enhanced code and its words.
var reply = regexp.MustCompile(`^(\d{3})?[ -]?#?(\d\.\d+\.\d+)?\s*(.*)$`)

// wantBlame asks whose trouble each of the replies is.
func wantBlame(t *testing.T, want blame.Blame, replies ...string) {
	t.Helper()
	for _, r := range replies {
		parts := reply.FindStringSubmatch(r)
		code, _ := strconv.Atoi(parts[1])
		if got, _ := blame.For(code, parts[2], parts[3]); got != want {
			t.Errorf("%s: blame %d, want %d", r, got, want)
		}
	}
}

func TestWhatIsUnknownOrInvalidMayBeOurs(t *testing.T) {
	t.Parallel()
	wantBlame(t, blame.Sender,
		// Our host and its name.
		"501 5.5.4 Invalid domain name (in reply to HELO command)", "550 Your HELO hostname does not exist", "550 unresolvable HELO host", "550 invalid host name in EHLO",
		"550 no DNS A record for HELO domain, domain does not exist", "550 unknown host 192.0.2.1", "550 Host unknown: 192.0.2.1 has no DNS name", "550 Access denied: address 192.0.2.1 not found in DNS",
		"550 Could not resolve host name for 192.0.2.1: hostname unknown", "550 Could not verify: Message from unknown mail server, no valid host", "550 Mails from this host are not accepted: unknown hostname",
		"421 4.7.1 - Connection refused - <192.0.2.1> -", "550-Requested action not taken: mailbox unavailable 550 invalid DNS MX or A/AAAA resource record", "550 Unknown client [192.0.2.1]: host does not exist",
		// How we connect.
		"550 5.7.1 This server no longer accepts connections without TLS 1.2", "554 5.7.3 This host no longer accepts unencrypted mail", "550 5.7.5 Host certificate name is invalid", "550 Unknown TLS version; no valid host certificate",
		// Our domain and our address.
		"550 Your domain does not exist in DNS", "550 5.1.8 Your domain does not exist", "550 No valid SPF; domain does not exist", "550 Domain not found: shop.example.org has no MX; mail from it refused",
		"550 mail from domain shop.example.org that does not exist", "550 The domain you send from could not be found in DNS", "550 Cannot resolve your domain: host unknown", "550 No account for your domain; please register at postmaster",
		"501 5.1.7 Invalid address", "501 5.1.7 Unknown recipient of this form", "550 Your address is unknown to me", "550 5.7.27 Sender address has null MX", "550 This account does not exist on your sending plan",
		"550 5.5.0 mx.example.org could not find your sending address", "550-Verification failed for <bounce@shop.example.org> 550-No Such User Here 550 Sender verify failed", "550 Absender unbekannt: Adresse existiert nicht", "550 Adresse de l'expéditeur invalide",
		"550 Unknown user account for SMTP authentication", "550 Mail rejected: from address does not exist", "550 Envelope sender: no such user", "550 Return address invalid: no such mailbox", "550 Your account does not exist", "550 this user account is unknown on your relay",
		// Our command and our headers.
		"501 5.5.2 Invalid email address in MAIL", "501 5.5.4 Invalid address", "550 Email contains an invalid address in Cc", "550 Invalid address in Return-Path", "553 5.1.3 Invalid address format in header To",
		"550 The address in your To: header is invalid", "550 the address in Reply-To does not exist", "550 Message-ID is invalid, address in it does not exist", "554 5.6.0 Message contains invalid header: address missing", "554 5.6.0 invalid address",
		// Whom they take mail from.
		"550 5.7.1 This user does not accept mail from unknown senders", "550 5.7.1 Recipient does not accept mail from your network", "550 5.1.1 user not permitted to receive from outside", "550 5.7.1 No valid recipients policy for your domain",
		// What becomes of our mail.
		"550 5.7.1 Message moved to quarantine", "554 5.7.1 Message moved, address invalid",
		// A group that may not be there, or not be open to us.
		"550 5.1.1 unknown address. https://groups.google.com/support",
	)
}

func TestAMailboxWithoutRoomIsNotDead(t *testing.T) {
	t.Parallel()
	wantBlame(t, blame.Mailbox,
		"552 5.2.2 The recipient does not have enough space to receive your message", "552 5.2.2 User doesn't have sufficient space left", "550 Recipient does not have enough room in the mailbox", "552 5.2.2 Mailbox does not have sufficient capacity",
		"550 user jo: mailbox no longer has space", "552 user has no longer any space left", "452 4.2.2 User does not have any space", "550 5.2.1 This mailbox is no longer accepting messages because it is out of storage", "550 5.2.2 Mailbox does not accept more mail",
		"554 5.2.2 Le destinataire n'a plus d'espace", "552 Postfach des Benutzers hat keinen Speicherplatz mehr", "550 skrzynka odbiorcy jest pełna",
		"550 5.2.1 account not found active; temporarily suspended", "550 user's account has been removed temporarily",
		"554 5.3.2 domain no longer accepting connections at this time", "550 User's inbox isn't accepting mail; try later", "550 5.2.0 Mailbox closed for maintenance, no such mailbox on this node, moved to other node, retry",
		"host lookup did not complete: retry timeout exceeded", "retry time not reached for any host after a long failure period", "550 4.4.1 host unreachable; domain unknown to router", "Host or domain name not found. Name service error for name=example.org type=MX: SERVFAIL",
		"550 domain unavailable: server is down", "550 The account or domain may not exist",
		"connect to mx.example.org: Connection timed out", "450 lost connection with the server",
		// The words of RFC 5321 for whatever keeps a mailbox from taking mail.
		"550 Requested action not taken: mailbox unavailable",
	)
}

func TestWhatStandsBesideAnUnknownRecipientIsNotTheReason(t *testing.T) {
	t.Parallel()
	wantBlame(t, blame.Address,
		"550 5.1.1 <jo@example.org>: Recipient address rejected: User unknown in relay recipient table", "550 5.1.1 User unknown (in reply to RCPT TO command), relay=mx1", "550 5.1.1 relay recipient unknown", "550 5.1.1 Address unknown, relay=[192.0.2.1]",
		"550 5.7.1 Unable to relay for jo@example.org: no such user", "550 5.1.1 <jo@example.org>: Recipient address rejected: User unknown in local recipient table; Mail from your relay",
		"550 5.1.1 User unknown, security id 4711", "550 5.1.1 unknown address. Security by example", "550 5.1.1 sorry, no such user (policy: reject unknown)", "550 5.1.1 The user's mail account has been removed for policy violation", "550 5.1.1 Unknown user. Virus scanner by ClamAV",
		"550 5.1.1 Mailbox unavailable. User unknown. Blocked by MailGuard", "550-5.1.1 recipient unknown; if you believe this is spam-related contact us", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup; security header",
		// Links and names are no words.
		"550 5.1.1 no such user - see https://www.spamhaus.org/whitepapers/", "550 5.1.1 User unknown; rejecting (see http://www.example.org/spam.html)", "550 5.1.1 The recipient was not found in the system, rejected by mx1.junk.example.org",
		"550 5.1.1 <jo@policy.example.org>: Recipient address rejected: User unknown", "550 5.1.1 unknown user in blockedco.example.org", "550 5.1.1 RCP-P1 http://postmaster.example.org/response_codes?ip=192.0.2.1#rcp Refused due to recipient preferences",
		"550 5.1.1 www.full-quota.example.org: no",
		// A domain that takes no mail, and other ways to say it.
		"Domain example.org does not accept mail (nullMX)", "556 5.1.10 <jo@example.org>: Recipient address rejected: Domain example.org does not accept mail (nullMX)", "550 Recipient email address is possibly incorrect",
		"Host or domain name not found. Name service error for name=example.org type=A: Host found but no data record of requested type", "550 no such domain here", "all relevant MX records point to non-existent hosts", "550 This address no longer accepts mail.", "550 jo@example.org is not a valid recipient",
		"550 Uzivatel neexistuje", "550 Kullanici bulunamadi", "550 Kullanıcı bulunamadı", "550 Uživatel neexistuje", "550 5.1.1 Aucun utilisateur de ce nom", "550 Diese Adresse existiert nicht mehr", "550 Benutzer hier nicht bekannt",
	)
}

func TestAFullOrClosedMailboxIsKnownInOtherLanguages(t *testing.T) {
	t.Parallel()
	wantBlame(t, blame.Mailbox,
		"550 5.1.1 Postfach voll", "550 5.1.1 Das Postfach des Empfängers ist überfüllt", "550 5.1.1 Postfach gesperrt", "550 Konto vorübergehend deaktiviert", "550 5.1.1 mailbox vol", "550 5.1.1 Het postvak is tijdelijk niet beschikbaar",
		"550 5.1.1 La boîte de réception du destinataire est pleine", "550 5.1.1 Compte temporairement désactivé", "550 5.1.1 El buzón está lleno", "550 Cuenta suspendida", "550 5.1.1 A caixa de correio está cheia", "550 Casella bloccata", "550 5.1.1 casella del destinatario piena",
		"550 5.1.1 Skrzynka odbiorcy przepełniona", "550 Konto zablokowane", "550 5.1.1 почтовый ящик переполнен", "550 Аккаунт временно заблокирован", "550 5.1.1 メールボックスがいっぱいです", "550 5.1.1 邮箱已满", "550 5.1.1 posta kutusu dolu", "550 5.1.1 Brevlådan är full",
		"550 5.1.1 Directory lookup failed", "550 5.1.1 LDAP server error, could not verify recipient", "550 5.1.1 Could not verify recipient", "550 5.1.1 Recipient is on vacation hold, mail returned", "550 5.1.1 Account closed for the moment due to non-payment", "550 5.1.6 Recipient mailbox is being migrated",
	)
}

func TestTheSenderIsKnownInOtherLanguages(t *testing.T) {
	t.Parallel()
	wantBlame(t, blame.Sender,
		"550 5.1.1 Ihre IP-Adresse ist gesperrt", "550 5.1.1 Ihre Mail wurde abgewiesen, IP auf Sperrliste", "550 Ihre Domain existiert nicht oder hat keine gültige Adresse", "550 IP-Adresse unbekannt, Verbindung abgelehnt", "550 Herkunftsadresse unbekannt",
		"550 verzendend domein bestaat niet", "550 uw domein bestaat niet", "550 5.1.1 Bericht geweigerd door beleid", "550 5.1.1 Votre adresse IP est bloquée", "550 Adresse IP inconnue", "550 5.1.1 Message refusé par la politique locale", "550 Adresse de l'émetteur inconnue", "550 Domaine émetteur inexistant",
		"550 5.1.1 Mensaje rechazado por política", "550 Dirección del emisor no existe", "550 Dirección de origen inválida", "550 indirizzo IP non valido", "550 O endereço de origem é inválido", "550 adres źródłowy nie istnieje", "550 Gönderen adresi bulunamadı", "550 адрес IP не найден", "550 ваш домен не найден",
		"550 avsändaradressen finns inte", "550 送信元アドレスが存在しません", "550 発信元ドメインが存在しません", "550 差出人のドメインが見つかりません", "550 发送方域名不存在", "550 发信人地址不存在", "550 寄件者網域不存在", "550 5.1.1 RESOLVER.RST.NotAuthorized; not authorized",
	)
}

func TestTheRecipientIsKnownInOtherLanguages(t *testing.T) {
	t.Parallel()
	wantBlame(t, blame.Address,
		"550 5.1.1 Empfängeradresse abgelehnt: Benutzer unbekannt", "550 Ihre Nachricht konnte nicht zugestellt werden: Empfänger unbekannt", "550 Votre message n'a pas été remis: utilisateur inconnu", "550 Su mensaje no se entregó: el destinatario no existe", "550 Uw bericht is niet bezorgd: gebruiker onbekend",
		"550 5.1.1 Message refusé: destinataire inconnu", "550 Mensaje rechazado: usuario desconocido", "550 Wiadomość odrzucona: nieznany użytkownik", "550 письмо отклонено: пользователь не найден", "550 ユーザーが見つかりません", "550 收件人不存在", "550 Mottagaren finns inte",
	)
}

// TestWhatMayBeSaidOfAnyoneIsHeldAgainstNobody: a server that answers and says that a
// domain is unknown may speak of ours as well.
func TestWhatMayBeSaidOfAnyoneIsHeldAgainstNobody(t *testing.T) {
	t.Parallel()
	wantBlame(t, blame.Nobody,
		"550 domain does not exist", "550 5.0.0 unknown host", "550 Unbekannt", "550 inconnu", "550 moved to a better place", "504 5.5.1 never",
		"550 "+strings.Repeat("-", 3000)+" user unknown", // a reply has a few lines: more is not read
	)
}

// TestAServerInTroubleIsNotAnAddressThatIsGone: what it has no room for, cannot ask for
// or does not say is no proof, whatever code stands beside it.
func TestAServerInTroubleIsNotAnAddressThatIsGone(t *testing.T) {
	t.Parallel()
	wantBlame(t, blame.Mailbox,
		"550 5.1.1 No thanks", "550 5.1.1 Go away", "550 5.1.1 Access denied", "550 5.1.1 Recipient over monthly limit of incoming messages", "550 5.1.1 Recipient limit reached", "550 5.1.1 Account suspended",
		"550 5.1.1 Account on hold", "550 5.1.1 Account locked", "550 5.1.1 Mailbox inactive", "550 5.1.1 Mailbox disabled", "550 5.1.1 Mailbox frozen", "550 5.1.1 Mailbox in maintenance",
		"550 5.1.1 Mailbox busy", "550 5.1.1 mailbox storage exhausted", "550 5.1.1 mailbox size limit", "550 5.1.1 inbox full", "550 5.1.1 disk quota", "550 5.1.1 no space left on device",
		"550 5.1.1 Insufficient storage", "550 5.1.1 Delivery failed: I/O error", "550 5.1.1 Delivery to mailstore failed", "550 5.1.1 LMTP error", "550 5.1.1 lookup of recipient failed; database gone", "550 5.1.1 config error",
		"550 5.1.1 Unable to verify user", "550 5.1.1 callout failed", "550 5.1.1 verification of recipient timed out", "550 5.1.1 Speicherkontingent überschritten", "550 5.1.1 Kontingent überschritten", "550 5.1.1 Server überlastet",
		"550 5.1.1 Interner Fehler", "550 5.1.1 Wartungsarbeiten", "550 5.1.1 Datenbankfehler", "550 5.1.1 Opslaglimiet bereikt", "550 5.1.1 Quotum overschreden", "550 5.1.1 Interne fout",
		"550 5.1.1 Limiet bereikt", "550 5.1.1 Onderhoud", "550 5.1.1 Quota dépassé", "550 5.1.1 Espace disque insuffisant", "550 5.1.1 Erreur interne", "550 5.1.1 Serveur surchargé",
		"550 5.1.1 Cuota excedida", "550 5.1.1 Error interno", "550 5.1.1 Espacio insuficiente", "550 5.1.1 Spazio esaurito", "550 5.1.1 Errore interno", "550 5.1.1 Limite raggiunto",
		"550 5.1.1 Cota excedida", "550 5.1.1 Espaço insuficiente", "550 5.1.1 Błąd wewnętrzny", "550 5.1.1 Limit przekroczony", "550 5.1.1 Превышена квота", "550 5.1.1 Внутренняя ошибка",
		"550 5.1.1 Переполнен", "550 5.1.1 容量超過", "550 5.1.1 磁盘空间不足", "550 5.1.1 系统繁忙", "550 5.1.1 サーバーエラー", "550 User unknown to you: your IP is blocked",
		"550 Unknown error while delivering to user", "550 5.3.0 user jo unknown error", "554 5.0.0 Mail user: unknown problem, retry", "550 No such user list available (LDAP down)", "550 Recipient unknown: could not connect to address database", "550 mailbox not found: shard offline",
		"550 user not found in cache, try again", "550 Invalid mailbox state", "550 mailbox invalid state: over quota", "550 user does not exist yet", "550 Account does not exist in region EU; use mx.us", "550 No such user at this host (host mx2 is backup, primary unreachable)",
		"550 5.1.1 Unknown or illegal alias; user's mailbox over limit", "550 user disabled by administrator temporarily not found", "550 5.1.1 mailbox is read-only", "550 5.1.1 Backend for user not available", "550 5.1.1 user database unavailable", "550 5.1.1 Mail server for user is offline",
		"550 5.1.1 Authentication backend failed for this recipient", "550 5.1.1 Internal error", "550 5.1.1 server overloaded", "550 5.1.1 <jo@example.com>: Recipient address rejected: undeliverable address: connect to 10.0.0.1[10.0.0.1]:24: Connection refused", "550 5.1.1 <jo@example.com>: Recipient address rejected: undeliverable address: unknown user database: lookup error", "550 5.1.1 Kvota för mottagaren är överskriden",
		"550 5.1.1 A postafiók megtelt", "550 5.1.1 Casilla llena", "550 5.1.1 받는 사람의 편지함이 가득 찼습니다", "550 5.1.1 תיבת הדואר מלאה", "550 5.1.1 صندوق البريد ممتلئ", "550 5.1.1 Hộp thư đã đầy",
		"550 5.1.1 กล่องจดหมายเต็ม", "550 5.1.1 Το γραμματοκιβώτιο είναι γεμάτο", "550 5.1.0 Unknown address error 550-'Something else'", "550 Unable to connect: user unknown",
	)
}

func TestAMailboxThatIsOpenToOthersSaysNothingOfItsAddress(t *testing.T) {
	t.Parallel()
	wantBlame(t, blame.Sender,
		"550 5.1.1 Recipient rejected: DNSBL hit", "550 5.1.0 Message rejected by content filter", "550 5.1.1 Your message was rejected by the recipient's mail rules", "550 5.1.1 Recipient has opted out of receiving e-mail from your organization", "550 5.1.1 Delivery not authorized, message refused", "550 5.1.2 mail from example.org refused; see our site",
		"550 5.1.0 Sender denied", "550 5.1.1 Denied by policy", "550 5.1.1 Recipient refused: connections from your country are not accepted", "550 5.1.1 Recipient has reached the daily receiving limit", "550 5.1.1 MySQL error: too many connections", "550 5.1.1 directory harvest attack detected",
		"550 5.1.1 recipient throttled", "550 5.1.1 too many invalid recipients", "550 5.1.1 Too many unknown users from your IP", "550 5.1.1 You have sent to too many non-existent users", "550 5.1.1 Mail from this sender to unknown users exceeded limit", "550 5.1.1 Message looks like backscatter",
		"550 5.1.1 not accepting bounces / null sender for this recipient", "550 5.1.1 Email address not accepting marketing", "550 5.1.1 Recipient requires encryption (DANE)", "550 5.1.1 DKIM signature missing", "550 5.1.1 Missing Date header", "550 5.1.1 Duplicate message",
		"550 5.1.1 Newsletter refused", "550 5.1.1 authenticated senders only", "550 5.1.1 internal recipients only", "550 5.1.1 private list, posting restricted", "550 5.1.1 group does not accept external mail", "550 5.1.1 Sie sind nicht berechtigt, an diesen Empfänger zu senden",
		"550 5.1.1 Empfänger nimmt keine externen Nachrichten an", "550 5.1.1 Ontvanger accepteert geen externe berichten", "550 5.1.1 Le destinataire n'accepte pas les messages externes", "550 5.1.1 受信拒否", "550 5.1.1 迷惑メール", "550 5.1.1 垃圾邮件",
		"550 5.1.1 拒收", "550 Recipient not found in whitelist", "550 5.7.1 address not found in allow list", "550 Email address of sender not found in the recipient's address book", "550 jo@example.org does not exist in whitelist for your domain", "550 Invalid recipient count",
		"550 5.1.1 보낸 사람이 차단되었습니다", "451 4.7.500 Server busy. Please try again later from [192.0.2.1]. (S77719)", "550 5.1.351 Remote server returned unknown recipient or mailbox unavailable -> 550 Sender IP blocked", "554 5.7.1 Recipient address rejected: Sender blocked by recipient", "521 5.2.1 : (LYR:2) AOL will not accept delivery of this message", "550 5.1.1 The recipient has blocked messages from this sender",
		"550 5.1.1 Not accepting mail from external senders", "550 5.7.1 Local... jo@example.org: Relay access denied", "554 DT:SPM", "554 HL:REP", "550 MI:IMF", "550 5.1.0 Unknown address error 554-'5.7.1 rejected due to spam content'",
	)
	wantBlame(t, blame.Nobody,
		"550 Recipient not in sender's contact list",
	)
}

// TestWordsThatNobodyUnderstandsMakeACodeADoubt: 5.1.x is what many servers say where
// they mean something else. Without words of their own it is all that they say.
func TestWordsThatNobodyUnderstandsMakeACodeADoubt(t *testing.T) {
	t.Parallel()
	wantBlame(t, blame.Mailbox,
		"550 5.1.1 flurb the wibble", "550 5.1.1 Tá brón orainn", "550 5.1.2 Vieš, čo je toto", "550 5.1.10 ça ira", "550 5.1.1 何か", "550 5.1.1 กข่", "550 5.1.1 Delivery failed: sorry",
	)
	wantBlame(t, blame.Address,
		"550 5.1.1", "550 5.1.1 -", "550 5.1.1 <jo@example.org>", "550 5.1.1 <jo@example.org> (in reply to RCPT TO command)", "550 5.1.1 Requested action not taken: mailbox unavailable", "550 5.1.1 192.0.2.1 does not like recipient. Remote host said: 550 5.1.1", "550 5.1.0 Unknown address error 550-'5.1.1 <jo@example.org>'", "550 5.1.1 mx1.example.org [192.0.2.1]", "550 5.1.1 Delivery failed",
	)
}

func TestARecipientIsUnknownInManyWords(t *testing.T) {
	t.Parallel()
	wantBlame(t, blame.Address,
		"550 5.1.1 Requested action not taken: unknown mailbox", "550 5.1.1 #5.1.1 bad address", "550 5.1.1 address invalid", "550 5.1.1 address does not exist", "550 5.1.1 address not present in directory", "550 5.1.1 address unknown", "550 5.1.1 can't accept user", "550 5.1.1 does not exist.", "550 5.1.1 destination addresses were unknown",
		"550 5.1.1 email address does not exist", "550 5.1.1 email address could not be found", "550 5.1.1 invalid address", "550 5.1.1 invalid mailbox", "550 5.1.1 is not a known user", "550 5.1.1 is not a valid mailbox", "550 5.1.1 is not a valid user", "550 5.1.1 mailbox does not exist",
		"550 5.1.1 mailbox not found", "550 5.1.1 mailbox unavailable or access denied", "550 5.1.1 maildrop id is invalid", "550 5.1.1 name not found", "550 5.1.1 no account by that name here", "550 5.1.1 no existe dicha persona", "550 5.1.1 no existe ese usuario", "550 5.1.1 no mail box available for this user",
		"550 5.1.1 no mailbox by that name is currently available", "550 5.1.1 no mailbox found", "550 5.1.1 no matches to nameserver query", "550 5.1.1 no such address here", "550 5.1.1 no such mailbox", "550 5.1.1 no such person at this address", "550 5.1.1 no such recipient", "550 5.1.1 no such user",
		"550 5.1.1 no valid recipients, bye", "550 5.1.1 not a valid recipient", "550 5.1.1 not a valid user here", "550 5.1.1 not a local address", "550 5.1.1 not email addresses", "550 5.1.1 recipient address rejected. (in reply to rcpt to command)", "550 5.1.1 recipient address rejected: access denied", "550 5.1.1 recipient address rejected: invalid user",
		"550 5.1.1 recipient address rejected: invalid-recipient", "550 5.1.1 recipient address rejected: unknown user", "550 5.1.1 recipient address rejected: undeliverable address: no such user", "550 5.1.1 recipient does not exist", "550 5.1.1 recipient is not accepted", "550 5.1.1 recipient is not local", "550 5.1.1 recipient not exist", "550 5.1.1 recipient not found",
		"550 5.1.1 recipient not ok", "550 5.1.1 recipient unknown", "550 5.1.1 requested action not taken: mailbox unavailable", "550 5.1.1 sorry, badrcptto", "550 5.1.1 sorry, no mailbox here by that name", "550 5.1.1 the email account that you tried to reach does not exist", "550 5.1.1 the following recipients was undeliverable", "550 5.1.1 the user's email name is not found",
		"550 5.1.1 there is no one at this address", "550 5.1.1 there is no such person here", "550 5.1.1 this address no longer accepts mail", "550 5.1.1 this email address is wrong or no longer valid", "550 5.1.1 this recipient is in my badrecipientto list", "550 5.1.1 this recipient is not in my validrcptto list", "550 5.1.1 this spectator does not exist", "550 5.1.1 unknown mailbox",
		"550 5.1.1 unknown recipient", "550 5.1.1 unknown user", "550 5.1.1 user does not exist", "550 5.1.1 user missing home directory", "550 5.1.1 user not exist", "550 5.1.1 user not found", "550 5.1.1 user not known", "550 5.1.1 user unknown",
		"550 5.1.1 utilisateur inconnu", "550 5.1.1 vdeliver: invalid or unknown virtual user", "550 5.1.1 your envelope recipient is in my badrcptto list", "550 5.1.1 Unknown local part jo in <jo@example.org>", "550 5.1.1 unknown local-part", "550 5.1.1 jo... User unknown", "550 5.1.1 Bad destination mailbox address", "550 5.1.1 bad destination system address",
		"550 5.1.1 Invalid Recipient", "550 5.1.1 invalid recipient address", "550 5.1.1 Recipient not recognized", "550 5.1.1 unable to find user", "550 5.1.1 user account not found", "550 5.1.1 No such local user", "550 5.1.1 nonexistent user", "550 5.1.1 Address not found",
		"550 5.1.1 The account does not exist", "550 5.1.1 wrong recipient", "550 5.1.1 incorrect address", "550 5.1.1 cannot find recipient", "550 5.1.1 no recipient by that name", "550 5.1.1 mailbox name invalid", "550 5.1.1 Delivery to the following recipient failed permanently: user is unknown", "550 5.1.1 Requested mail action aborted: mailbox not found",
		"550 5.1.1 sorry, that address is not in my list", "550 5.1.1 Not our customer", "550 5.1.1 The user you are trying to reach does not exist", "550 5.1.1 Your message couldn't be delivered because the address couldn't be found", "550 5.1.1 The e-mail address you entered couldn't be found", "550 5.1.1 User jo not listed in Domino Directory", "550 5.1.1 not listed in public Name & Address Book", "550 5.1.1 Mailadresse existiert nicht",
		"550 5.1.1 mail address is not valid", "550 5.1.1 mail receiver doesn't exist", "550 5.1.1 no local mailbox", "550 5.1.1 no such domain", "550 5.1.1 Relay recipient not found", "550 5.1.1 Recipient rejected", "550 5.1.1 rejected recipient", "550 5.1.1 invalid user",
		"550 5.1.1 undeliverable address", "550 5.1.1 not a valid local recipient", "550 5.1.1 address is not registered", "550 5.1.1 account has been deleted", "550 5.1.1 This account has been closed", "550 5.1.1 Recipient Unknown - jo", "550 5.1.1 is not in the list of users", "550 5.1.1 Can't find user",
		"550 5.1.1 destination mailbox address invalid", "550 5.1.1 destination unknown", "550 5.1.1 non-existent address", "550 5.1.1 The email address you tried to reach is invalid", "550 5.1.1 jo is not a registered user", "550 5.1.1 user is not registered", "550 5.1.1 user is not found on the system", "550 5.1.1 jo@example.org is unknown",
		"550 5.1.1 <jo@example.org>: unknown", "550 5.1.1 not found", "550 5.1.1 does not exist", "550 5.1.1 unknown", "550 5.1.1 UserNotFound", "550 5.1.1 recipient verification failed: user unknown", "550 5.1.1 No such account", "550 5.1.1 no mailbox for this user",
		"550 5.1.1 Sorry I couldn't find any mailbox by that name", "550 5.1.1 address rejected", "550 5.1.1 Address rejected jo@example.org", "550 5.1.1 Recipient address rejected (in reply to RCPT TO command)", "550 5.1.1 <jo@example.org>... does not exist here", "550 5.1.1 unrouteable address", "550 5.1.1 bad recipient address", "550 5.1.1 mailbox address incorrect",
		"550 5.1.1 IMAP mailbox not exists", "550 5.1.1 User doesn't exist: jo@example.org", "550 5.1.1 Account not available", "550 5.1.1 RCPT TO: <jo@example.org> User not local", "550 5.1.0 Unknown address error 550-'User unknown'", "550 5.1.1 User unknown. Please check the address and try again.",
	)
}
