import { api } from './api.js';
import { Chart } from './chart.js';
import { Device } from './device.js';
import { byId, el } from './dom.js';
import { Meter } from './meter.js';
import { notify } from './notices.js';
import { inWords, sum, verdict } from './tally.js';

const USERS = ['ada', 'grace', 'linus', 'margaret'];
const NAMES = ['Laptop', 'Phone', 'Tablet', 'Kitchen display'];
const BURST = 200;

const title = (/** @type {string} */ user) => user.charAt(0).toUpperCase() + user.slice(1);
const user = new URLSearchParams(location.search).get('user')?.trim().slice(0, 64) || USERS[0];
const meter = new Meter();
/** @type {Map<Device, string>} */
const devices = new Map();

const select = /** @type {HTMLSelectElement} */ (byId('user'));
const second = /** @type {HTMLAnchorElement} */ (byId('second'));
const burst = /** @type {HTMLButtonElement} */ (byId('burst'));
const add = /** @type {HTMLButtonElement} */ (byId('add'));
const ms = (/** @type {number | undefined} */ value) => (value === undefined ? '–' : `${Math.round(value)} ms`);
const rate = new Chart('Events received per second, all devices', 'rate', '1 min', String);
const latency = new Chart('Time from the backend to this page, median', 'latency', '1 min', ms);

/** Adds one more device to the page, under the first free name. */
function addDevice() {
  const taken = new Set(devices.values());
  const name = NAMES.find((candidate) => !taken.has(candidate));
  if (!name) return;
  const device = new Device(user, name, meter, { problem: notify, removed: removeDevice, counted: showVerdict });
  devices.set(device, name);
  byId('devices').append(device.element);
  add.disabled = devices.size === NAMES.length;
}

/** @param {Device} device */
function removeDevice(device) {
  devices.delete(device);
  device.close();
  showVerdict();
  add.disabled = false;
  add.focus();
}

async function publishBurst() {
  burst.disabled = true;
  const id = crypto.randomUUID();
  for (const device of devices.keys()) device.expect(id, BURST);
  try {
    await api(user).burst(id, BURST);
  } catch (error) {
    for (const device of devices.keys()) device.forget(id);
    notify(error);
  }
  burst.disabled = false;
}

/** The proof, over all devices of this window. */
function showVerdict() {
  const counting = [...devices.keys()].map((device) => device.sum).filter(({ total }) => total);
  const all = sum(counting);
  const now = verdict(all);
  const of = counting.length === 1 ? '1 device' : `${counting.length} devices`;
  byId('verdict').dataset.verdict = now;
  byId('verdict-text').textContent = counting.length ? inWords(all) : 'No burst yet';
  byId('verdict-note').textContent = counting.length
    ? `On ${of}${now === 'good' ? ', each event once and in order' : ''}`
    : `${BURST} events, numbered. Each device counts what it gets.`;
  byId('verdict-said').textContent = now ? inWords(all) : ''; // said once it is decided, not 200 times
}

function tick() {
  const { rates, rate: now, medians, median, p95 } = meter.read();
  rate.show(rates, 10, String(now), '');
  latency.show(medians, 20, ms(median), median === undefined ? '' : `95 % within ${ms(p95)}`);
  for (const device of devices.keys()) device.tick();
}

async function start() {
  if (!USERS.includes(user)) select.prepend(el('option', { value: user }, title(user)));
  select.value = user;
  select.addEventListener('change', () => location.assign(`?user=${encodeURIComponent(select.value)}`));
  second.href = `?user=${encodeURIComponent(user)}`; // a device of the same user; it works like this one
  document.title = `${title(user)} · Taskcast`;
  byId('charts').append(rate.element, latency.element);
  tick();
  try {
    await api(user).token();
  } catch (error) {
    const missing = error instanceof Error && 'status' in error && error.status === 404;
    byId('needs-development').hidden = !missing;
    if (missing) {
      for (const part of [byId('devices'), byId('charts'), byId('stage')]) part.hidden = true;
      return;
    }
    notify(error);
  }
  burst.addEventListener('click', publishBurst);
  add.addEventListener('click', addDevice);
  addDevice();
  addDevice();
  setInterval(tick, 500);
}

start();
