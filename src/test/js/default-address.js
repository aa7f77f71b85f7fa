/**
 * A page that loads the client from a gateway and names no address, as far as a page is needed for that:
 * node --experimental-websocket src/test/js/default-address.js <address of the page> <module> <token> <transport>
 * It prints how the connection is carried once it is there.
 *
 * @module
 */
const [page, module, token, transport] = process.argv.slice(2);
Object.assign(globalThis, { location: new URL(page) });
const { connect } = await import(module);
const connection = connect({ token, transports: [transport] });
connection.onStatus((/** @type {{ state: string, transport?: string }} */ status) => {
  if (['catching-up', 'live'].includes(status.state)) {
    process.stdout.write(`${status.transport}\n`, () => process.exit(0));
  }
});
setTimeout(() => process.exit(1), 60_000);
