// Entry points: whole texts to values and back, on pooled decoders.

package wire

import "sync"

// decoders keeps decoders between readings, for their scratch memory and the rest of
// their string chunk.
var decoders = sync.Pool{New: func() any { return new(Decoder) }}

// Unmarshal reads data, which must be one JSON value, into x. Names that data doesn't
// have leave their fields as they were. The error is a *Error. Nothing in x refers to
// data afterwards.
func Unmarshal[T any](data []byte, x *T, dec DecodeFunc[T]) error {
	d := Open(data)
	return d.Close(dec(d, 0, x))
}

// UnmarshalOptions is Unmarshal with options.
func UnmarshalOptions[T any](data []byte, x *T, dec DecodeFunc[T], o Options) error {
	d := OpenOptions(data, o)
	return d.Close(dec(d, 0, x))
}

// Open begins to read data, which must be one JSON value, from position 0. Emitted
// methods use it rather than Unmarshal, which would be compiled anew for every type:
//
//	d := wire.Open(data)
//	return d.Close(decodeAuction(d, 0, x))
func Open(data []byte) *Decoder { return OpenOptions(data, Options{}) }

// Close ends the reading that came to position i, as End does. The decoder, which is
// pooled, must not be used any more.
func (d *Decoder) Close(i int) error {
	err := d.End(i)
	d.release()
	return err
}

// OpenOptions is Open with options.
func OpenOptions(data []byte, o Options) *Decoder {
	d := decoders.Get().(*Decoder)
	d.b, d.locale = data, o.Locale
	if o.Drift != nil {
		d.watch = &watch{hook: o.Drift}
	}
	return d
}

// release drops everything that belongs to one reading. A decoder in whose functions
// a panic passed is not released.
func (d *Decoder) release() {
	const mostScratch = 64 << 10
	d.b, d.err, d.watch, d.faults = nil, nil, nil, nil
	d.depth, d.lists, d.lost, d.vain = 0, 0, 0, 0
	d.partial, d.cut, d.base, d.lead = false, false, 0, nil
	clear(d.slabs[:])
	clear(d.tags[:])
	if cap(d.scratch) > mostScratch {
		d.scratch = nil
	}
	if cap(d.key) > mostScratch {
		d.key = nil
	}
	decoders.Put(d)
}
