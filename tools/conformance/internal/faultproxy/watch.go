package faultproxy

import (
	"errors"
	"io"
	"net/http"
	"sync"
)

// watch is the body of an open watch, read by the proxy on behalf of the client.
type watch struct {
	proxy   *Proxy
	request Request
	body    io.ReadCloser
	// gone is closed when the client has left.
	gone <-chan struct{}

	mutex sync.Mutex
	// resumed is closed while bytes pass.
	resumed chan struct{}
	// final, once set, is read after what was read; then comes end.
	final []byte
	end   error
	done  chan struct{}
	once  sync.Once
}

var errCut = errors.New("cut by a test")

// wrapWatch puts a watch into the proxy's hands.
func (p *Proxy) wrapWatch(response *http.Response) error {
	asked, _ := response.Request.Context().Value(requestKey{}).(Request)
	if asked.Verb != "watch" || response.StatusCode != http.StatusOK {
		return nil
	}
	w := &watch{proxy: p, request: asked, body: response.Body,
		gone: response.Request.Context().Done(), resumed: make(chan struct{}),
		done: make(chan struct{})}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.stalling == nil || !p.stalling(asked) {
		close(w.resumed)
	}
	p.watches[w] = true
	response.Body = w
	return nil
}

// StallWatches lets no more bytes pass on open and coming watches, while their connections stay
// open: the client sees what a dead peer behind a live connection looks like.
func (p *Proxy) StallWatches(matches Matches) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.stalling = matches
	for w := range p.watches {
		if matches(w.request) {
			w.stall()
		}
	}
}

// ResumeWatches lets all watches go on, with everything that was held back.
func (p *Proxy) ResumeWatches() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.stalling = nil
	for w := range p.watches {
		w.resume()
	}
}

// CutWatches breaks watches off in the middle, and returns how many.
func (p *Proxy) CutWatches(matches Matches) int { return p.finish(matches, nil, errCut) }

// EndWatches ends watches in good order, as an API server does after some minutes.
func (p *Proxy) EndWatches(matches Matches) int { return p.finish(matches, nil, io.EOF) }

// ExpireWatches ends watches with the event that says that history is gone: 410. The event is JSON,
// as the manager's watches are.
func (p *Proxy) ExpireWatches(matches Matches) int {
	event := `{"type":"ERROR","object":` + string(statusOf(http.StatusGone)) + "}\n"
	return p.finish(matches, []byte(event), io.EOF)
}

func (p *Proxy) finish(matches Matches, final []byte, end error) int {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	finished := 0
	for w := range p.watches {
		if matches(w.request) {
			w.finish(final, end)
			finished++
		}
	}
	return finished
}

func (w *watch) stall() {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	select {
	case <-w.resumed:
		w.resumed = make(chan struct{})
	default: // stalled already
	}
}

func (w *watch) resume() {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	select {
	case <-w.resumed:
	default:
		close(w.resumed)
	}
}

func (w *watch) finish(final []byte, end error) {
	w.mutex.Lock()
	w.final, w.end = final, end
	w.mutex.Unlock()
	w.body.Close() // a read that waits for the API server returns
	w.once.Do(func() { close(w.done) })
}

// Read implements io.Reader.
func (w *watch) Read(buffer []byte) (int, error) {
	n, err := w.body.Read(buffer)
	for {
		w.mutex.Lock()
		if w.end != nil {
			defer w.mutex.Unlock()
			if len(w.final) == 0 {
				return 0, w.end
			}
			n = copy(buffer, w.final)
			w.final = w.final[n:]
			return n, nil
		}
		resumed := w.resumed
		w.mutex.Unlock()
		select {
		case <-resumed:
			return n, err
		default:
		}
		select {
		case <-resumed:
		case <-w.done:
		case <-w.gone:
			return 0, errCut
		}
	}
}

// Close implements io.Closer.
func (w *watch) Close() error {
	w.proxy.mutex.Lock()
	delete(w.proxy.watches, w)
	w.proxy.mutex.Unlock()
	w.once.Do(func() { close(w.done) })
	return w.body.Close()
}
