package dev.taskcast.reliability;

import java.net.URI;
import java.util.List;

/** Gets a report of all that a device was sent. */
public interface Observer {
    /** The gateway at {@code gateway} welcomed the device, and said {@code resume} about its cursor. */
    default void welcome(URI gateway, String resume) {}

    /** An event came. Its task has the id {@code taskId}. */
    void event(String taskId);

    /** The event that came last has the id {@code id}. */
    default void id(String id) {}

    /** From now on, the device must get only events of {@code channels}. */
    default void filter(List<String> channels) {}

    /** The device loads a snapshot, because its new filter is wider than the one before. */
    default void reloads() {}

    /** The device was told to reload. */
    void reset(String reason);

    /** A frame, a status or a close code came that the protocol does not allow there. */
    void protocol(String what);

    /** A name or data of another user came. */
    void stranger(String what);
}
