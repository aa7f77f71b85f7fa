/**
 * Every setting: typed, checked, documented.
 *
 * <ol>
 *   <li>A setting has one key and one default (in {@code META-INF/microprofile-config.properties}). It becomes a typed
 *       value in one place, a record of this package.
 *   <li>An invalid value stops the start with the key, the value and the allowed range.
 *   <li>The value of a secret is never repeated in a message.
 * </ol>
 *
 * <p>Imports no other package of ours.
 */
package dev.taskcast.config;
