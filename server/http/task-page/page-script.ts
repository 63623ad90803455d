/**
 * What makes the page safe against bad connections: nothing typed is lost, one press is one, and a press whose answer did
 * not come can be repeated as it is. Without it the forms work as forms.
 */
export const pageScript = `'use strict';
(() => {
  const form = document.getElementById('act');
  const says = document.getElementById('says');
  const key = 'kelu:' + location.pathname;
  document.querySelectorAll('[data-copy]').forEach((button) => button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = '已复制';
  }));
  document.querySelectorAll('a[href="#pass"]').forEach((link) => link.addEventListener('click', () => {
    document.getElementById('pass').open = true;
  }));
  if (!form) return localStorage.removeItem(key);
  const kept = JSON.parse(localStorage.getItem(key) || '{}');
  const fields = () => [...form.elements].filter(({ name }) => name && name !== 'csrf');
  for (const field of fields()) {
    if (field.type === 'radio') field.checked = kept[field.name] === field.value;
    else if (field.name !== 'once' && kept[field.name] !== undefined) field.value = kept[field.name];
  }
  if (kept.once) form.elements.once.value = kept.once;
  const finish = document.querySelector('[data-finish]');
  const tell = () => {
    if (!finish) return;
    const { result, until } = Object.fromEntries(new FormData(form));
    const day = /^\\d+-(\\d+)-(\\d+)T/.exec(until || '');
    finish.textContent = result === 'interested' && day
      ? '完成，' + Number(day[1]) + '月' + Number(day[2]) + '日再提醒我'
      : result === 'doNotDisturb' ? '完成，并设为勿扰' : '完成';
  };
  const keep = () => {
    const { csrf, ...typed } = Object.fromEntries(new FormData(form));
    localStorage.setItem(key, JSON.stringify(typed));
    tell();
  };
  form.addEventListener('input', keep);
  tell();
  let isBusy = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    keep();
    const pressed = event.submitter;
    if (pressed) pressed.setAttribute('aria-busy', 'true');
    const to = (pressed && pressed.getAttribute('formaction')) || form.getAttribute('action');
    try {
      const answer = await fetch(to, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
      if (answer.ok) {
        localStorage.removeItem(key);
        return location.assign(answer.redirected ? answer.url : '/task');
      }
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const refusal = page.querySelector('main p');
      says.textContent = refusal ? refusal.textContent : '系统繁忙，请稍后重试。';
    } catch {
      says.textContent = '没连上，写的都在，连上后再点一次就行。';
    }
    says.hidden = false;
    says.scrollIntoView({ block: 'nearest' });
    isBusy = false;
    if (pressed) pressed.removeAttribute('aria-busy');
  });
})();
`
