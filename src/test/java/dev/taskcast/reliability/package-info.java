/**
 * Tests of the delivery guarantee with real processes. Replicas are killed, rolled and starved. Brokers stop, topics
 * change, and devices stop reading. One oracle watches every device.
 *
 * <p>Half of the devices use a stream, and half use a socket. Half of all devices change the transport at each
 * reconnect.
 * <ol>
 *   <li>Each event of each series reaches every device in its audience once and in order, and no other device.
 *       Otherwise the device is told by an explicit reset. A reset is a finding too, unless the scenario causes it.
 *   <li>The oracle can fail. {@code OracleSelfCheckIT} breaks resume on purpose, and the oracle must report it for
 *       devices of both transports. {@code StreamDeviceTest} has a server that breaks each guarantee by stream.
 *   <li>No test waits for a time to pass. Every wait has a condition and a deadline.
 * </ol>
 *
 * <p>The sizes are for two cores. {@code -Dreliability.events}, {@code .devices} and {@code .rate} enlarge them. The
 * measurements of a run are in {@code target/reliability/report.txt}.
 */
package dev.taskcast.reliability;
