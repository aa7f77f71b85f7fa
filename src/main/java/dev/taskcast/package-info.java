/**
 * The gateway is assembled and started here: begin to read here.
 *
 * <p>{@link dev.taskcast.Wiring} creates the beans of plain Java classes. {@link dev.taskcast.StartCheck} reads every
 * setting before anything else starts. {@link dev.taskcast.StartWatch} ends the process of a gateway that could not
 * start.
 */
package dev.taskcast;
