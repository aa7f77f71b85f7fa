/** A refusal of a replica: its text, and the HTTP status; 0 if the replica did not answer. */
export class Refusal extends Error {
  /**
   * @param {string} message
   * @param {number} status
   */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

const PATIENCE_MS = 10_000;
const routes = new URL('../', document.baseURI);

/** The replica that served this page. Only this object holds the token. */
export class Gateway {
  #token = '';

  /** @param {string} token used from now on */
  signIn(token) {
    this.#token = token;
  }

  /** The text of /metrics, which needs no token. */
  async metrics() {
    return (await this.#fetch(new URL('../metrics', routes), { headers: { accept: 'text/plain' } })).text();
  }

  /** @param {string} user an empty text means all users */
  sessions(user) {
    return this.#json(user ? `sessions?user=${encodeURIComponent(user)}` : 'sessions');
  }

  /** @param {string} id */
  event(id) {
    return this.#json(`events?id=${encodeURIComponent(id)}`);
  }

  /** @param {string} user */
  user(user) {
    return this.#json(`events?user=${encodeURIComponent(user)}`);
  }

  drain() {
    return this.#json('drain', 'POST');
  }

  /**
   * @param {string} path
   * @param {string} [method]
   */
  async #json(path, method = 'GET') {
    const headers = this.#token ? { authorization: `Bearer ${this.#token}` } : undefined;
    return (await this.#fetch(new URL(path, routes), { method, headers })).json();
  }

  /**
   * @param {URL} url
   * @param {RequestInit} request
   */
  async #fetch(url, request) {
    let response;
    try {
      response = await fetch(url, { ...request, cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) });
    } catch {
      throw new Refusal('The replica does not answer.', 0);
    }
    if (response.ok) return response;
    const { title = `It answered ${response.status}`, detail } = await response.json().catch(() => ({}));
    throw new Refusal(detail ? `${title}: ${detail}` : title, response.status);
  }
}
