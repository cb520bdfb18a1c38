// Looking for names: how a union without a discriminator tells its cases apart.

package wire

// Has reports whether the object at i has all of the names, without reading on; false
// where no object stands. What is wrong with the text is left to who reads it.
func (d *Decoder) Has(i int, names ...string) bool {
	err, depth, watch := d.err, d.depth, d.watch
	d.watch = nil
	found := 0
	seen := make([]bool, len(names))
	i, more := d.open(i, '{', "object")
	for more && found < len(names) {
		var key []byte
		if key, i = d.nameAt(i); i < 0 {
			break
		}
		for k, name := range names {
			if !seen[k] && string(key) == name {
				seen[k] = true
				found++
			}
		}
		i = d.Skip(i)
		i, more = d.more(i, '}')
	}
	d.err, d.depth, d.watch = err, depth, watch
	return found == len(names) && i >= 0
}
