/**
 * Every setting: typed, checked, documented.
 *
 * <ol>
 *   <li>A setting has one key, one default (in {@code META-INF/microprofile-config.properties}) and one
 *       place where it becomes a typed value (a record of this package).
 *   <li>A value that makes no sense stops the start with key, value and allowed range.
 *   <li>The value of a secret is never repeated in a message.
 * </ol>
 *
 * <p>Imports nothing of ours.
 */
package dev.taskcast.config;
