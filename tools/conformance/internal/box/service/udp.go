package service

import (
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"time"
)

var errNoEndpoint = errors.New("no endpoint")

// flowLimit is how long a UDP flow without an answer is remembered.
const flowLimit = 30 * time.Second

// ListenUDP forwards datagrams; those of one client go to one endpoint. It runs until it is closed.
func ListenUDP(address string, endpoints Endpoints) (io.Closer, error) {
	socket, err := net.ListenPacket("udp4", address)
	if err != nil {
		return nil, err
	}
	go (&flows{socket: socket, servers: map[string]net.Conn{}}).run(endpoints)
	return socket, nil
}

type flows struct {
	socket  net.PacketConn
	mutex   sync.Mutex
	servers map[string]net.Conn
}

func (f *flows) run(endpoints Endpoints) {
	buffer := make([]byte, 64<<10)
	for {
		n, client, err := f.socket.ReadFrom(buffer)
		if err != nil {
			return
		}
		server, err := f.server(client, endpoints)
		if err == nil {
			_, _ = server.Write(buffer[:n]) // a lost datagram is nothing new to its sender
		}
	}
}

func (f *flows) server(client net.Addr, endpoints Endpoints) (net.Conn, error) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if server := f.servers[client.String()]; server != nil {
		return server, nil
	}
	choice := endpoints()
	if len(choice) == 0 {
		return nil, errNoEndpoint
	}
	server, err := net.Dial("udp4", choice[rand.IntN(len(choice))])
	if err != nil {
		return nil, err
	}
	f.servers[client.String()] = server
	go f.answer(client, server)
	return server, nil
}

func (f *flows) answer(client net.Addr, server net.Conn) {
	defer func() {
		f.mutex.Lock()
		delete(f.servers, client.String())
		f.mutex.Unlock()
		server.Close()
	}()
	buffer := make([]byte, 64<<10)
	for {
		if err := server.SetReadDeadline(time.Now().Add(flowLimit)); err != nil {
			return
		}
		n, err := server.Read(buffer)
		if err != nil {
			return
		}
		if _, err := f.socket.WriteTo(buffer[:n], client); err != nil {
			return
		}
	}
}
