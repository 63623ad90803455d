/**
 * What speaks with WeCom's client: whose chat is open beside, and sending into it on the member's own press. `ww` is the JS-SDK
 * of WeCom. Nothing else of the page needs a script.
 */
export const sidebarScript = `'use strict';
(() => {
  const { csrf, corp, agent, customer } = document.querySelector('main').dataset;
  const says = document.getElementById('says');
  const refusedKey = 'kelu:refused-ticket';
  const unsaidKey = 'kelu:unsaid';
  const patienceMs = 15000;
  const tell = (text) => {
    says.textContent = text;
    says.hidden = false;
    says.scrollIntoView({ block: 'nearest' });
  };
  const post = (to, fields) => fetch(to, { method: 'POST', body: new URLSearchParams({ csrf, ...fields }) });

  if (!/wxwork/i.test(navigator.userAgent)) {
    return tell('这里不是企业微信。请在企业微信里打开和客户的聊天，点右侧的「客旅」。');
  }

  const refused = JSON.parse(sessionStorage.getItem(refusedKey) || '{}');
  const grants = {};
  const sign = (ticket) => async (url) => {
    const answer = await post('/sidebar/signature', { ticket, url, refused: refused[ticket] || '' });
    if (answer.status === 401) location.reload();
    if (!answer.ok) throw { errMsg: 'signature:' + answer.status };
    const { grant, ...signature } = await answer.json();
    grants[ticket] = grant;
    return signature;
  };
  // A ticket may end before its time: one is asked for anew, once.
  const renewed = (ticket) => ({ errMsg }) => {
    if (!/40093|42012|signature/.test(errMsg || '') || !grants[ticket] || refused[ticket]) return;
    sessionStorage.setItem(refusedKey, JSON.stringify({ ...refused, [ticket]: grants[ticket] }));
    location.reload();
  };
  ww.register({
    corpId: corp,
    agentId: agent,
    jsApiList: ['getCurExternalContact', 'sendChatMessage'],
    getConfigSignature: sign('corp'),
    getAgentConfigSignature: sign('app'),
    onConfigFail: renewed('corp'),
    onAgentConfigFail: renewed('app'),
    onAgentConfigSuccess: () => sessionStorage.removeItem(refusedKey),
  });

  const patiently = (asked) => Promise.race([
    asked,
    new Promise((_, reject) => setTimeout(() => reject({ errMsg: 'no answer' }), patienceMs)),
  ]);
  const wordsOf = ({ errMsg }) => {
    const why = String(errMsg || '');
    if (/without context/.test(why)) return '打开一位客户的聊天再看。这里只看得到正在聊的客户。';
    if (/url domain|50001/.test(why)) {
      return '企业微信不认这个网址。请管理员在应用的「网页授权及JS-SDK」里，把 ' + location.host + ' 设为可信域名。';
    }
    if (/permission|40093|42012|signature/.test(why)) {
      return '没有权限读取这个聊天。请管理员确认：这个应用在「客户联系」的可调用应用里，你在它的可见范围里。';
    }
    return '企业微信没有回应。关掉侧边栏再打开一次。';
  };
  const inChat = async () => (await patiently(ww.getCurExternalContact())).userId;

  if (!customer) {
    inChat().then((id) => location.replace('/sidebar/c/' + encodeURIComponent(id)), (error) => tell(wordsOf(error)));
    return;
  }

  const unsaid = () => JSON.parse(localStorage.getItem(unsaidKey) || '[]');
  /** Notes what was sent; what cannot be noted now is noted the next time. */
  const note = async (entry) => {
    localStorage.setItem(unsaidKey, JSON.stringify([...unsaid(), entry]));
    for (const each of unsaid()) {
      const { to, ...fields } = each;
      const answer = await post(to, fields).catch(() => null);
      if (!answer || answer.status >= 500 || answer.status === 401) return;
      localStorage.setItem(unsaidKey, JSON.stringify(unsaid().filter(({ once }) => once !== each.once)));
    }
  };
  if (unsaid().length > 0) note(unsaid().at(-1));

  /** With links of this customer alone; without an answer they go plain: the words matter more. */
  const tracked = async (piece, message) => {
    const answer = await post(location.pathname + '/tracked', { piece, words: JSON.stringify(message) }).catch(() => null);
    return answer && answer.ok ? JSON.parse(await answer.text()) : message;
  };
  document.querySelectorAll('[data-edit]').forEach((button) => button.addEventListener('click', () => {
    const words = button.closest('[data-words]');
    const area = words.querySelector('textarea');
    area.hidden = false;
    words.querySelector('.text').hidden = true;
    button.hidden = true;
    area.focus();
  }));
  document.querySelectorAll('[data-send]').forEach((button) => button.addEventListener('click', async () => {
    const words = button.closest('[data-words]');
    const area = words.querySelector('textarea');
    const message = JSON.parse(button.dataset.send);
    if (message.msgtype === 'text') message.text.content = area.value.trim();
    if (message.msgtype === 'text' && message.text.content === '') return tell('先写点什么再发。');
    button.disabled = true;
    try {
      if (await inChat() !== customer) return location.replace('/sidebar');
      await patiently(ww.sendChatMessage(await tracked(words.dataset.words, message)));
    } catch (error) {
      button.disabled = false;
      if (/cancel/.test(String(error && error.errMsg))) return;
      return tell('没有发出去：' + wordsOf(error || {}));
    }
    button.textContent = '已发到聊天';
    await note({ to: location.pathname + '/sent', once: button.dataset.once, piece: words.dataset.words, part: button.dataset.part });
  }));
})();
`
