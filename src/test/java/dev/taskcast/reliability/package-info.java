/**
 * The promise, tested on real processes: replicas are killed, rolled and starved, brokers go away, topics
 * change, devices stop reading; one oracle watches every device.
 *
 * <p>Half of the devices come by stream, half by socket, and half of all change from one to the other at each reconnect.
 *
 * <ol>
 *   <li>Each event of each series reaches every device that it is for: once, in order, nobody else's, or the
 *       device is told by an explicit reset, which is a finding too unless the scenario provokes it.
 *   <li>The oracle can fail: {@code OracleSelfCheckIT} breaks resume on purpose and has it say so, of
 *       devices by either transport; {@code StreamDeviceTest} has a server that breaks each promise by stream.
 *   <li>Nothing waits for a time to pass; every wait has a condition and a deadline.
 * </ol>
 *
 * <p>Sizes are for two cores; {@code -Dreliability.events}, {@code .devices} and {@code .rate} make them
 * larger. What a run measured is in {@code target/reliability/report.txt}.
 */
package dev.taskcast.reliability;
