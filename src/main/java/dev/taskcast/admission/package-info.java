/**
 * The front door: who may have a connection, and with what. It knows no WebSocket and no stream.
 *
 * <ol>
 *   <li>There is one way in ({@link dev.taskcast.admission.FrontDoor}): each edge gives a request and gets a session or a
 *       {@link dev.taskcast.auth.Refusal}.
 *   <li>Whom the gate turns away ({@link dev.taskcast.admission.Gate}) has cost nothing.
 *   <li>The limits count all connections together, whatever carries them; a connection counts until nothing of it is left.
 *   <li>Who was refused takes nothing that others could have had, once its connection has ended.
 *   <li>Of what a client says about its address only what a trusted proxy has written counts.
 *   <li>No token reaches a log, a reason or an exception message.
 * </ol>
 *
 * <p>Out of scope: what a refusal is on the wire. HTTP edges share one table, {@link
 * dev.taskcast.admission.HttpRefusals}; the WebSocket has its own.
 */
package dev.taskcast.admission;
