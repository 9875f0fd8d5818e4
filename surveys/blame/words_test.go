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
		"550 5.1.1 www.full-quota.example.org says no",
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
