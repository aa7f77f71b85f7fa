/**
 * The proof that a stranger can run: brokers, gateways, devices and faults, and one oracle over all devices.
 *
 * <ol>
 *   <li>{@code Oracle} judges every device. For each kind of wrong, {@code OracleTest} shows a run in which it speaks.
 *   <li>A seed says which faults come, where, and for how long ({@code Schedule}): the same seed gives the same list.
 *   <li>A reset is right only while a fault that gives a reason for it is going on ({@code Pardon}).
 * </ol>
 *
 * <p>Devices, replicas and topics are those of {@code dev.taskcast.reliability}. Begin with {@code Proof}.
 */
package dev.taskcast.proof;
