/**
 * What the demo page needs and no production gateway has: tokens for the asking, a task list, events.
 *
 * <ol>
 *   <li>In production every path of this package is 404.
 *   <li>In development only this machine is answered, and no page of another one.
 *   <li>What it publishes are real events: it is a small backend like any other.
 * </ol>
 */
package dev.taskcast.demo;
