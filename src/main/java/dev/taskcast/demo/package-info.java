/**
 * What the demo page needs and a production gateway does not have: tokens without a login, a task list, events.
 * <ol>
 *   <li>In production every path of this package answers 404.
 *   <li>In development the package answers only this machine, and no page of another machine.
 *   <li>It publishes real events: it is a small backend like any other.
 * </ol>
 */
package dev.taskcast.demo;
