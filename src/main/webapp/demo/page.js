import { api } from './api.js';
import { Chart } from './chart.js';
import { Device } from './device.js';
import { byId, el } from './dom.js';
import { Meter } from './meter.js';
import { notify } from './notices.js';

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
const rate = new Chart('Events shown per second', 'rate');
const latency = new Chart('Latency to this page', 'latency');

/** Puts one more device into the page, under the first name that is free. */
function addDevice() {
  const taken = new Set(devices.values());
  const name = NAMES.find((candidate) => !taken.has(candidate));
  if (!name) return;
  const device = new Device(user, name, meter, { problem: notify, removed: removeDevice });
  devices.set(device, name);
  byId('devices').append(device.element);
  add.disabled = devices.size === NAMES.length;
}

/** @param {Device} device */
function removeDevice(device) {
  devices.delete(device);
  device.close();
  add.disabled = false;
  add.focus();
}

async function publishBurst() {
  burst.disabled = true;
  for (const device of devices.keys()) device.expect(BURST);
  try {
    await api(user).burst(BURST);
  } catch (error) {
    for (const device of devices.keys()) device.expect(0);
    notify(error);
  }
  burst.disabled = false;
}

function tick() {
  const { rates, rate: now, medians, median, p95 } = meter.read();
  const ms = (/** @type {number | undefined} */ value) => (value === undefined ? '–' : `${value} ms`);
  rate.show(rates, 10, String(now), '');
  latency.show(medians, 20, ms(median), median === undefined ? '' : `p95 ${ms(p95)}`);
  for (const device of devices.keys()) device.tick();
}

async function start() {
  const others = USERS.includes(user) ? USERS : [user, ...USERS];
  if (!USERS.includes(user)) select.prepend(el('option', { value: user }, title(user)));
  select.value = user;
  select.addEventListener('change', () => location.assign(`?user=${encodeURIComponent(select.value)}`));
  const other = others[(others.indexOf(user) + 1) % others.length];
  second.href = `?user=${encodeURIComponent(other)}`;
  second.textContent = `Open as ${title(other)}`;
  document.title = `${title(user)} · Taskcast`;
  byId('charts').append(rate.element, latency.element);
  tick();
  try {
    await api(user).token();
  } catch (error) {
    const missing = error instanceof Error && 'status' in error && error.status === 404;
    byId('needs-development').hidden = !missing;
    if (missing) {
      for (const part of [byId('devices'), byId('charts'), burst, add]) part.hidden = true;
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
