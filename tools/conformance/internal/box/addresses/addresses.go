// Package addresses gives out addresses of a network.
package addresses

import (
	"fmt"
	"strings"
	"sync"
)

// Allocator gives out the addresses of a network in their order, none twice: others may remember
// for a while who had an address. It is thread-safe.
type Allocator struct {
	mutex  sync.Mutex
	prefix string
	next   int
}

// New returns an allocator of a network A.B.0.0/16 that begins with the address A.B.0.0 + first.
func New(network string, first int) *Allocator {
	return &Allocator{prefix: strings.TrimSuffix(network, ".0.0/16"), next: first}
}

// Next returns an address that was never returned. It panics at the end of the network, which no
// run comes near to.
func (a *Allocator) Next() string {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	number := a.next
	if number >= 1<<16 {
		panic("all addresses of " + a.prefix + ".0.0/16 were given out")
	}
	if a.next++; a.next&0xff == 0xff { // a.b.c.255 and a.b.c.0 puzzle too many programs
		a.next += 2
	}
	return fmt.Sprintf("%s.%d.%d", a.prefix, number>>8, number&0xff)
}
