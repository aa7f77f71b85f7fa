/**
 * From a token to its {@link dev.taskcast.auth.Caller}, which is a {@code JsonWebToken} of MicroProfile JWT.
 *
 * <ol>
 *   <li>One verifier serves all ways in which a token can come.
 *   <li>One issuer's keys decide about a token. A shared secret is never tried for a public-key algorithm, and a public
 *       key is never tried as a shared secret.
 *   <li>Nothing that a token says about its own key is followed: only {@code kid} is read, and only compared.
 *   <li>No message, reason or log line holds a token, a claim or a secret. No token is kept: a caller has only its
 *       claims.
 *   <li>A verification waits for the network at most once, and no longer than the timeout of the keys. If the key is
 *       known, it does not wait.
 *   <li>A value that cannot be a key fails when the verifier is created. Keys that are out of reach are reported as
 *       missing until they were read once.
 *   <li>The content of a token means the same to every reader: UTF-8, JSON, and no name twice.
 *   <li>A refusal is remembered only if neither time nor other keys can change it.
 *   <li>Revocations are in one place ({@link dev.taskcast.auth.Revocations}), for sessions and for senders.
 * </ol>
 *
 * <p>Out of scope: how long a session lives, and what a caller is allowed to do. A client that is not admitted gets a
 * {@link dev.taskcast.auth.Refusal}, here and in the later packages.
 */
package dev.taskcast.auth;
