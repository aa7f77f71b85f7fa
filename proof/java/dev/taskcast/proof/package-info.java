/**
 * A proof that any reader can run: brokers, gateways, devices and faults, and one oracle that watches all devices.
 *
 * <ol>
 *   <li>{@code Oracle} judges every device. For each kind of finding, {@code OracleTest} has a run in which the oracle
 *       reports it.
 *   <li>{@code Schedule} makes a list of faults from a seed. A fault has a place and a length. The same seed gives the
 *       same list.
 *   <li>A reset is right only while a fault gives a reason for it ({@code Pardon}).
 * </ol>
 *
 * <p>The devices, replicas and topics are those of {@code dev.taskcast.reliability}. Begin with {@code Proof}.
 */
package dev.taskcast.proof;
