// Package notify sends messages to people; mail is the first way.
//
// # Words
//
//   - message: what a domain wants somebody to know: a template, its data, a language,
//     an address, and an id that is derived from the cause, so that a reaction that
//     runs twice writes once.
//   - mail: the message as it was worded. It is stored before anything is sent; the
//     event in the same write asks for its delivery.
//   - sender: what takes a mail to the world: SMTP, or on trial installations a
//     folder of .eml files. What was sent can be read at /dev/mail there.
//
// # Texts
//
// A template is one text file per language, with its subject in the first line. It
// exists in every language or the process does not start; its data is a struct of its
// own, so that a missing value is found by the compiler or by the sample test, not by
// a reader. The HTML part is made of the same text: paragraphs, links and the market's
// name, nothing that loads from elsewhere.
//
// # Invariants
//
// A mail is worded once and never changes. Delivery is at least once: a sender that
// took a mail and died before saying so is asked again with the same Message-ID. A
// mail whose sender refuses it for good ends in the dead-letter list, where operators
// see it.
//
// # Who may do what
//
// Only services queue mails; nobody can send to an address of their choice. Mails hold
// links that open accounts: they are shown to nobody but on trial installations.
package notify
