// Before anything is drawn: the colours that were chosen here, and whether somebody is signed in.
(() => {
  try {
    const { dataset } = document.documentElement;
    const theme = localStorage.getItem('postlog.theme');
    if (theme === 'light' || theme === 'dark') dataset.theme = theme;
    if (localStorage.getItem('postlog.signed-in')) dataset.expected = '';
  } catch {
    // Without storage the page begins as on a first visit.
  }
})();
