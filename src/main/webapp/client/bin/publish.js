import { createInterface } from 'node:readline';
import { CommandError, fetchToken, post } from './token.js';

/** @import { Options } from './taskcast.js' */

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new CommandError(`This is not JSON: ${text}`);
  }
}

/**
 * Publishes a task, or every line of standard input. Kafka acknowledges each task before the next one is sent.
 *
 * @param {Options} options
 * @param {string} task JSON, or `-`
 */
export async function publish(options, task) {
  const { url, user, event = 'task.updated' } = options;
  if (!user) throw new CommandError('Name the user of the event: --user ID');
  const token = options.token ?? (await fetchToken(options, ['publisher']));
  const lines = task === '-' ? createInterface({ input: process.stdin }) : [task];
  for await (const text of lines) {
    if (!text.trim()) continue;
    const answer = await post(url, 'events', { event_type: event, user_id: user, task: parse(text) }, token);
    const [{ partition, offset }] = answer.positions;
    console.log(`${event} ${partition}-${offset}`);
  }
}
