// Answers taps on the practice phone without leaving the page. All of it works without this file: whatever is not at
// hand is left to the form, which sends the tap.
(() => {
  const pages = new Map();
  let here = location.pathname;
  const find = (what, where = document) => where.querySelector(what);

  // Fetches the next step ahead. Looking at a page records nothing.
  const prepare = () => {
    for (const { dataset: { sau } } of document.querySelectorAll('#may-tap [data-sau]')) {
      fetch(sau)
        .then((answer) => (answer.ok && !answer.redirected ? answer.text() : ''))
        .then((text) => pages.set(sau, text), () => {});
    }
  };

  const wrong = (words) => {
    const note = find('#bao .note');
    note.hidden = true;
    requestAnimationFrame(() => {
      note.lastElementChild.textContent = words;
      note.hidden = false;
      note.scrollIntoView({ block: 'nearest' });
    });
  };

  const right = (href) => {
    const page = new DOMParser().parseFromString(pages.get(href), 'text/html');
    const parts = ['body>svg', 'main'].map((what) => [find(what), find(what, page)]);
    if (!find('#may-tap', page) || parts.flat().includes(null)) return false;
    for (const [old, fresh] of parts) old.replaceWith(document.adoptNode(fresh));
    document.title = page.title;
    history.pushState(null, '', href);
    here = location.pathname;
    scrollTo(0, 0);
    const heading = find('main h1');
    heading.tabIndex = -1;
    heading.focus();
    prepare();
    return true;
  };

  addEventListener('click', (event) => {
    const button = event.target.closest('#may-tap button');
    if (!button) return;
    const { sai, sau } = button.dataset;
    if (sai) {
      wrong(sai);
      event.preventDefault();
    } else if (sau && pages.get(sau) && right(sau)) {
      event.preventDefault();
    }
  });
  addEventListener('popstate', () => {
    if (location.pathname !== here) location.reload();
  });
  prepare();
})();
