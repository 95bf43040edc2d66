package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime/multipart"
	"time"
)

// bring hands files of new products and offers in at the seller portal and waits until
// every row is worked off.
func bring(ctx context.Context, host string, rows int) (out []Figure, err error) {
	operator, err := signIn(ctx, host, "operator")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, operator.close()) }()
	if err := operator.call("POST", "/admin/categories", object{"slug": "bench-goods", "name": object{"en": "Bench goods"}}, 201, nil); err != nil {
		return nil, err
	}
	vendor, err := signIn(ctx, host, "owner1")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, vendor.close()) }()
	products, offers := bytes.NewBufferString("sku,category,title\n"), bytes.NewBufferString("sku,product,price,currency,on_hand,condition,handling_days\n")
	for i := range rows {
		fmt.Fprintf(products, "bench-%06d,bench-goods,A sturdy thing for every day number %d\n", i, i)
		fmt.Fprintf(offers, "bench-%06d,bench-%06d,%d.90,EUR,5,new,1\n", i, i, 5+i%90)
	}
	for _, file := range []struct {
		kind string
		data []byte
	}{{"products", products.Bytes()}, {"offers", offers.Bytes()}} {
		f, err := bringFile(ctx, vendor, file.kind, file.data, rows)
		if err != nil {
			return out, err
		}
		out = append(out, f)
	}
	return out, nil
}

func bringFile(ctx context.Context, c *conn, kind string, data []byte, rows int) (Figure, error) {
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", kind+".csv")
	if err == nil {
		_, err = part.Write(data)
	}
	if err := errors.Join(err, w.WriteField("kind", kind), w.Close()); err != nil {
		return Figure{}, fmt.Errorf("write form: %w", err)
	}
	began := now()
	status, got, err := c.do("POST", "/api/v1/vendor/imports", w.FormDataContentType(), form.Bytes())
	if err != nil || status != 202 {
		return Figure{}, fmt.Errorf("hand in %s: status %d: %s: %w", kind, status, got, err)
	}
	var imp struct {
		ID      string `json:"id"`
		State   string `json:"state"`
		Created int    `json:"created"`
		Refused int    `json:"refused"`
	}
	if err := decode(got, &imp); err != nil {
		return Figure{}, err
	}
	id := imp.ID
	for imp.State != "done" {
		if imp.State == "failed" || now().Sub(began) > importTime || ctx.Err() != nil {
			return Figure{}, fmt.Errorf("import of %s is %q: %w", kind, imp.State, context.Cause(ctx))
		}
		<-time.NewTimer(20 * time.Millisecond).C
		if err := c.call("GET", "/vendor/imports/"+id, nil, 200, &imp); err != nil {
			return Figure{}, err
		}
	}
	if imp.Created != rows {
		return Figure{}, fmt.Errorf("import of %s: %d of %d rows were created, %d refused", kind, imp.Created, rows, imp.Refused)
	}
	d := now().Sub(began).Seconds()
	return Figure{Name: "import " + kind, Connections: 1, Requests: rows, Seconds: d, PerSecond: float64(rows) / d, Note: "rows, validated and stored"}, nil
}

// importTime bounds one import.
const importTime = 2 * time.Minute
