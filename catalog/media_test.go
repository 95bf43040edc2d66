package catalog_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image/color"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
)

var blue = color.RGBA{0, 0, 200, 255}

func (m *market) put(actor markthalle.Actor, vendor markthalle.VendorID, data []byte) (catalog.Media, error) {
	return m.PutMedia(m.ctx, actor, vendor, "a.png", bytes.NewReader(data), int64(len(data)))
}

func TestPutMedia(t *testing.T) {
	t.Parallel()
	m := open(t)
	data := picture(t, 640, 480, blue)
	med, err := m.put(seller(m.anna), m.anna, data)
	require.NoError(t, err)
	require.Equal(t, [2]int{640, 480}, [2]int{med.Width, med.Height})
	require.Equal(t, "png", med.Format)
	require.True(t, strings.HasPrefix(med.URL(), "/media/") && strings.HasSuffix(med.URL(), ".png"))
	again, err := m.put(seller(m.anna), m.anna, data)
	require.NoError(t, err)
	require.Equal(t, med, again, "the same picture is the same medium")
	other, err := m.put(seller(m.bert), m.bert, data)
	require.NoError(t, err)
	require.NotEqual(t, med.ID, other.ID)
	require.Equal(t, med.Key, other.Key, "stored once")

	r, kind, err := m.OpenMedia(m.ctx, med.Key)
	require.NoError(t, err)
	got, err := io.ReadAll(r)
	require.NoError(t, err)
	require.NoError(t, r.Close())
	require.Equal(t, data, got)
	require.Equal(t, "image/png", kind)
	for _, key := range []string{"nothing.png", "../imports/x", ".", "a/b"} {
		_, _, err := m.OpenMedia(m.ctx, key)
		require.ErrorIs(t, err, markthalle.ErrNotFound, key)
	}
	_, err = m.put(seller(m.bert), m.anna, data)
	require.ErrorIs(t, err, markthalle.ErrNotFound)

	// Another vendor's picture cannot be used.
	in := m.mug("A mug with a handle", "")
	in.Media = []markthalle.MediaID{med.MediaID()}
	_, _, err = m.CreateProduct(m.ctx, seller(m.bert), m.bert, in)
	require.Equal(t, "unknown", faults(err)["/media/0"])
}

func TestUploadsThatAreRefused(t *testing.T) {
	t.Parallel()
	m := open(t)
	good := picture(t, 640, 480, blue)
	svg := []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 500"><rect width="1" height="1"/></svg>`)
	for _, c := range []struct {
		name, code string
		data       []byte
	}{
		{"a text", "image.format", []byte("hello")},
		{"nothing", "image.format", nil},
		{"cut off", "image.broken", good[:len(good)/2]},
		{"a drawing of a vendor", "image.format", svg},
		{"a bomb", "image.too_large", bomb(t)},
		{"too large", "image.too_large", make([]byte, catalog.MaxUpload+1)},
	} {
		_, err := m.PutMedia(m.ctx, seller(m.anna), m.anna, "x", bytes.NewReader(c.data), -1)
		require.Equal(t, catalog.CodeMedia, markthalle.CodeOf(err), c.name)
		require.Equal(t, c.code, faults(err)["/file"], c.name)
	}
	med, err := m.put(system, m.anna, svg)
	require.NoError(t, err)
	require.Equal(t, [2]int{400, 500}, [2]int{med.Width, med.Height})
	for _, bad := range []string{
		`<svg width="1" height="1"><script>x</script></svg>`, `<svg width="1" height="1" onload="x()"/>`,
		`<svg width="1" height="1"><a href="http://x"/></svg>`, `<svg width="1" height="1">`, `<svg/>`,
	} {
		_, err := m.put(system, m.anna, []byte(bad))
		require.Equal(t, catalog.CodeMedia, markthalle.CodeOf(err), bad)
	}
}

// bomb is a small PNG whose header says that it is 9,000 × 9,000 pixels.
func bomb(t *testing.T) []byte {
	data := picture(t, 2, 2, blue)
	binary.BigEndian.PutUint32(data[16:], 9000)
	binary.BigEndian.PutUint32(data[20:], 9000)
	binary.BigEndian.PutUint32(data[29:], crc32.ChecksumIEEE(data[12:29]))
	return data
}
