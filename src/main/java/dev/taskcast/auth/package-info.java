/**
 * Who is asking: from a token to a {@link dev.taskcast.auth.Caller}, which is a {@code JsonWebToken} of MicroProfile JWT.
 *
 * <ol>
 *   <li>One verifier serves all ways of handing a token over.
 *   <li>One issuer's keys decide about one token; a shared secret is never tried for a public-key algorithm,
 *       nor the other way round.
 *   <li>Nothing that a token says about its own key is followed: only {@code kid} is read, and only compared.
 *   <li>No message, reason or log line holds a token, a claim or a secret. No token is kept: a caller has its claims only.
 *   <li>A verification waits for the network at most once, no longer than the timeout of the keys, and not at all
 *       when the key is known.
 *   <li>A value that can be no key fails when the verifier is made; keys that are out of reach are told as missing
 *       until they were read once.
 *   <li>What a token says means the same to every reader: UTF-8, JSON, and no name twice.
 *   <li>A refusal is remembered only if neither time nor other keys can mend it.
 *   <li>Revocations are known in one place ({@link dev.taskcast.auth.Revocations}), to sessions and to senders alike.
 * </ol>
 *
 * <p>Out of scope: how long a session lives, and what a caller may do. Who is not let in gets a {@link
 * dev.taskcast.auth.Refusal}, here and in the packages behind.
 */
package dev.taskcast.auth;
