package dev.taskcast.sessions;

import dev.taskcast.auth.Caller;

/**
 * What a session is opened with.
 *
 * @param caller whose it is
 * @param subscription what the client wants
 * @param transport what carries its frames
 * @param peer how it came
 */
record Opening(Caller caller, Subscription subscription, Transport transport, Peer peer) {}
