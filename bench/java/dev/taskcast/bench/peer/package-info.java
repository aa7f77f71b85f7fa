/**
 * A peer of the benchmark: what a Java team would write on Vert.x instead of Taskcast. bench/peers/README.md tells
 * what all the peers do and what they leave out.
 */
package dev.taskcast.bench.peer;
