package main

import (
	"context"
	"io"
	"sync"
)

// patient is standard input that Ctrl-C can end the wait for. Nothing is read
// before it is asked for.
type patient struct {
	ctx   context.Context
	in    io.Reader
	start sync.Once
	pipe  *io.PipeReader
}

func (p *patient) Read(b []byte) (int, error) {
	p.start.Do(func() {
		r, w := io.Pipe()
		p.pipe = r
		context.AfterFunc(p.ctx, func() { w.CloseWithError(p.ctx.Err()) })
		go func() {
			_, err := io.Copy(w, p.in)
			w.CloseWithError(err)
		}()
	})
	return p.pipe.Read(b)
}
