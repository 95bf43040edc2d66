// Package accounts knows the people and keys of a market: who somebody is, how they
// sign in, and in which organisations they act with which roles.
//
// # Words
//
//   - person: a human with one e-mail address and one password. Buyer, vendor's staff
//     and operator are not kinds of people but capacities in which a person acts.
//   - membership: a person's roles in one vendor, or at the operator.
//   - session: a signed-in device, known by a token of which only the hash is kept.
//   - API key: a secret (mk_…) that acts for a vendor or the operator with limited
//     permissions; shown once, only its hash is kept.
//   - audit entry: who did what to which object and why, with before and after; the
//     entries of one subject form a chain of hashes.
//
// # States
//
// person: unverified → verified. membership: invited → active → removed. A session
// and a key live until they expire, are revoked, or their person's password changes
// (sessions only).
//
// # Invariants
//
// An address belongs to one person: the claim email:<address> decides. Passwords are
// kept as argon2id hashes (RFC 9106) and never leave this package. Nobody learns from
// sign-up, sign-in or password reset whether an address is known: answers and their
// cost are the same, the mail tells the owner. Attempts to sign in are throttled per
// e-mail address, known or not, and per address of origin.
//
// A session or role that was revoked is worth nothing one second later: Authenticate
// caches for at most that long.
//
// # Who may do what
//
// Everybody manages their own sessions. Members of an organisation are managed with
// members.write of that organisation, keys likewise. Reading the audit log needs
// system.read; a vendor's owner reads what was done to the vendor.
//
// # Events
//
// Out: accounts.audited (from here and from every domain; the reaction RecordAudit
// writes the entry), accounts.signed_up (the reaction MailVerification mails the link). In: vendors.applied makes the applicant the vendor's owner.
package accounts
