package service

import (
	"bytes"
	"errors"
	"io"
	"net"
	"syscall"
	"testing"
	"time"
)

// limit is how long the tests wait for what must come.
const limit = 10 * time.Second

// startTCP starts a proxy before a server that the function plays, and connects to it.
func startTCP(t *testing.T, serve func(*net.TCPConn)) *net.TCPConn {
	t.Helper()
	server, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	go func() {
		connection, err := server.Accept()
		if err != nil {
			return
		}
		serve(connection.(*net.TCPConn))
	}()
	return connect(t, func() []string { return []string{server.Addr().String()} })
}

func connect(t *testing.T, endpoints Endpoints) *net.TCPConn {
	t.Helper()
	proxy, err := ListenTCP("127.0.0.1:0", endpoints)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { proxy.Close() })
	client, err := net.Dial("tcp4", proxy.(net.Listener).Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	if err := client.SetDeadline(time.Now().Add(limit)); err != nil {
		t.Fatal(err)
	}
	return client.(*net.TCPConn)
}

func TestHalfCloseIsPassedOn(t *testing.T) {
	client := startTCP(t, func(server *net.TCPConn) {
		request, err := io.ReadAll(server) // returns only when the client's half is closed
		if err == nil {
			_, _ = server.Write(append([]byte("answer to "), request...))
		}
		server.Close()
	})
	if _, err := client.Write([]byte("request")); err != nil {
		t.Fatal(err)
	}
	if err := client.CloseWrite(); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(client)
	if string(answer) != "answer to request" || err != nil {
		t.Errorf("%q, %v", answer, err)
	}
}

func TestResetOfTheServerIsPassedOn(t *testing.T) {
	client := startTCP(t, func(server *net.TCPConn) {
		_, _ = server.Read(make([]byte, 1))
		reset(server)
	})
	if _, err := client.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the client sees %v", err)
	}
}

func TestResetOfTheClientIsPassedOn(t *testing.T) {
	seen := make(chan error, 1)
	client := startTCP(t, func(server *net.TCPConn) {
		_, err := io.ReadAll(server)
		seen <- err
	})
	if _, err := client.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	time.Sleep(50 * time.Millisecond) // or the reset may overtake the connection to the server
	reset(client)
	select {
	case err := <-seen:
		if !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("the server sees %v", err)
		}
	case <-time.After(limit):
		t.Error("the server sees nothing")
	}
}

func TestNoEndpointResets(t *testing.T) {
	proxy, err := ListenTCP("127.0.0.1:0", func() []string { return nil })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { proxy.Close() })
	// The reset may come before the connection counts as made.
	client, err := net.DialTimeout("tcp4", proxy.(net.Listener).Addr().String(), limit)
	if err == nil {
		defer client.Close()
		_, err = client.Read(make([]byte, 1))
	}
	if !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the client sees %v", err)
	}
}

func TestAnEndpointThatRefusesIsPassedOver(t *testing.T) {
	closed, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	open, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { open.Close() })
	go func() {
		for {
			connection, err := open.Accept()
			if err != nil {
				return
			}
			_, _ = connection.Write([]byte("open"))
			connection.Close()
		}
	}()
	for range 10 { // whichever is tried first
		client := connect(t, func() []string {
			return []string{closed.Addr().String(), open.Addr().String()}
		})
		if answer, err := io.ReadAll(client); string(answer) != "open" || err != nil {
			t.Fatalf("%q, %v", answer, err)
		}
	}
}

func TestUDPFlowsAreApart(t *testing.T) {
	server, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	go func() {
		buffer := make([]byte, 1024)
		for {
			n, from, err := server.ReadFrom(buffer)
			if err != nil {
				return
			}
			_, _ = server.WriteTo(bytes.ToUpper(buffer[:n]), from)
		}
	}()
	proxy, err := ListenUDP("127.0.0.1:0", func() []string {
		return []string{server.LocalAddr().String()}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { proxy.Close() })
	var clients []net.Conn
	for _, text := range []string{"one", "two", "three"} {
		client, err := net.Dial("udp4", proxy.(net.PacketConn).LocalAddr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { client.Close() })
		if _, err := client.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		clients = append(clients, client)
	}
	for i, want := range []string{"ONE", "TWO", "THREE"} {
		if err := clients[i].SetReadDeadline(time.Now().Add(limit)); err != nil {
			t.Fatal(err)
		}
		buffer := make([]byte, 1024)
		n, err := clients[i].Read(buffer)
		if string(buffer[:n]) != want || err != nil {
			t.Errorf("%q, %v; want %q", buffer[:n], err, want)
		}
	}
}
