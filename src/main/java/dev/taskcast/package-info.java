/**
 * Where the gateway is put together and started: begin here.
 *
 * <p>{@link dev.taskcast.Wiring} makes the beans that are plain Java. {@link dev.taskcast.StartCheck} reads every setting
 * before anything else starts. {@link dev.taskcast.StartWatch} ends the process of a gateway that could not start.
 */
package dev.taskcast;
