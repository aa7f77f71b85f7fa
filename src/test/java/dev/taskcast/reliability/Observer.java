package dev.taskcast.reliability;

/** It is told what a device was sent. */
public interface Observer {
    /** An event came whose task has this id. */
    void event(String taskId);

    /** The event that came last has this id. */
    default void id(String id) {}

    /** The device was told to reload. */
    void reset(String reason);

    /** Something came that the protocol does not have there. */
    void protocol(String what);

    /** Something of another user came. */
    void stranger(String what);
}
