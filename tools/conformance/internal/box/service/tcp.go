package service

import (
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"time"
)

// Endpoints returns the addresses, with ports, that may serve a connection now.
type Endpoints func() []string

const dialLimit = 2 * time.Second

// ListenTCP forwards connections to an endpoint each, until it is closed. With no endpoint that
// answers, a connection is reset, as a rejecting firewall rule would.
func ListenTCP(address string, endpoints Endpoints) (io.Closer, error) {
	listener, err := net.Listen("tcp4", address)
	if err != nil {
		return nil, err
	}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go forward(client.(*net.TCPConn), endpoints())
		}
	}()
	return listener, nil
}

func forward(client *net.TCPConn, endpoints []string) {
	for _, i := range rand.Perm(len(endpoints)) {
		server, err := net.DialTimeout("tcp4", endpoints[i], dialLimit)
		if err == nil {
			Join(client, server.(*net.TCPConn))
			return
		}
	}
	reset(client)
}

// Join carries bytes both ways until both ends are done. The end of one direction closes only that
// direction; a reset on one side becomes a reset on the other.
func Join(a, b *net.TCPConn) {
	var both sync.WaitGroup
	both.Go(func() { carry(a, b) })
	both.Go(func() { carry(b, a) })
	both.Wait()
	a.Close()
	b.Close()
}

func carry(to, from *net.TCPConn) {
	if _, err := io.Copy(to, from); err != nil {
		reset(to)
		reset(from)
		return
	}
	_ = to.CloseWrite() // fails only when the other direction has ended already
}

func reset(c *net.TCPConn) {
	_ = c.SetLinger(0) // fails only when it is closed
	c.Close()
}
