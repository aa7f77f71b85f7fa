import { createRoot } from 'react-dom/client';
import { App } from './react-app.jsx';

const user = new URLSearchParams(location.search).get('user');

async function call(method, path, body) {
  const init = { method, headers: { 'content-type': 'application/json' }, body: body && JSON.stringify(body) };
  return (await fetch(`/dev/${path}`, init)).json();
}

const token = async () => (await call('POST', 'token', { user })).token;
const load = async () => (await call('GET', `tasks?user=${user}`)).tasks;
createRoot(document.getElementById('root')).render(<App url="/ws" token={token} load={load} other />);
