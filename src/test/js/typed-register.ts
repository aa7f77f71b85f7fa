/** An application that declares its types in one place; package.test.js compiles it. */
import { connect } from '@taskcast/client';

export interface Own {
  id: string;
  title: string;
}

declare module '@taskcast/client' {
  interface Register {
    task: Own;
    events: { 'note.added': { id: string; text: string } };
  }
}

const connection = connect({ token: '' });
connection.on('task.updated', ({ task }) => task.title.trim());
connection.on('note.added', ({ task }) => task.text.trim());
// @ts-expect-error
connection.on('tsak.created', () => {});
