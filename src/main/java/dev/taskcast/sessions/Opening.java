package dev.taskcast.sessions;

import dev.taskcast.auth.Caller;

/**
 * The inputs for opening a session.
 *
 * @param caller the user and the token
 * @param subscription what the client wants
 * @param transport what carries its frames
 * @param peer how the device connected
 */
record Opening(Caller caller, Subscription subscription, Transport transport, Peer peer) {}
