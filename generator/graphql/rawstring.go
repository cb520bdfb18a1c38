// genqlient writes operations into Go's raw strings as they are, which a
// back-quote in one of their own strings would end, and which no byte order
// mark may stand in.

package graphql

import "strings"

// standIns gives what puts characters in place of those that a raw string
// can't hold, and what turns them into escapes of GraphQL afterwards, and into
// themselves in Go's comments. The stand-ins are of Unicode's private use, and
// such as no text holds.
func standIns(texts map[string]string) (hide *strings.Replacer, restore func(source string) string) {
	var there, back, plain []string
	free := '\ue000'
	next := func() string {
		for ; ; free++ {
			used := false
			for _, text := range texts {
				used = used || strings.ContainsRune(text, free)
			}
			if !used {
				free++
				return string(free - 1)
			}
		}
	}
	for _, pair := range [][2]string{{"`", `\u0060`}, {"\ufeff", `\uFEFF`}} {
		s := next()
		there = append(there, pair[0], s)
		back = append(back, s, pair[1])
		plain = append(plain, s, strings.TrimPrefix(pair[0], "\ufeff")) // which no Go file may hold
	}
	inside, outside := strings.NewReplacer(back...), strings.NewReplacer(plain...)
	return strings.NewReplacer(there...), func(source string) string {
		// All back-quotes that are left are Go's own.
		parts := strings.Split(source, "`")
		for i, part := range parts {
			if i%2 == 1 {
				parts[i] = inside.Replace(part)
			} else {
				parts[i] = outside.Replace(part)
			}
		}
		return strings.Join(parts, "`")
	}
}
