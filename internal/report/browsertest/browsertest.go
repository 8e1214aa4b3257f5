// Package browsertest looks at a page in headless Chromium, if there is one.
package browsertest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// widths are those of a phone and of a laptop.
var widths = []int{390, 1280}

// frame shows the page in a frame of the given width, which may be narrower than the
// narrowest window, measures it and writes what it found into the title.
const frame = `<!doctype html><meta charset="utf-8"><title>loading</title><body style="margin:0">
<iframe style="border:0;width:%dpx;height:9000px" srcdoc="%s"></iframe>
<script>
document.querySelector('iframe').onload = event => {
  const view = event.target.contentWindow, page = view.document, out = {plots: 0, points: 0, outside: []}
  out.scroll = page.documentElement.scrollWidth; out.inner = view.innerWidth
  out.background = view.getComputedStyle(page.body).backgroundColor
  for (const d of page.querySelectorAll('details')) d.open = true
  for (const svg of page.querySelectorAll('svg')) {
    const box = svg.getBoundingClientRect()
    if (box.width > 200 && box.height > 60) out.plots++
    if (box.right > out.inner) out.outside.push('plot')
    for (const text of svg.querySelectorAll('text')) {
      const t = text.getBoundingClientRect()
      if (t.left < box.left - 1 || t.right > box.right + 1 || t.top < box.top - 1 || t.bottom > box.bottom + 1) out.outside.push(text.textContent)
    }
    const texts = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]), slack = 3
    texts.forEach(([a, p], k) => texts.slice(k + 1).forEach(([b, q]) => {
      if (p.left < q.right - slack && q.left < p.right - slack && p.top < q.bottom - slack && q.top < p.bottom - slack) out.outside.push(a + ' overlaps ' + b)
    }))
    out.points += svg.querySelectorAll('circle > title').length
  }
  const first = page.querySelector('svg .spot')
  if (first) {
    const c = first.getBoundingClientRect(), svg = first.closest('svg')
    svg.dispatchEvent(new view.PointerEvent('pointermove', {clientX: c.x + c.width/2, clientY: c.y + c.height/2}))
    const output = svg.closest('figure').querySelector('output')
    out.hover = output.textContent
    svg.dispatchEvent(new view.KeyboardEvent('keydown', {key: 'ArrowRight', cancelable: true}))
    out.key = output.textContent
  }
  document.title = JSON.stringify(out)
}
</script>`

// Check shows the page at both widths, light and dark, and fails the test if it is
// wider than its window, if a plot or a label is missing, outside or over another, or if
// hovering and the arrow keys show no value. It skips where no Chromium is found.
func Check(t *testing.T, page []byte, plots int) {
	t.Helper()
	chromium := find()
	if chromium == "" {
		t.Skip("the look of the page is not tested: no chromium, chromium-browser or google-chrome found")
	}
	for _, width := range widths {
		for scheme, blink := range map[string]string{"dark": "preferredColorScheme=0", "light": "preferredColorScheme=1"} {
			t.Run(fmt.Sprintf("%d-%s", width, scheme), func(t *testing.T) {
				dir := t.TempDir()
				file := filepath.Join(dir, "frame.html")
				if err := os.WriteFile(file, fmt.Appendf(nil, frame, width, html.EscapeString(string(page))), 0o644); err != nil {
					t.Fatal(err)
				}
				args := []string{"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
					"--disable-component-update", "--disable-sync", "--hide-scrollbars", "--user-data-dir=" + filepath.Join(dir, "profile"),
					"--blink-settings=" + blink, fmt.Sprintf("--window-size=%d,4000", max(width, 500))}
				shot := filepath.Join(dir, "page.png")
				measure(t, run(t, chromium, append(args, "--dump-dom", "--screenshot="+shot, "file://"+file)), width, plots, scheme)
				colours(t, shot, width)
				axe(t, chromium, page, args)
			})
		}
	}
}

func find() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// run runs Chromium, a second time where it crashes, as it does on a crowded machine.
func run(t *testing.T, program string, args []string) []byte {
	for last := false; ; last = true {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		out, err := exec.CommandContext(ctx, program, args...).Output()
		cancel()
		if err == nil {
			return out
		}
		if last {
			t.Fatalf("chromium: %v", err)
		}
	}
}

// axe runs axe-core, if AXE_CORE names its axe.min.js, on the page with all that is folded open, and
// fails the test for what it finds.
func axe(t *testing.T, chromium string, page []byte, args []string) {
	library, err := os.ReadFile(os.Getenv("AXE_CORE"))
	if err != nil {
		return
	}
	const end = "</body>"
	script := `<script>addEventListener('load', async () => {
  document.querySelectorAll('details').forEach(d => d.open = true)
  const r = await axe.run(document)
  document.title = JSON.stringify({found: r.violations.map(v => v.id + ': ' + v.nodes[0].html.slice(0, 100)), passed: r.passes.length})
})</script>`
	file := filepath.Join(t.TempDir(), "axe.html")
	if err := os.WriteFile(file, []byte(strings.Replace(string(page), end, "<script>"+string(library)+"</script>"+script+end, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	title := regexp.MustCompile(`<title>(\{.*?\})</title>`).FindSubmatch(run(t, chromium, append(args, "--virtual-time-budget=30000", "--dump-dom", "file://"+file)))
	if title == nil {
		t.Fatal("axe-core did not end")
	}
	var m struct {
		Found  []string
		Passed int
	}
	if err := json.Unmarshal([]byte(html.UnescapeString(string(title[1]))), &m); err != nil {
		t.Fatal(err)
	}
	if len(m.Found) > 0 || m.Passed == 0 {
		t.Errorf("axe-core: %d rules pass, violated are %q", m.Passed, m.Found)
	}
}

func measure(t *testing.T, dom []byte, width, plots int, scheme string) {
	title := regexp.MustCompile(`<title>(\{.*?\})</title>`).FindSubmatch(dom)
	if title == nil {
		t.Fatalf("the page was not measured: %.300s", dom)
	}
	var m struct {
		Plots, Points, Scroll, Inner int
		Outside                      []string
		Background, Hover, Key       string
	}
	if err := json.Unmarshal([]byte(html.UnescapeString(string(title[1]))), &m); err != nil {
		t.Fatal(err)
	}
	if m.Inner != width || m.Scroll > width {
		t.Errorf("the page is %d wide in a window of %d, want %d", m.Scroll, m.Inner, width)
	}
	if m.Plots != plots || len(m.Outside) > 0 {
		t.Errorf("%d plots, want %d; outside their frames: %q", m.Plots, plots, m.Outside)
	}
	if plots > 0 && (m.Points == 0 || m.Hover == "" || strings.HasPrefix(m.Hover, "Hover") || m.Key == "" || m.Key == m.Hover) {
		t.Errorf("%d points with values; hovering shows %q, an arrow key then %q", m.Points, m.Hover, m.Key)
	}
	if dark := m.Background != "rgb(255, 255, 255)"; dark != (scheme == "dark") {
		t.Errorf("the background is %s in the %s scheme", m.Background, scheme)
	}
}

// colours makes sure that the screenshot is not blank: it has saturated pixels, which
// only plots and verdicts have.
func colours(t *testing.T, file string, width int) {
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	im, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	saturated := 0
	for y := range im.Bounds().Dy() {
		for x := range min(width, im.Bounds().Dx()) {
			r, g, b, _ := im.At(x, y).RGBA()
			if max(r, g, b)-min(r, g, b) > 0x5000 {
				saturated++
			}
		}
	}
	if saturated < 500 {
		t.Errorf("only %d coloured pixels in the screenshot", saturated)
	}
}
