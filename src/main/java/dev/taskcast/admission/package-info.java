/**
 * The front door: it decides which client gets a connection, and with which rights. It knows neither WebSockets nor
 * streams.
 *
 * <ol>
 *   <li>There is one way in ({@link dev.taskcast.admission.FrontDoor}): each edge gives a request and gets a session or
 *       a {@link dev.taskcast.auth.Refusal}.
 *   <li>A request that the gate turns away ({@link dev.taskcast.admission.Gate}) has cost nothing.
 *   <li>The limits count all connections together, sockets and streams; a connection counts until nothing of it is
 *       left.
 *   <li>A refused client takes nothing away from others after its connection has ended.
 *   <li>For the address of a client, only what a trusted proxy has written counts.
 *   <li>No token reaches a log, a reason or an exception message.
 * </ol>
 *
 * <p>Out of scope: the form of a refusal on the wire. HTTP edges share one table,
 * {@link dev.taskcast.admission.HttpRefusals}; the WebSocket edge has its own.
 */
package dev.taskcast.admission;
