// This file finds the word a user may have meant.

package diag

import (
	"strings"
	"unicode/utf8"
)

// maxNearest bounds the words compared: a longer one is no slip of the finger,
// and the comparison costs the product of both lengths.
const maxNearest = 64

// Nearest returns the candidate that is closest to word, if one is close
// enough to be what was meant: at most a third of the word is inserted,
// deleted, replaced or swapped, letter case not counted. Of equally close
// candidates the first wins.
func Nearest(word string, candidates []string) (string, bool) {
	n := utf8.RuneCountInString(word)
	if n == 0 || n > maxNearest {
		return "", false
	}
	best, bestDistance := "", max(1, n/3)+1
	for _, c := range candidates {
		if len(c) > 4*maxNearest {
			continue
		}
		if d := distance([]rune(strings.ToLower(word)), []rune(strings.ToLower(c))); d < bestDistance {
			best, bestDistance = c, d
		}
	}
	return best, best != ""
}

// distance is the optimal string alignment distance: Levenshtein's with swaps
// of neighbours, the commonest slip of all.
func distance(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, last, row = last, row, before
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return row[len(b)]
}
