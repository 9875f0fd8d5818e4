// Saves an answer as it is given. Nothing is sent on load or by a timer alone,
// because mail scanners load pages and wait: a rating that came with the link
// goes out only after somebody moved, touched, typed or turned a wheel on a
// visible page. Without this script the button does the same.
(() => {
  'use strict';
  const form = document.querySelector('form[data-saved]');
  if (!form || !window.fetch) return;
  const status = form.querySelector('.status');
  const button = form.querySelector('button');
  let fresh = form.hasAttribute('data-fresh'); // the rating in the link is not stored yet
  let stored = fresh ? '' : body();
  let sending = false, again = false, leaving = false, touched = false, timer;

  function body() { return new URLSearchParams(new FormData(form)).toString(); }
  function say(text, kind) {
    status.textContent = text;
    status.className = 'status ' + kind;
  }

  async function save(now) {
    clearTimeout(timer);
    const answer = body();
    if (leaving || answer === stored || !new URLSearchParams(answer).has('rating')) return;
    if (sending && !now) { again = true; return; }
    sending = true;
    try {
      const reply = await fetch(form.getAttribute('action') || location.href, {
        method: 'POST',
        headers: { 'Accept': 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' },
        body: answer,
        credentials: 'same-origin',
        keepalive: true,
      });
      if (!reply.ok) throw new Error(reply.status);
      stored = answer;
      fresh = false;
      button.textContent = form.dataset.change;
      say(form.dataset.saved, 'done');
    } catch {
      say(form.dataset.failed, 'wrong');
    }
    sending = false;
    if (again) { again = false; save(); }
  }

  // A scroll event is no signal: browsers fire it by themselves when they
  // restore a position, and a pointer that did not move may be reported too.
  function human(event) {
    if (!fresh || !event.isTrusted || document.visibilityState !== 'visible') return;
    if (event.type === 'pointermove' && !event.movementX && !event.movementY) return;
    fresh = false;
    save();
  }
  for (const type of ['pointerdown', 'pointermove', 'touchstart', 'touchmove', 'wheel', 'keydown']) {
    addEventListener(type, human, { passive: true });
  }
  form.addEventListener('change', event => { if (event.isTrusted) save(); });
  form.addEventListener('input', event => {
    if (!event.isTrusted) return;
    touched = true;
    if (event.target.tagName !== 'TEXTAREA') return;
    clearTimeout(timer);
    timer = setTimeout(save, 1200);
  });
  // The last words before the page goes; it cannot wait for a save under way.
  document.addEventListener('visibilitychange', () => {
    if (touched && document.visibilityState === 'hidden') save(true);
  });
  form.addEventListener('submit', () => { leaving = true; clearTimeout(timer); });
  addEventListener('pageshow', () => { leaving = false; });
})();
