package notify

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/wneessen/go-mail"

	"github.com/markthalle/markthalle"
)

// message makes the MIME message of a mail. Its Message-ID is derived from the mail's
// id: a mail that is sent twice is one mail to those who receive it.
func message(m Mail) (*mail.Msg, error) {
	msg := mail.NewMsg()
	if err := msg.FromFormat(m.FromName, m.From); err != nil {
		return nil, fmt.Errorf("sender address: %w", err)
	}
	if err := msg.AddToFormat(m.Name, m.To); err != nil {
		return nil, fmt.Errorf("recipient address: %w", err)
	}
	msg.SetMessageIDWithValue(m.ID + "@markthalle")
	msg.SetDateWithValue(m.QueuedAt)
	msg.Subject(m.Subject)
	msg.SetBodyString(mail.TypeTextPlain, m.Text)
	msg.AddAlternativeString(mail.TypeTextHTML, m.HTML)
	return msg, nil
}

// Folder is a sender that writes .eml files, for trial installations and tests. An
// empty path writes nothing: the mails can be read in the store.
type Folder string

// Send implements Sender.
func (f Folder) Send(_ context.Context, m Mail) error {
	if f == "" {
		return nil
	}
	msg, err := message(m)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(string(f), 0o750); err != nil {
		return fmt.Errorf("mail folder: %w", err)
	}
	if err := msg.WriteToFile(filepath.Join(string(f), filepath.Base(m.ID)+".eml")); err != nil {
		return fmt.Errorf("write mail: %w", err)
	}
	return nil
}

// SMTP is a sender over a mail server.
type SMTP struct {
	client *mail.Client
}

// smtpTimeout bounds one delivery.
const smtpTimeout = 20 * time.Second

// NewSMTP returns a sender for smtp://user:password@host:port. TLS is demanded unless
// the URL says ?tls=off, which only a server on the same machine should need.
func NewSMTP(address string) (*SMTP, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "smtp" || u.Hostname() == "" {
		return nil, markthalle.Errorf(markthalle.Invalid, "notify.smtp", "The address of the mail server is not smtp://host:port.")
	}
	options := []mail.Option{mail.WithTimeout(smtpTimeout), mail.WithTLSPolicy(mail.TLSMandatory)}
	if u.Query().Get("tls") == "off" {
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	}
	if p := u.Port(); p != "" {
		n, err := strconv.Atoi(p)
		if err != nil {
			return nil, markthalle.Errorf(markthalle.Invalid, "notify.smtp", "The mail server's port is not a number.")
		}
		options = append(options, mail.WithPort(n))
	}
	if u.User != nil {
		password, _ := u.User.Password()
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover),
			mail.WithUsername(u.User.Username()), mail.WithPassword(password))
	}
	c, err := mail.NewClient(u.Hostname(), options...)
	if err != nil {
		return nil, fmt.Errorf("mail client: %w", err)
	}
	return &SMTP{client: c}, nil
}

// Send implements Sender.
func (s *SMTP) Send(ctx context.Context, m Mail) error {
	msg, err := message(m)
	if err != nil {
		return err
	}
	if err := s.client.DialAndSendWithContext(ctx, msg); err != nil {
		return markthalle.Errorf(markthalle.Unavailable, "notify.smtp", "The mail server did not take the mail.").With(err)
	}
	return nil
}
