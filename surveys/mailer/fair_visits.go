package mailer

import (
	"net"
	"net/netip"
	"sync"
)

// fairVisits lets no peer take more than its share of an inbound server's places: who
// holds connections open keeps nobody else out.
type fairVisits struct {
	net.Listener
	most int // connections of one peer at once

	mu    sync.Mutex
	peers map[string]int // how many each has; those with none are not kept
}

// Accept gives the next connection of a peer with a place left. Others are told to come
// again (421, RFC 5321, 3.8).
func (f *fairVisits) Accept() (net.Conn, error) {
	for {
		conn, err := f.Listener.Accept()
		if err != nil {
			return nil, err
		}
		peer := peerOf(conn.RemoteAddr())
		if f.enter(peer) {
			return &fairVisit{Conn: conn, leave: sync.OnceFunc(func() { f.leave(peer) })}, nil
		}
		_, _ = conn.Write([]byte("421 4.7.0 Too many connections from you, try again later\r\n"))
		_ = conn.Close()
	}
}

func (f *fairVisits) enter(peer string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.peers[peer] >= f.most {
		return false
	}
	f.peers[peer]++
	return true
}

func (f *fairVisits) leave(peer string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.peers[peer]--; f.peers[peer] == 0 {
		delete(f.peers, peer)
	}
}

// peerOf names who connects: an address of IPv4, or the network of one of IPv6, of which
// one person has as many as he likes.
func peerOf(a net.Addr) string {
	from, err := netip.ParseAddrPort(a.String())
	if err != nil {
		return a.String()
	}
	address := from.Addr().Unmap()
	if address.Is4() {
		return address.String()
	}
	network, err := address.WithZone("").Prefix(64)
	if err != nil {
		return address.String()
	}
	return network.String()
}

type fairVisit struct {
	net.Conn
	leave func()
}

func (v *fairVisit) Close() error {
	v.leave()
	return v.Conn.Close()
}
